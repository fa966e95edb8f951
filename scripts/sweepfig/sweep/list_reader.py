"""Read the slices of many files, each from the place that the plan gives for it.

(`sweepfig.sweep.grid_reader` does so for one file's grid.) Neighbours in one file are read at once. If a
file has changed since the plan was made, or changes while it is read, only its own targets fail.
"""

from __future__ import annotations

import itertools
import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.storage import FileStamp
from sweepfig.sweep.box import Box, read_box
from sweepfig.sweep.coordinates import drawn_coordinates, shape_over
from sweepfig.sweep.curve_source import READ_BYTES, FileOrGroup, GridSource, ListedSource, Source
from sweepfig.sweep.files.opening import open_dataset, open_groups
from sweepfig.sweep.files.stored import Stored, StoredFile
from sweepfig.sweep.grid_reader import Reader
from sweepfig.sweep.matching import are_same, match

MOST_OPEN = 16  # files; a process may open a few hundred
MOST_WASTE = 4  # numbers read for each number that is wanted


@dataclass(frozen=True)
class Numbers:
    """A target's numbers; those of points without a position are NaN.

    Attributes
    ----------
    abscissa, ordinate : arrays of shape (n,) and (m,), or both of shape (m, n)
    curves : tuple of arrays, each of shape ([ordinate,] abscissa)
    """

    abscissa: NDArray[Any]
    ordinate: NDArray[Any] | None
    curves: tuple[NDArray[Any], ...]


