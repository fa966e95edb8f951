"""Write what follows from the settings' definition: the JSON Schema, and the tables of keys.

Editors and workflow catalogs read the schema; people the tables, in README.md and config/README.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sweepfig.settings import ROOT, json_schema

SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
TABLES = (ROOT / "README.md", ROOT / "config" / "README.md")
BEGIN, END = "<!-- keys: made by scripts/document_config.py -->", "<!-- end of keys -->"


def main() -> None:
    """Write the schema and both tables."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    for path in TABLES:
        path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")


def schema_text() -> str:
    """Return the schema's file."""
    return json.dumps(json_schema(), indent=2) + "\n"


def with_table(text: str) -> str:
    """Return a page with its table of keys made anew."""
    lines = ["| key | default | meaning |", "|---|---|---|"]
    lines += [
        f"| `{key}` | {default} | {meaning} |" for key, default, meaning in keys(json_schema())
    ]
    table = "\n".join([BEGIN, *lines, END])
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: table, text, flags=re.DOTALL)


def keys(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each key with its default and its meaning, in the config's order."""
    yield from _keys(schema, schema, "")


def _keys(
    schema: Mapping[str, Any], section: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, str, str]]:
    for name, entry in section["properties"].items():
        items = entry.get("items", {})
        reference = entry.get("$ref") or items.get("$ref")
        key = f"{prefix}{name}"
        if reference:
            inner = schema["$defs"][reference.rpartition("/")[2]]
            yield from _keys(schema, inner, f"{key}[]." if "$ref" in items else f"{key}.")
            continue
        default = f"`{json.dumps(entry['default'])}`" if "default" in entry else "needed"
        meaning = entry["description"].replace("|", "\\|").replace("\n", " ")
        yield key, default, meaning


if __name__ == "__main__":
    main()
