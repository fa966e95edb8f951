"""Store the contents found in each of many files, so that only new and changed files are opened.

Separate from the plan, which every job reads, and which needs only the slices' locations. It is safe to
delete: the next plan then opens every file again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sweepfig.core import paths, storage
from sweepfig.core.digests import (
    array_from_json,
    array_to_json,
    digest_of,
    digest_of_code,
    versions_of_readers,
)
from sweepfig.core.storage import FileStamp
from sweepfig.survey.file_contents import Contents
from sweepfig.survey.patterns import Part

if TYPE_CHECKING:
    from sweepfig.config.sweep import CurveConfig, Sweep


NOT_ASKED = {"curves", "time_series", "holes"}  # what no file is looked into for


class SurveyCache:
    """The contents of a sweep's files, by curve and file, each with the file's stamp.

    Parameters
    ----------
    sweep : Sweep
        The config's section; contents stored for another one are dropped.
    output : str or Path
        The output folder, in which the contents are stored.
    """

    def __init__(self, sweep: Sweep, output: str | Path) -> None:
        self._path = paths.known_file(output)
        self._temporary = paths.temporary_folder(output)
        asked = sweep.model_dump(mode="json", exclude=NOT_ASKED)
        self._digest = digest_of([asked, digest_of_code("survey", "sweep"), versions_of_readers()])
        self._old = self._load()
        self._new: dict[str, Any] = {}

    def recall(
        self, curve: CurveConfig, whole: Part, stamps: Sequence[FileStamp]
    ) -> list[tuple[Part, Contents]] | None:
        """Return a file's parts and their contents of a curve; None if unknown or if the file has changed."""
        key = _key(curve, whole)
        entry = self._old.get(key)
        if entry is None or entry["stamps"] != _stamps(stamps):
            return None
        self._new[key] = entry
        return [
            (Part(whole.file, group, tuple(map(tuple, said))), _from_json(facts))
            for group, said, facts in entry["parts"]
        ]

    def keep(
        self,
        curve: CurveConfig,
        whole: Part,
        stamps: Sequence[FileStamp],
        found: list[tuple[Part, Contents]],
    ) -> None:
        """Keep a file's parts and their contents of a curve; `stamps` are its own and its parameters'."""
        parts = [[part.group, part.said, _to_json(facts)] for part, facts in found]
        self._new[_key(curve, whole)] = {"stamps": _stamps(stamps), "parts": parts}

    def write(self) -> None:
        """Write the kept contents, if there are any and they have changed."""
        if self._new and self._new != self._old:
            said = {"digest": self._digest, "check": digest_of(self._new), "files": self._new}
            text = json.dumps(said, ensure_ascii=False)
            storage.write(self._path, text.encode(), temporary=self._temporary)

    def _load(self) -> dict[str, Any]:
        try:
            document = json.loads(storage.read(self._path))
            files: dict[str, Any] = document["files"]
            is_whole = digest_of(files) == document["check"]
            return files if is_whole and document["digest"] == self._digest else {}
        except (OSError, ValueError, LookupError, TypeError):
            return {}


def _key(curve: CurveConfig, whole: Part) -> str:
    asked = [whole.file, whole.said, curve.group, curve.variable, curve.select]
    return json.dumps(asked, ensure_ascii=False)


def _stamps(stamps: Sequence[FileStamp]) -> list[Any]:
    return [list(astuple(stamp)[1:]) for stamp in stamps]


def _to_json(facts: Contents) -> dict[str, Any]:
    values = {name: array_to_json(each) for name, each in facts.values.items()}
    return {**vars(facts), "values": values}


def _from_json(document: dict[str, Any]) -> Contents:
    values = {name: array_from_json(each) for name, each in document["values"].items()}
    dimensions, drawn = tuple(document["dimensions"]), tuple(document["drawn"])
    return Contents(**{**document, "values": values, "dimensions": dimensions, "drawn": drawn})
