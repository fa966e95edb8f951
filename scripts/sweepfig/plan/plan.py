"""Describe a plan: what is decided before anything is drawn.

A plan is small (it lists axes, not their product), written once as plan.json (`sweepfig.plan.plan_file`), and
read by every job. It holds no times except those of files, and no output folder: figures go to the folder
that the plan is in. Its bytes are the same as long as nothing that matters has changed.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.core.storage import FileStamp
from sweepfig.drawing.look import Look
from sweepfig.measuring import slices
from sweepfig.measuring.description import Measure, Units
from sweepfig.plan.annotation import Annotations
from sweepfig.plan.axis import Axis, axis_pieces
from sweepfig.plan.variant import Variant
from sweepfig.sweep.curve_source import ListedSource, Source, slice_bytes
from sweepfig.sweep.quantity import Quantity

LAST_COLUMNS = ("status", "cause", "drawn by", "FILE")  # of the table of targets
MOST_HOLES = 1_000_000  # a longer list, of a grid with few points run, would be useless
SCATTERED = 3  # points of the axes' grid for each target, from which on the targets are scattered
GalleryData = Literal["on", "off", "too much"]


@dataclass(frozen=True)
class Target:
    """One point of the sweep, and the figure it must become.

    Attributes
    ----------
    index : int
        Its number in the sweep; the last axis varies fastest.
    point : mapping
        Each axis's name and value.
    figure : str
        The figure's path, relative to the output folder.
    title : str
        The figure's title.
    twins : tuple of str
        The paths of the figure's twins, likewise.
    """

    index: int
    point: Mapping[str, Any]
    figure: str
    title: str
    twins: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the figure and its twins."""
        return (self.figure, *self.twins)


