"""Describe the config's keys as JSON Schema, for editors and for the table of keys.

A key is described by the text below it. pydantic would read these texts at each start, for a tenth of the
time of a run that has nothing to do; they are read here, when they are wanted.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from sweepfig.config.settings import Settings
from sweepfig.config.value_types import Section


def json_schema() -> dict[str, Any]:
    """Return the config's JSON Schema."""
    schema = Settings.model_json_schema()
    for section in _sections(Section):
        found = schema if section is Settings else schema["$defs"].get(section.__name__, {})
        properties = found.get("properties", {})
        for key, text in _descriptions(section).items():
            if key in properties:
                properties[key] = dict(sorted({**properties[key], "description": text}.items()))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _sections(of: type[Section]) -> list[type[Section]]:
    return [each for direct in of.__subclasses__() for each in (direct, *_sections(direct))]


def _descriptions(section: type[Section]) -> dict[str, str]:
    """Return the text below each key, those of the classes that it is made from among them."""
    found: dict[str, str] = {}
    for kind in reversed(section.__mro__):
        if issubclass(kind, Section):
            found.update(_texts_below_keys(kind))
    return found


def _texts_below_keys(kind: type[Section]) -> dict[str, str]:
    (body,) = (node.body for node in ast.parse(textwrap.dedent(inspect.getsource(kind))).body)  # type: ignore[attr-defined]
    found = {}
    for key, text in pairwise(body):
        match key, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(said))
            ):
                found[name] = inspect.cleandoc(said)
    return found
