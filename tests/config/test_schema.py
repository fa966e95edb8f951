"""The JSON Schema is what the settings give, and describes each key."""

from __future__ import annotations

import json

from paths import ROOT
from sweepfig.config.schema import json_schema


def test_committed_schema_is_what_the_settings_give():
    committed = json.loads((ROOT / "workflow/schemas/config.schema.json").read_text())
    assert committed == json_schema(), "say python docs/document_config.py"


def test_every_key_is_described():
    schema = json_schema()
    assert set(schema["$defs"]) >= {"Sweep", "FigureSettings", "TwinSettings", "AxisConfig"}
    bare = [
        f"{name}.{key}"
        for name, section in {"Settings": schema, **schema["$defs"]}.items()
        for key, described in section.get("properties", {}).items()
        if not described.get("description")
    ]
    assert bare == ["Settings.sweep", "Settings.figure", "Settings.gallery"]