@dataclass(frozen=True, eq=False)
class Plan:
    """All that is decided before anything is drawn.

    Attributes
    ----------
    axes : tuple of Axis
        Outermost first.
    sources : tuple of Source
        Where each curve's numbers are.
    abscissa, ordinate : arrays of shape (n,) and (m,), or both of shape (m, n)
        The drawn dimensions' values; `ordinate` is None if there is none.
    xlabel, ylabel : str
        The figures' x and y labels.
    look : Look
        The settings that all figures share.
    files : tuple of FileStamp
        The sweep's files as they were when the plan was made.
    batch_size : int
        Targets in a batch; the last batch may have fewer.
    time_limit : float, optional
        Seconds that drawing a figure may take.
    drawing_digest : str
        Digest of what every figure depends on besides its slice: settings, style, drawing code, and
        the versions that decide pixels and bytes.
    quantities : tuple of Quantity
        Name and units of each axis, then of the abscissa, then of the first curve's response.
    responses : tuple of Quantity
        Name and units of each curve's response.
    annotations : Annotations
        The figures' text and marks.
    numbers : str, optional
        The user's function that measures slices, ``file.py:function`` or ``module:function``.
    measuring : str
        Digest of the code that computes the targets' numbers, the user's function included.
    reading : str
        Digest of the code that finds and reads the slices, and of the packages that open files: if it is
        another, each slice is read again, and a figure of the same slice stays.
    ordinate_quantity : Quantity, optional
        Name and units of the ordinate.
    is_over_time : bool
        Whether the abscissa is time.
    inputs : str
        Digest of all that the plan was made from (`sweepfig.plan.freshness`): while it is the same, the plan
        need not be made again.
    digest : str
        Digest of the plan itself, without `inputs`.
    points : array of int, shape (target, axis), optional
        Each target's indices on the axes, in ascending order, if some points of the axes' grid are missing.
    unread : tuple of (file, reason)
        Sweep files that were left out when the plan was made: most could not be read.
    partial : tuple of (indices on the axes, label)
        Points that are no targets because a curve lacks them, each with that curve's label.
    depends : tuple of FileStamp
        The files that all figures depend on (`sweepfig.plan.freshness.files_of_figures`), as they were when
        the plan was made.
    twins : tuple of Variant
        The other variants of each target, in files beside its figure.
    gallery_data : str
        Whether the slices' numbers are written beside the gallery: ``on``, ``off`` or ``too much``.
    gallery_title : str
        The gallery's heading; empty: made from the quantities.
    record : str
        What each figure carries of the settings (see `Variant`).
    """

    axes: tuple[Axis, ...]
    sources: tuple[Source, ...]
    abscissa: NDArray[Any]
    ordinate: NDArray[Any] | None
    xlabel: str
    ylabel: str
    look: Look
    files: tuple[FileStamp, ...]
    batch_size: int
    time_limit: float | None
    drawing_digest: str
    quantities: tuple[Quantity, ...] = ()
    responses: tuple[Quantity, ...] = ()
    annotations: Annotations = field(default_factory=Annotations)
    numbers: str | None = None
    measuring: str = ""
    reading: str = ""
    ordinate_quantity: Quantity | None = None
    is_over_time: bool = False
    inputs: str = ""
    digest: str = ""
    points: NDArray[np.int32] | None = None
    unread: tuple[tuple[str, str], ...] = ()
    partial: tuple[tuple[tuple[int, ...], str], ...] = ()
    depends: tuple[FileStamp, ...] = ()
    twins: tuple[Variant, ...] = ()
    gallery_data: GalleryData = "off"
    gallery_title: str = ""
    record: str = ""

    @functools.cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The variants of each target: its figure's, then those of the figure's twins."""
        figure = Variant("", self.look, self.xlabel, self.ylabel, self.drawing_digest, self.record)
        return (figure, *self.twins)

    @property
    def looks(self) -> tuple[Look, ...]:
        """The look of each variant."""
        return tuple(variant.look for variant in self.variants)

    @property
    def shape(self) -> tuple[int, ...]:
        """The axes' lengths, outermost first."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def is_listed(self) -> bool:
        """Whether the sweep is in many files, and the plan lists each target's location."""
        return any(isinstance(source, ListedSource) for source in self.sources)

    @property
    def slice_bytes(self) -> int:
        """Size in bytes of one target's numbers, all curves together, as they are drawn."""
        return slice_bytes(self.sources, self.abscissa, self.ordinate)

    @property
    def has_users_functions(self) -> bool:
        """Whether a function of the user's draws or measures: it may end its process, or never end."""
        return self.numbers is not None or any(look.is_users_function for look in self.looks)

    @property
    def can_be_drawn_here(self) -> bool:
        """Whether no function of the user's can end the drawing process, or keep it for ever."""
        return not self.has_users_functions and self.time_limit is None

    @property
    def n_targets(self) -> int:
        """Number of targets."""
        return math.prod(self.shape) if self.points is None else len(self.points)

    @property
    def n_batches(self) -> int:
        """Number of batches."""
        return -(-self.n_targets // self.batch_size)

    @property
    def slice_type(self) -> slices.SliceType:
        """What the slices are, which decides what is measured on them."""
        if self.ordinate is not None:
            return "fields"
        return "time series" if self.is_over_time else "lines"

    @property
    def overviews(self) -> tuple[str, ...]:
        """The names of the overview figures."""
        return paths.overviews(
            len(self.sources),
            is_line=self.slice_type != "fields",
            has_number_maps=self.numbers is not None or self.slice_type != "lines",
        )

    @functools.cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Descriptions of each target's numbers, in order, without those of the user's function."""
        if len(self.quantities) < 2:
            return ()
        ordinate = self.ordinate_quantity
        return slices.measures(
            self.slice_type,
            [source.label for source in self.sources],
            Units(
                self.quantities[-2].units,
                ordinate.units if ordinate else "",
                tuple(response.units for response in self.responses),
            ),
            dates=(_are_dates(self.abscissa), _are_dates(self.ordinate)),
        )

    @functools.cached_property
    def taken_names(self) -> frozenset[str]:
        """The names that numbers of the user's function can't have."""
        own = {name for each in self.measures for name in (each.name, each.words)}
        return frozenset({*own, *(axis.name for axis in self.axes), *LAST_COLUMNS})

    def targets_of(self, batch: int) -> range:
        """Return a batch's targets: a run of neighbours in the sweep."""
        first = batch * self.batch_size
        return range(first, min(first + self.batch_size, self.n_targets))

    def batches_with(self, targets: NDArray[np.intp]) -> list[int]:
        """Return the batches that have some of these targets, ascending."""
        batches: list[int] = np.unique(targets // self.batch_size).tolist()
        return batches

    def places(self, index: int) -> list[int]:
        """Return a target's index on each axis."""
        if self.points is not None:
            return self.points[index].tolist()  # type: ignore[no-any-return]
        found = []
        for length in reversed(self.shape):
            index, place = divmod(index, length)
            found.append(place)
        return found[::-1]

    @property
    def is_scattered(self) -> bool:
        """Whether the targets fill so little of the axes' grid that a map of the grid would be useless."""
        return self.points is not None and math.prod(self.shape) > SCATTERED * len(self.points)

    @property
    def n_holes(self) -> int:
        """How many points of the axes' grid are no targets.

        In a scattered sweep, or beyond `MOST_HOLES`, only the points that some curve lacks are counted.
        """
        missing = math.prod(self.shape) - self.n_targets
        return len(self.partial) if self.is_scattered or missing > MOST_HOLES else missing

    def on_grid(self, values: NDArray[Any], missing: Any) -> NDArray[Any]:
        """Return values of shape (..., target) on the axes' grid: shape (..., *axes).

        Points without a target get `missing`.
        """
        before = values.shape[:-1]
        if self.points is None:
            return values.reshape(*before, *self.shape)
        result = np.full((*before, *self.shape), missing, dtype=values.dtype)
        result[(..., *self.points.T)] = values
        return result

    def target(self, index: int) -> Target:
        """Return a target by its number."""
        pairs = list(zip(self.axes, self.places(index), strict=True))
        pieces = [_named(axis, place) for axis, place in pairs]
        path = "/".join(path for path, _ in pieces)
        figure, *twins = (path + variant.ending for variant in self.variants)
        return Target(
            index=index,
            point={axis.name: axis.values[place] for axis, place in pairs},
            figure=figure,
            title=", ".join(title for _, title in pieces if title),
            twins=tuple(twins),
        )

    def targets(self, which: Iterable[int] | None = None) -> Iterator[Target]:
        """Yield targets by their numbers; all of them, in order, if none are given."""
        return map(self.target, range(self.n_targets) if which is None else map(int, which))

    def find(self, figure: str) -> Target:
        """Return the target of a figure or a twin, by its path relative to the output folder.

        Raises
        ------
        UserError
            If no target has this figure; the message lists similar names.
        """
        endings = (v.ending for v in reversed(self.variants))  # the figure's is the end of each
        ending = next(filter(figure.endswith, endings), "")
        pieces = figure.removesuffix(ending).split("/")
        places = []
        for axis, piece in zip(self.axes, pieces, strict=False):
            there = _places_of(axis)
            if piece not in there:
                from difflib import get_close_matches

                some = list(itertools.islice(there, 10_000))
                near = get_close_matches(piece, some, n=3, cutoff=0.3) or some[:3]
                raise UserError(
                    f"{figure}: the sweep has no such target; {piece!r} is not there, "
                    f"nearest are {', '.join(near)}"
                )
            places.append(there[piece])
        if len(pieces) != len(self.axes):
            raise UserError(
                f"{figure}: the sweep has no such target; {self.target(0).figure} is one"
            )
        if self.points is None:
            return self.target(int(np.ravel_multi_index(places, self.shape)))
        (found,) = np.nonzero((self.points == places).all(axis=1))
        if not len(found):
            why = "is in no readable file" if self.unread else "was never run"
            raise UserError(f"{figure}: the sweep has no such target; this point {why}")
        return self.target(int(found[0]))


def _are_dates(values: NDArray[Any] | None) -> bool:
    return values is not None and values.dtype.kind == "M"


@functools.lru_cache(maxsize=16)
def _places_of(axis: Axis) -> dict[str, int]:
    """Return the index of each path piece: Snakemake asks for the target of every figure."""
    return {piece: index for index, piece in enumerate(axis_pieces(axis))}


@functools.lru_cache(maxsize=1 << 17)
def _named(axis: Axis, place: int) -> tuple[str, str]:
    return axis.path_piece(place), axis.title_piece(place)
