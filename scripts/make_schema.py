"""Write the config's JSON Schema, which editors and workflow catalogs read."""

from __future__ import annotations

import json
from pathlib import Path

from sweepfig import settings

SCHEMA = settings.ROOT / "workflow" / "schemas" / "config.schema.json"


def main() -> None:
    """Write the schema."""
    Path(SCHEMA).write_text(json.dumps(settings.json_schema(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
