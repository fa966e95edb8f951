"""Write and load plan.json, which every job reads."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import storage
from sweepfig.core.digests import array_from_json, array_to_json, digest_of
from sweepfig.core.errors import Outdated, UserError
from sweepfig.core.storage import FileStamp
from sweepfig.drawing import text_template
from sweepfig.drawing.look import Look
from sweepfig.plan.annotation import Annotations, Scalar
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.plan.variant import Variant
from sweepfig.sweep.curve_source import FileOrGroup, GridSource, ListedSource, Source
from sweepfig.sweep.quantity import Quantity

VERSION = 10


def to_json(plan: Plan) -> str:
    """Return a plan as plan.json's text."""
    document = {
        "version": VERSION,
        "drawing": plan.drawing_digest,
        "batch_size": plan.batch_size,
        "time_limit": plan.time_limit,
        "look": asdict(plan.look),
        "xlabel": plan.xlabel,
        "ylabel": plan.ylabel,
        "files": [asdict(stamp) for stamp in plan.files],
        "sources": [_source_to_json(source) for source in plan.sources],
        "axes": [{**asdict(axis), "values": array_to_json(axis.values)} for axis in plan.axes],
        "abscissa": array_to_json(plan.abscissa),
        "ordinate": None if plan.ordinate is None else array_to_json(plan.ordinate),
        "quantities": [asdict(quantity) for quantity in plan.quantities],
        "responses": [asdict(quantity) for quantity in plan.responses],
        "annotations": _annotations_to_json(plan.annotations),
        "numbers": plan.numbers,
        "measuring": plan.measuring,
        "reading": plan.reading,
        "ordinate_quantity": plan.ordinate_quantity and asdict(plan.ordinate_quantity),
        "is_over_time": plan.is_over_time,
        "points": _table_to_json(plan.points),
        "unread": plan.unread,
        "partial": plan.partial,
        "depends": [asdict(stamp) for stamp in plan.depends],
        "twins": [asdict(twin) for twin in plan.twins],
        "gallery_data": plan.gallery_data,
        "gallery_title": plan.gallery_title,
        "record": plan.record,
    }
    head = {"digest": digest_of(document), "inputs": plan.inputs}
    text = json.dumps({**head, **document}, ensure_ascii=False, indent=1).removeprefix("{\n") + "\n"
    return f'{{\n "check": "{_check(text)}",\n{text}'