class ListedReader:
    """Reads listed targets; a context manager that keeps a few files open.

    Open one per process: HDF5 is not thread-safe, and its handles must not cross a fork.

    Parameters
    ----------
    sources : sequence of ListedSource
        The curves to read.
    abscissa, ordinate : arrays of shape (n,) and (m,), or both of shape (m, n)
        The plan's, which hold for every place without its own.
    stamps : mapping of str to FileStamp
        The files' stamps when the plan was made, by path.
    """

    def __init__(
        self,
        sources: Sequence[ListedSource],
        abscissa: NDArray[Any],
        ordinate: NDArray[Any] | None,
        stamps: Mapping[str, FileStamp],
    ) -> None:
        self._sources, self._stamps = sources, stamps
        self._shared = (abscissa, ordinate)
        self._open: OrderedDict[tuple[str, bool, bool], tuple[Any, ExitStack]] = OrderedDict()

    def __enter__(self) -> ListedReader:
        return self

    def __exit__(self, *error: object) -> None:
        while self._open:
            self._close_oldest()

    def targets(self, which: range) -> Iterator[tuple[int, Numbers | Exception]]:
        """Yield a run of targets with their numbers, or why they can't be read."""
        read = [self._curve(source, which) for source in self._sources]
        for index, *curves in zip(which, *read, strict=True):
            failed = next((each for each in curves if isinstance(each, Exception)), None)
            yield index, failed or self._together(curves)

    def _curve(self, source: ListedSource, which: range) -> Iterator[_Slice | Exception]:
        locations = source.locations[which.start : which.stop]
        for number, rows in itertools.groupby(locations, key=lambda row: row[0]):
            place, indices = source.places[number], np.array([row[1:] for row in rows])
            yield from self._from_place(source, place, indices)

    def _from_place(
        self, source: ListedSource, place: FileOrGroup, indices: NDArray[np.int32]
    ) -> Iterator[_Slice | Exception]:
        try:
            self._check(place)
            shared = self._own(source, place, indices[0]) if place.own else self._shared
        except Exception as error:
            yield from itertools.repeat(error, len(indices))
            return
        size = 8 * max(1, math.prod(shape_over(*shared)))
        most = max(1, READ_BYTES // size)
        for first in range(0, len(indices), most):
            wanted = indices[first : first + most]
            for values in self._block(source, place, wanted):
                if isinstance(values, Exception):
                    yield values
                else:
                    yield _Slice(*shared, values, source)

    def _block(
        self, source: ListedSource, place: FileOrGroup, indices: NDArray[np.int32]
    ) -> list[NDArray[Any] | Exception]:
        """Return the numbers at neighbouring indices, read at once if these are close together."""
        low, high = indices.min(axis=0, initial=2**31 - 1), indices.max(axis=0, initial=0) + 1
        is_dense = np.prod(high - low) <= MOST_WASTE * len(indices)
        if not is_dense and len(indices) > 1:
            return [self._block(source, place, row[None])[0] for row in indices]
        try:
            box = self._read(source, place, low, high)
            self._check(place)
        except Exception as error:
            if len(indices) == 1:
                return [error]
            return [self._block(source, place, row[None])[0] for row in indices]
        # A file with a single slice has no index.
        taken = box.take(tuple((indices - low).T) if indices.size else (None,))
        unwritten = taken.unwritten()
        return [unwritten.get(place) or each for place, each in enumerate(taken.values)]

    def _read(
        self,
        source: ListedSource,
        place: FileOrGroup,
        low: NDArray[np.int32],
        high: NDArray[np.int32],
    ) -> Box:
        """Return a box of numbers, shape (*box, [ordinate,] abscissa)."""
        spans = zip(source.undrawn, low.tolist(), high.tolist(), strict=True)
        return read_box(
            source,
            {name: slice(a, b) for name, a, b in spans},
            (*source.undrawn, *source.drawn),
            lambda: self._stored(source, place),
            None if place.plain else lambda: self._group(place),
        )

    def _own(
        self, source: ListedSource, place: FileOrGroup, indices: NDArray[np.int32]
    ) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Return a place's own abscissa and ordinate; those of two dimensions are the same at all indices."""
        dataset = self._group(place._replace(plain=False))
        sizes = dataset[source.variable].sizes
        at = dict(zip(source.undrawn, indices.tolist(), strict=True))
        found = drawn_coordinates(dataset, source.shown, source.drawn, sizes, at, place.file)
        return found[-1], found[0] if len(found) > 1 else None

    def _together(self, curves: list[_Slice]) -> Numbers | Exception:
        """Return one target's curves, all over the first curve's abscissa and ordinate."""
        first = curves[0]
        values = []
        for curve in curves:
            numbers = curve.values
            for axis, mine, its in (
                (-1, first.abscissa, curve.abscissa),
                (-2, first.ordinate, curve.ordinate),
            ):
                if mine is its or mine is None or its is None or np.array_equal(mine, its):
                    continue
                if mine.ndim == 2 and are_same(mine, its, curve.source.tolerance):
                    continue
                found: Any = "the two-dimensional coordinates differ"
                if mine.ndim == its.ndim == 1:
                    found = match(mine, its, curve.source.tolerance)
                if isinstance(found, str):
                    return ValueError(
                        f"{curve.source.shown[axis]} of {curve.source.label!r} does not match that "
                        f"of {first.source.label!r}: {found}"
                    )
                numbers = numbers.take(found, axis=axis)
            values.append(numbers)
        placed = _with_position(first.abscissa, values)
        return Numbers(first.abscissa, first.ordinate, placed)

    def _check(self, place: FileOrGroup) -> None:
        for file in (place.file, *place.beside):
            stamp = self._stamps.get(file)
            if stamp is not None and FileStamp.of(file) != stamp:
                raise ValueError(
                    f"{file} was changed or removed after the plan was made, or is being written; "
                    "run again"
                )

    def _stored(self, source: ListedSource, place: FileOrGroup) -> Stored:
        file: StoredFile = self._group(place._replace(plain=True, group=""))
        found = file.variable(source.variable, place.group)
        assert found is not None
        return found

    def _group(self, place: FileOrGroup) -> Any:
        """Return a file or group as xarray decodes it; for a plain place, the file as stored."""
        key = (place.file, place.plain, bool(place.group))
        if key not in self._open:
            while len(self._open) >= MOST_OPEN:
                self._close_oldest()
            self._open[key] = self._opened(place)
        self._open.move_to_end(key)
        there = self._open[key][0]
        return there[place.group] if place.group else there

    def _opened(self, place: FileOrGroup) -> tuple[Any, ExitStack]:
        stack = ExitStack()
        if place.plain:
            return stack.enter_context(StoredFile(place.file)), stack
        if not place.group:
            return stack.enter_context(open_dataset(place.file)), stack
        groups = open_groups(place.file)
        for group in groups.values():
            stack.callback(group.close)
        return groups, stack

    def _close_oldest(self) -> None:
        _, (_, stack) = self._open.popitem(last=False)
        with suppress(Exception):  # closing a damaged file may fail too
            stack.close()


class _Slice(NamedTuple):
    abscissa: NDArray[Any]
    ordinate: NDArray[Any] | None
    values: NDArray[Any]
    source: ListedSource


def read_numbers(
    sources: Sequence[Source],
    shape: Sequence[int],
    abscissa: NDArray[Any],
    ordinate: NDArray[Any] | None,
    stamps: Sequence[FileStamp],
    which: range,
) -> Iterator[tuple[int, Numbers | Exception]]:
    """Yield a run of targets with their numbers, whether they lie in one file's grid or in many."""
    listed = [source for source in sources if isinstance(source, ListedSource)]
    if listed:
        by_file = {stamp.path: stamp for stamp in stamps}
        with ListedReader(listed, abscissa, ordinate, by_file) as reader:
            yield from reader.targets(which)
        return
    of_grid = [source for source in sources if isinstance(source, GridSource)]
    shape_of_slice = shape_over(abscissa, ordinate)
    with Reader(of_grid, math.prod(shape_of_slice)) as grid:
        for index, curves in grid.targets(shape, which):
            if isinstance(curves, Exception):
                yield index, curves
            else:  # a file that has grown may have a longer abscissa than the plan
                cut = [values[tuple(map(slice, shape_of_slice))] for values in curves]
                yield index, Numbers(abscissa, ordinate, _with_position(abscissa, cut))


def _with_position(
    abscissa: NDArray[Any], curves: Sequence[NDArray[Any]]
) -> tuple[NDArray[Any], ...]:
    """Return curves with NaN at points without a position, which models fill with any number."""
    has_position = np.isfinite(abscissa) if abscissa.ndim == 2 else np.array(True)
    if has_position.all():
        return tuple(curves)
    return tuple(np.where(has_position, values, np.nan) for values in curves)
