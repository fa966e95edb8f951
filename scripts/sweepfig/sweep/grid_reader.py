"""Read the slices of one file's grid, in blocks and by index.

`sweepfig.survey.survey` has turned every name and value into an index before. Only it and this package
know NetCDF and dimension names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.box import read_box
from sweepfig.sweep.curve_source import READ_BYTES, GridSource
from sweepfig.sweep.files.opening import open_dataset
from sweepfig.sweep.files.stored import Stored, StoredFile

Index = int | slice | NDArray[np.intp]
Rectangle = tuple[tuple[int, int], ...]
"""A block of the sweep: for each axis, outermost first, the first index and the one past the last."""


def rectangles(shape: Sequence[int], first: int, last: int) -> Iterator[Rectangle]:
    """Cut a run of neighbouring targets into blocks, each of which one read can fetch.

    Parameters
    ----------
    shape : sequence of int
        The axes' lengths, outermost first; targets are numbered with the last axis fastest.
    first, last : int
        The run: targets ``first`` to ``last - 1``.

    Yields
    ------
    tuple of (int, int)
        For each axis the first index and the one past the last. The blocks come in the targets'
        order and cover the run exactly; there are at most ``2 len(shape) - 1``.
    """
    if first >= last:
        return
    if len(shape) == 1:
        yield ((first, last),)
        return
    inner = math.prod(shape[1:])
    row, row_end = first // inner, -(-last // inner)
    head, tail = first - row * inner, last - (row_end - 1) * inner
    if row_end - row == 1:
        for block in rectangles(shape[1:], head, tail):
            yield ((row, row + 1), *block)
        return
    if head:
        for block in rectangles(shape[1:], head, inner):
            yield ((row, row + 1), *block)
        row += 1
    whole_end = row_end if tail == inner else row_end - 1
    if row < whole_end:
        yield ((row, whole_end), *((0, length) for length in shape[1:]))
    if whole_end < row_end:
        for block in rectangles(shape[1:], 0, tail):
            yield ((whole_end, row_end), *block)


class Reader:
    """Reads blocks of the sweep; a context manager that keeps the files open.

    Open one per process: HDF5 is not thread-safe, and its handles must not cross a fork.

    Parameters
    ----------
    sources : sequence of GridSource
        The curves to read.
    slice_size : int
        How many numbers one curve has in one slice; it limits how many slices are read at a time.
    """

    def __init__(self, sources: Sequence[GridSource], slice_size: int) -> None:
        self.sources = sources
        self._slice_bytes = 8 * max(1, slice_size) * len(sources)
        self._stack = ExitStack()
        self._stored: dict[str, StoredFile] = {}
        self._decoded: dict[str, Any] = {}

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def targets(
        self, shape: Sequence[int], which: range
    ) -> Iterator[tuple[int, list[NDArray[Any]] | Exception]]:
        """Yield a run of targets with each curve's numbers, read in blocks of limited size.

        Parameters
        ----------
        shape : sequence of int
            The axes' lengths, outermost first.
        which : range
            The run of targets.

        Yields
        ------
        (int, list of arrays, each of shape ([ordinate,] abscissa), or Exception)
            The target's index; its numbers, or why they can't be read. If a block can't be read, its
            targets are read one by one, so that a damaged part of the file fails no other target.
        """
        first = which.start
        while first < which.stop:
            step = max(1, READ_BYTES // self._slice_bytes)
            last = min(first + step, which.stop)
            for block, skip, count in self._blocks(shape, first, last):
                found = self._read_singly(shape, block, first, count, skip)
                yield from enumerate(found, start=first)
                first += count

    def _blocks(
        self, shape: Sequence[int], first: int, last: int
    ) -> Iterator[tuple[Rectangle, int, int]]:
        """Yield blocks to read, and for each how many of its targets to skip and how many to take."""
        inner = math.prod(shape[1:])
        row, row_end = first // inner, -(-last // inner)
        is_little_more = (row_end - row) * inner <= 2 * (last - first)
        if is_little_more and any(source.grain > 1 for source in self.sources):
            # `rectangles` may give three blocks, and reading each would unpack the same chunks again.
            rows = ((row, row_end), *((0, length) for length in shape[1:]))
            yield rows, first - row * inner, last - first
            return
        for block in rectangles(shape, first, last):
            yield block, 0, math.prod(end - begin for begin, end in block)

    def _read_singly(
        self, shape: Sequence[int], block: Rectangle, first: int, count: int, skip: int = 0
    ) -> Iterator[list[NDArray[Any]] | Exception]:
        try:
            curves, causes = self.read_with_causes(block)
        except Exception as error:
            if count == 1:
                yield error
                return
            for target in range(first, first + count):
                (single,) = rectangles(shape, target, target + 1)
                yield from self._read_singly(shape, single, target, 1)
        else:
            for place in range(skip, skip + count):
                yield causes.get(place) or [values[place] for values in curves]

    def read(self, block: Rectangle) -> list[NDArray[Any]]:
        """Return each curve's numbers in a block.

        Returns
        -------
        list of arrays, each of shape (targets in the block, [ordinate,] abscissa)
            In the sources' order; targets with the last axis fastest.
        """
        return self.read_with_causes(block)[0]

    def read_with_causes(self, block: Rectangle) -> tuple[list[NDArray[Any]], dict[int, Exception]]:
        """Return what `read` does, and an error for each target with unwritten numbers, by its index."""
        found = [self._read(source, block) for source in self.sources]
        together = {place: error for _, each in found for place, error in each.items()}
        return [values for values, _ in found], together

    def _read(
        self, source: GridSource, block: Rectangle
    ) -> tuple[NDArray[Any], dict[int, Exception]]:
        index: dict[str, Index] = dict(source.fixed)
        for place, dimension in enumerate(source.drawn):
            span = slice(*block[place]) if place < len(block) else slice(None)
            order = source.order.get(dimension)
            index[dimension] = span if order is None else np.asarray(order, dtype=np.intp)[span]
        is_plain = source.plain and not source.order
        box = read_box(
            source,
            index,
            source.drawn,
            lambda: self._stored_variable(source),
            None if is_plain else lambda: self._dataset(source.file),
        ).slices(len(block))
        return box.values, box.unwritten()

    def _stored_variable(self, source: GridSource) -> Stored:
        if source.file not in self._stored:
            self._stored[source.file] = self._stack.enter_context(StoredFile(source.file))
        found = self._stored[source.file].variable(source.variable)
        assert found is not None
        return found

    def _dataset(self, file: str) -> Any:
        if file not in self._decoded:
            self._decoded[file] = self._stack.enter_context(open_dataset(file))
        return self._decoded[file]
