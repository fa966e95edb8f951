"""Write what follows from the code: the JSON Schema, the tables of keys, the list of sources.

Editors and workflow catalogs read the schema; people the tables, in docs/reference/config.md and
config/README.md; a workflow that uses this one from a hosting service the list of the files to bring along.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.config.reader import ROOT
from sweepfig.config.schema import json_schema

SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
SOURCES = ROOT / "workflow" / "sources.txt"
NOT_SCRIPTS = ("config/config.yaml", "workflow/envs/sweepfig.yaml")
NOT_RUN = {"bootstrap.sh"}
TABLES = (ROOT / "docs" / "reference" / "config.md", ROOT / "config" / "README.md")
BEGIN, END = "<!-- keys: made by docs/document_config.py -->", "<!-- end of keys -->"


def main() -> None:
    """Write the schema, both tables and the list."""
    SOURCES.write_text(sources_text(), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    for path in TABLES:
        path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")


def sources_text() -> str:
    """Return the list of what the workflow needs beside its rules."""
    scripts = sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scripts").rglob("*")
        if path.is_file() and path.name not in NOT_RUN and not _is_made(path)
    )
    return "\n".join([*scripts, *NOT_SCRIPTS]) + "\n"


def _is_made(path: Path) -> bool:
    return any(part == "__pycache__" or part.endswith(".egg-info") for part in path.parts)


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
        if reference and name != "also":  # its keys are those of the figure
            inner = schema["$defs"][reference.rpartition("/")[2]]
            yield from _keys(schema, inner, f"{key}[]." if "$ref" in items else f"{key}.")
            continue
        default = f"`{json.dumps(entry['default'])}`" if "default" in entry else "needed"
        meaning = entry["description"].replace("|", "\\|").replace("\n", " ")
        yield key, default, meaning
        for either in entry.get("anyOf", ()):  # a section, or null
            if "$ref" in either:
                inner = schema["$defs"][either["$ref"].rpartition("/")[2]]
                yield from _keys(schema, inner, f"{key}.")


if __name__ == "__main__":
    main()
