"""Digest what each target's figure and numbers depend on, so that few of many files are looked at again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

from sweepfig.core.digests import array_to_json, digest_of
from sweepfig.plan.plan import Plan
from sweepfig.sweep.curve_source import NOWHERE, GridSource, ListedSource, Source


def row_digests(plan: Plan, which: range) -> list[str]:
    """Return for each target of a run a short digest of all that its figure and numbers depend on.

    If two plans have the same digest for a figure, it need not be checked again: the file, its stamp,
    the location in it and all else are the same. A sweep of one file has none: the list is empty.
    """
    if not plan.is_listed:
        return []
    stamps = {stamp.path: astuple(stamp) for stamp in plan.files}
    read = (*plan.sources, *(scalar.source for scalar in plan.annotations.scalars))
    listed = [source for source in read if isinstance(source, ListedSource)]
    known = [[repr((p, stamps.get(p.file))) for p in source.places] for source in listed]
    common = _common(plan, read, stamps)
    found = []
    for target in plan.targets(which):
        state = hashlib.blake2b(digest_size=8)
        state.update(repr((common, target.figure, target.title, target.point)).encode())
        for source, of_places in zip(listed, known, strict=True):
            location = source.locations[target.index]
            state.update(of_places[location[0]].encode() + location[1:].tobytes())
        found.append(state.hexdigest())
    return found


def _common(plan: Plan, read: Sequence[Source], stamps: Mapping[str, Any]) -> str:
    """Return the digest of all that `row_digests` covers and that is the same for all targets."""
    shown = [plan.abscissa, *([] if plan.ordinate is None else [plan.ordinate])]
    said = plan.annotations.text, plan.annotations.marks
    scalars = [(scalar.name, scalar.axes) for scalar in plan.annotations.scalars]
    whole = [(s, stamps.get(s.file)) for s in read if isinstance(s, GridSource)]
    listed = [replace(s, places=(), locations=NOWHERE) for s in read if isinstance(s, ListedSource)]
    words = [(v.name, v.drawing_digest, v.xlabel, v.ylabel) for v in plan.variants]
    measured = (plan.measuring, plan.slice_type, sorted(plan.taken_names))
    parts = repr((words, plan.reading, measured, said, scalars, whole, listed))
    return digest_of([parts, *map(array_to_json, shown)])