def _check(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def from_json(text: str) -> Plan:
    """Return the plan that `to_json` wrote.

    Raises
    ------
    ValueError, KeyError, TypeError
        If the text is not as it was written.
    """
    head, _, rest = text.removeprefix("{\n").partition("\n")
    if head != f' "check": "{_check(rest)}",':
        raise ValueError("it is damaged, or was edited")
    return from_document(json.loads(text))


def from_document(document: Mapping[str, Any]) -> Plan:
    """Return the plan that plan.json's parsed content describes."""
    ordinate, quantity = document["ordinate"], document["ordinate_quantity"]
    return Plan(
        axes=tuple(
            Axis(**{**axis, "values": array_from_json(axis["values"])}) for axis in document["axes"]
        ),
        sources=tuple(map(_source_from_json, document["sources"])),
        abscissa=array_from_json(document["abscissa"]),
        ordinate=None if ordinate is None else array_from_json(ordinate),
        xlabel=document["xlabel"],
        ylabel=document["ylabel"],
        look=_look_from_json(document["look"]),
        files=tuple(FileStamp(**stamp) for stamp in document["files"]),
        batch_size=document["batch_size"],
        time_limit=document["time_limit"],
        drawing_digest=document["drawing"],
        quantities=tuple(Quantity(**quantity) for quantity in document["quantities"]),
        responses=tuple(Quantity(**quantity) for quantity in document["responses"]),
        annotations=_annotations_from_json(document["annotations"]),
        numbers=document["numbers"],
        measuring=document["measuring"],
        reading=document["reading"],
        ordinate_quantity=quantity and Quantity(**quantity),
        is_over_time=document["is_over_time"],
        inputs=document["inputs"],
        digest=document["digest"],
        points=_table_from_json(document["points"]),
        unread=tuple((file, reason) for file, reason in document["unread"]),
        partial=tuple((tuple(point), label) for point, label in document["partial"]),
        depends=tuple(FileStamp(**stamp) for stamp in document["depends"]),
        twins=tuple(
            Variant(**{**twin, "look": _look_from_json(twin["look"])}) for twin in document["twins"]
        ),
        gallery_data=document["gallery_data"],
        gallery_title=document["gallery_title"],
        record=document["record"],
    )


def _look_from_json(document: Mapping[str, Any]) -> Look:
    names = ("size", "limits", "xlimits", "lines", "apply", "marks", "panels")
    lists = {name: document[name] for name in names if document[name] is not None}
    return Look(**{**document, **{name: tuple(value) for name, value in lists.items()}})


def load(path: str | Path) -> Plan:
    """Return the plan in a plan.json.

    Raises
    ------
    UserError
        If there is no such file, or it is no plan of this version.
    """
    try:
        found = os.stat(path)
        return _load(str(path), storage.stamp_of(found))
    except OSError as error:
        raise UserError(f"{path}: the plan can't be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path}: not a plan of this version ({type(error).__name__}: {error}); a run of its config or "
            "data makes it anew"
        ) from None


class PlanGuard:
    """Checks whether a plan is still current, before each figure is renamed into place.

    Without it, figures made with another run's plan, or with a style edited after this plan was made,
    could be recorded as this plan's.

    Parameters
    ----------
    plan : Plan
    path : str or Path
        Its plan.json. If there is none, only the files that the figures depend on are checked.
    """

    def __init__(self, plan: Plan, path: str | Path) -> None:
        self._plan, self._path = plan, path
        self._stamp = self._stamp_now()
        self._check_plan()

    def check(self) -> None:
        """Refuse to go on if the plan is no longer current.

        Raises
        ------
        Outdated
            If it is not; the message names the file that has changed.
        """
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._check_plan()
            self._stamp = stamp
        for known in self._plan.depends:
            if FileStamp.of(known.path) != known:
                raise Outdated(f"{known.path} was changed or removed after the plan was made")

    def _stamp_now(self) -> int:
        try:
            return storage.stamp_of(os.stat(self._path))
        except OSError:
            return 0

    def _check_plan(self) -> None:
        if os.path.lexists(self._path):
            load_this(self._path, self._plan.digest)


def load_this(path: str | Path, digest: str) -> Plan:
    """Return the plan in a plan.json if it has this digest.

    Raises
    ------
    Outdated
        If it has another digest.
    """
    try:
        plan = load(path)
    except UserError as error:
        raise Outdated(str(error)) from None
    if plan.digest != digest:
        raise Outdated(
            f"{path} is of another run by now, which draws other data or with other settings; "
            "give each an output folder of its own, or run again"
        )
    return plan


@functools.lru_cache(maxsize=4)
def _load(path: str, *_stamp: int) -> Plan:
    return from_json(storage.read(path).decode())


def _source_to_json(source: Source) -> dict[str, Any]:
    if isinstance(source, GridSource):
        return vars(source)
    return {**vars(source), "locations": _table_to_json(source.locations)}


def _source_from_json(document: Mapping[str, Any]) -> Source:
    tuples = {name: tuple(document[name]) for name in ("dimensions", "drawn", "shown", "selected")}
    if "locations" not in document:
        return GridSource(**{**document, **tuples})
    places = tuple(
        FileOrGroup._make([*rest, tuple(beside)]) for *rest, beside in document["places"]
    )
    locations = _table_from_json(document["locations"])
    return ListedSource(**{**document, **tuples, "places": places, "locations": locations})


def _annotations_to_json(annotations: Annotations) -> dict[str, Any]:
    scalars = [
        {"name": scalar.name, "source": _source_to_json(scalar.source), "axes": scalar.axes}
        for scalar in annotations.scalars
    ]
    return {"text": annotations.text, "marks": annotations.marks, "scalars": scalars}


def _annotations_from_json(document: Mapping[str, Any]) -> Annotations:
    return Annotations(
        text=tuple(p if isinstance(p, str) else text_template.Field(*p) for p in document["text"]),
        marks=tuple(document["marks"]),
        scalars=tuple(
            Scalar(scalar["name"], _source_from_json(scalar["source"]), tuple(scalar["axes"]))
            for scalar in document["scalars"]
        ),
    )


def _table_to_json(table: NDArray[Any] | None) -> dict[str, Any] | None:
    # Not one line for each number: reading a million lines would take longer than checking the figures.
    if table is None:
        return None
    content = base64.b64encode(table.astype("<i4").tobytes()).decode("ascii")
    return {"shape": table.shape, "int32": content}


def _table_from_json(document: Mapping[str, Any] | None) -> NDArray[np.int32] | None:
    if document is None:
        return None
    content = np.frombuffer(base64.b64decode(document["int32"]), dtype="<i4")
    return content.reshape(document["shape"]).astype(np.int32)
