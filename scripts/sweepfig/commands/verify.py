"""Check a drawn sweep against the other path, and against plain matplotlib.

It draws the plan again with the fallback into a scratch folder and compares the two trees byte for byte.
Then it draws some targets with plain matplotlib calls, from the sweep's files as xarray reads them, and
compares every pixel. This second check finds errors that both paths share.
"""

from __future__ import annotations

import io
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm, Normalize, SymLogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from PIL import Image

from sweepfig.core import console, paths, storage
from sweepfig.drawing import attachment, fields, kinds, provenance, styles, user_function
from sweepfig.drawing.kinds import colour_levels, draw_contour_lines
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.fallback import draw_plan
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.plan_file import load
from sweepfig.plan.variant import Variant
from sweepfig.sweep.coordinates import drawn_coordinates, is_two_dimensional
from sweepfig.sweep.curve_source import GridSource, ListedSource

FEWEST_PLAIN = 20


def check(plan_path: str | Path, *, processes: int | None = None, plain: int = FEWEST_PLAIN) -> int:
    """Run both checks; print what they found; return the exit status.

    Parameters
    ----------
    plan_path : str or Path
        plan.json of the tree to check.
    processes : int, optional
        Workers; by default all usable cores less one.
    plain : int
        Targets to draw plainly; at least `FEWEST_PLAIN`, if there are so many.
    """
    plan, output = load(plan_path), paths.output_of(plan_path)
    scratch = paths.scratch_folder(output)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with suppress(
            FileNotFoundError
        ):  # where the template is known to be wrong, it is there, too
            content = storage.read(paths.plain_file(output))
            temporary = paths.temporary_folder(scratch)
            storage.write(paths.plain_file(scratch), content, temporary=temporary)
        draw_plan(plan_path, output=scratch, processes=processes)
        other = list(compare_trees(plan, output, scratch))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    targets = spread(plan, plain)
    differing = list(compare_with_plain(plan, output, targets))
    files = len(plan.variants)
    report("figures of both paths compared byte for byte", plan.n_targets * files, other)
    report("figures compared with plain matplotlib", len(targets) * files, differing)
    return console.FAILED if other or differing else 0


def report(what: str, count: int, differences: list[str]) -> None:
    """Print what was compared and what differs."""
    print(
        f"{count} {what}: {len(differences) or 'none'} differ{'s' if len(differences) == 1 else ''}"
    )
    for line in differences:
        print(f"  {line}", file=sys.stderr)


def compare_trees(plan: Plan, one: Path, other: Path) -> Iterator[str]:
    """Yield a line for each file of the plan that differs between two output folders."""
    shown = paths.files_for_people("", plan.overviews)
    manifests = (paths.manifest_file("", batch).as_posix() for batch in range(plan.n_batches))
    for file in (
        *(file for target in plan.targets() for file in target.files),
        *manifests,
        *(path.name for path in shown),
        paths.holes_file("").name,
        *sorted(
            {
                f.relative_to(tree).as_posix()
                for tree in (one, other)
                for f in paths.slices_files(tree)
            }
        ),
    ):
        here, there = one / file, other / file
        if not here.exists() and not there.exists():
            continue  # it failed on both paths; the manifests have the cause, and are compared too
        if not here.exists() or not there.exists():
            yield f"{file}: missing in {one if there.exists() else other}"
        elif storage.read(here) != storage.read(there):
            yield f"{file}: differs"


def spread(plan: Plan, count: int) -> list[Target]:
    """Return targets spread evenly over the sweep, its first and last among them."""
    places = np.linspace(0, plan.n_targets - 1, min(max(count, FEWEST_PLAIN), plan.n_targets))
    return list(plan.targets(sorted({int(place) for place in places.round()})))


def compare_with_plain(plan: Plan, output: Path, targets: Iterable[Target]) -> Iterator[str]:
    """Yield a line for each figure or twin of targets that is missing or differs from plain matplotlib's."""
    for target in targets:
        for variant, file in zip(plan.variants, target.files, strict=True):
            path = output / file
            if not path.exists():
                yield f"{file}: missing"
            elif plain_content(_drawn_as(variant, plan), target) != content(path, plan.look.format):
                yield f"{file}: differs from plain matplotlib"


def _drawn_as(variant: Variant, plan: Plan) -> Plan:
    """Return a plan whose figures are those that another one has as a variant."""
    return replace(plan, look=variant.look, xlabel=variant.xlabel, ylabel=variant.ylabel)


def content(path: Path | io.BytesIO, ending: str) -> tuple[Any, ...]:
    """Return the content that two equal figures share: a PNG's pixels, a file without mark and record."""
    data = storage.read(path) if isinstance(path, Path) else path.getvalue()
    if ending == "png":
        with Image.open(io.BytesIO(data)) as picture:
            return picture.mode, picture.size, picture.tobytes()
    return (provenance.MARK.sub(b"", attachment.detach(data)[1]),)


def plain_content(plan: Plan, target: Target) -> tuple[Any, ...]:
    """Draw a target with plain matplotlib calls; see `content`."""
    look = plan.look
    matplotlib.rcdefaults()
    style: Any = styles.OWN.get(look.style, look.style)
    with matplotlib.style.context(style), matplotlib.rc_context({"svg.hashsalt": "sweepfig"}):
        data = read_slice_plainly(plan, target)
        figure = figure_plainly(plan, target, data)
        picture = io.BytesIO()
        metadata = provenance.VECTOR_METADATA.get(look.format, lambda digest: {})("0" * 32)
        figure.savefig(
            picture, format=look.format, dpi=look.dpi, bbox_inches="tight", metadata=metadata
        )
    picture.seek(0)
    return content(picture, look.format)


def figure_plainly(plan: Plan, target: Target, data: Slice) -> Figure:
    """Draw a slice as a simple script would; one of several panels by `kinds.draw`, which is plain too."""
    look = plan.look
    if look.is_split:
        return kinds.draw(look, user_function.load(look.kind), data)
    figure = Figure(figsize=look.size, dpi=look.dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(111)
    axes.set_xlabel(plan.xlabel, fontsize=16)
    axes.set_ylabel(plan.ylabel, fontsize=16)
    axes.set_title(target.title, fontsize=18)
    draw_plainly(axes, plan, data)
    publish_plainly(axes, plan, data)
    return figure


def draw_plainly(axes: Any, plan: Plan, data: Slice) -> None:
    """Draw a slice's numbers as a simple script for one figure would."""
    curves = data.curves
    options, labels = plan.look.options, [source.label for source in plan.sources]
    if plan.look.kind == "resonance_curve":
        lines = [*plan.look.lines, *({} for _ in curves)]
        for values, label, line in zip(curves, labels, lines, strict=False):
            axes.plot(data.abscissa, values, label=label, **{**options, **line})
        axes.legend()
        axes.grid()
    elif plan.look.kind == "contourf":
        levels = colour_levels(plan.look) if plan.look.limits else {}
        is_empty = data.is_empty_above(plan.look.lowest_drawn)
        norm = _norm(replace(plan.look, limits=None), is_empty=is_empty)
        arguments = {"norm": norm, **options, **levels}
        if fields.has_position(data) is None and not is_empty:
            drawn = axes.contourf(data.abscissa, data.ordinate, curves[0], **arguments)
        else:  # matplotlib takes no missing positions, and no logarithms of nothing
            drawn = fields.draw_contours(axes, data, **arguments)
        axes.figure.colorbar(drawn, ax=axes, label=plan.look.colour_label or labels[0])
    elif plan.look.kind == "pcolormesh":
        norm = _norm(plan.look, is_empty=data.is_empty_above(plan.look.lowest_drawn))
        own = {} if {"vmin", "vmax", "norm"} & options.keys() else {"norm": norm}
        arguments = {**own, **options}
        if fields.has_position(data) is None:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=fields.UNORDERED)
                drawn = axes.pcolormesh(data.abscissa, data.ordinate, curves[0], **arguments)
        else:
            drawn = fields.draw_cells(axes, data, **arguments)
        axes.figure.colorbar(drawn, ax=axes, label=plan.look.colour_label or labels[0])
    elif plan.look.kind == "histogram":
        finite = [values[np.isfinite(values)] for values in map(np.ravel, curves)]
        bins = np.histogram_bin_edges(np.concatenate(finite), bins=options.get("bins", 30))
        others = {
            "alpha": 0.6,
            "histtype": "stepfilled",
            **{key: value for key, value in options.items() if key != "bins"},
        }
        for values, label in zip(finite, labels, strict=True):
            axes.hist(values, bins=list(bins), label=label, **others)
        axes.legend()
    else:
        user_function.load(plan.look.kind)(axes, data, **options)
    if plan.look.contours is not None:
        draw_contour_lines(axes, plan.look, data)


def _norm(look: Look, *, is_empty: bool) -> Normalize:
    low, high = look.limits or (None, None)
    if look.norm == "symlog":
        return SymLogNorm(look.linthresh, vmin=low, vmax=high, base=10)
    if look.norm == "log":  # matplotlib's own takes no field that has no logarithms
        return (fields.LogColours if is_empty else LogNorm)(low, high)
    return Normalize(low, high)


def publish_plainly(axes: Any, plan: Plan, data: Slice) -> None:
    """Add the parts that the config may ask for: marks, text, legend, scales and limits."""
    look, text, marks = plan.look, data.text, data.marks
    for set_scale, scale in ((axes.set_xscale, look.xscale), (axes.set_yscale, look.yscale)):
        if scale != "linear":  # it would replace the ticks of dates
            set_scale(scale, **({"linthresh": look.linthresh} if scale == "symlog" else {}))
    for place, style in zip(marks, look.marks, strict=True):
        if np.isfinite(place):
            transform = axes.get_xaxis_transform()
            axes.add_artist(Line2D([place] * 2, [0, 1], transform=transform, **style))
    if text:
        up, across = look.text_place.split()
        x, y = {"left": 0, "center": 0.5, "right": 1}[across], int(up == "upper")
        shift = ScaledTranslation((8 - 16 * x) / 72, (8 - 16 * y) / 72, axes.figure.dpi_scale_trans)
        how = {"ha": across, "va": {"upper": "top", "lower": "bottom"}[up], "fontsize": 12}
        axes.text(x, y, text, transform=axes.transAxes + shift, **how)
    if look.legend == "none" and axes.get_legend():
        axes.get_legend().remove()
    elif look.legend == "outside":
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0)
    elif look.legend != "best":
        axes.legend(loc=look.legend)
    elif marks and axes.get_legend() and not look.is_users_function:
        axes.legend()
    if look.xlimits is not None:
        axes.set_xlim(*(np.datetime64(x) if isinstance(x, str) else x for x in look.xlimits))
    if look.limits is not None and not look.traits.is_map:
        axes.set_ylim(*look.limits)


def words_of(plan: Plan, target: Target) -> tuple[str, tuple[Any, ...]]:
    """Return a target's text and its marks' positions, from values found by name and coordinate."""
    values = {}
    for scalar in plan.annotations.scalars:
        if isinstance(scalar.source, ListedSource):
            values[scalar.name] = read_listed_scalar(scalar.source, target)
            continue
        with xr.open_dataset(scalar.source.file, decode_timedelta=False) as dataset:
            found = dataset[scalar.name].isel(scalar.source.fixed)
            for axis, dimension in zip(scalar.axes, scalar.source.drawn, strict=True):
                number = target.point[plan.axes[axis].name]
                found = found.isel({dimension: place_of(dataset, plan.axes[axis], number)})
            values[scalar.name] = found.values[()]
    return plan.annotations.of(target.point, values)


def place_of(dataset: xr.Dataset, axis: Axis, wanted: Any) -> int:
    """Return the index of an axis's value in a dataset: of the nearest number, or the same text or date."""
    is_there = axis.name in dataset.variables
    along = dataset[axis.name].values if is_there else np.arange(len(axis.values))
    if along.dtype.kind in "fiu":
        return int(np.argmin(np.abs(along - wanted)))
    return int(np.flatnonzero(along.astype(str) == str(wanted))[0])


def read_listed_scalar(source: ListedSource, target: Target) -> Any:
    """Return a target's value of a variable in a sweep of many files, as xarray decodes it."""
    at, *indices = source.locations[target.index].tolist()
    place = source.places[at]
    with xr.open_dataset(place.file, group=place.group or None, decode_timedelta=False) as dataset:
        found = dataset[source.variable].isel(dict(zip(source.dimensions, indices, strict=True)))
        return found.values[()]


def read_slice_plainly(plan: Plan, target: Target) -> Slice:
    """Return a target's slice, read with xarray."""
    abscissa, ordinate = plan.abscissa, plan.ordinate
    curves: list[Any] = []
    for source in reversed(plan.sources):  # reversed, so that the first curve's abscissa is kept
        if isinstance(source, ListedSource):
            abscissa, ordinate, numbers = read_listed_plainly(plan, source, target)
        else:
            numbers = read_plainly(plan, source, target)
        curves.insert(0, numbers)
    if abscissa.ndim == 2:  # points without a position are left out
        curves = [np.where(np.isfinite(abscissa), values, np.nan) for values in curves]
    text, marks = words_of(plan, target)
    return Slice(
        abscissa=abscissa,
        curves=tuple(curves),
        labels=tuple(source.label for source in plan.sources),
        title=target.title,
        xlabel=plan.xlabel,
        ylabel=plan.ylabel,
        ordinate=ordinate,
        point=target.point,
        text=text,
        marks=marks,
    )


def read_plainly(plan: Plan, source: GridSource, target: Target) -> Any:
    """Return a target's numbers of one curve, read with xarray at the nearest axis values."""
    with xr.open_dataset(source.file, decode_timedelta=False) as dataset:
        values = dataset[source.variable].isel(source.fixed)
        for axis, dimension in zip(plan.axes, source.drawn, strict=False):
            place = place_of(dataset, axis, target.point[axis.name])
            values = values.isel({dimension: place})
        for drawn, wanted in ((plan.ordinate, -2), (plan.abscissa, -1)):
            dimension = source.drawn[wanted]
            if drawn is not None and dimension in source.order:
                values = values.isel({dimension: list(source.order[dimension])})
        return values.transpose(*source.drawn[len(plan.axes) :]).values


def read_listed_plainly(plan: Plan, source: ListedSource, target: Target) -> tuple[Any, Any, Any]:
    """Return a target's abscissa, ordinate and one curve's numbers in a sweep of many files, with xarray."""
    number, *indices = source.locations[target.index].tolist()
    place = source.places[number]
    with xr.open_dataset(place.file, group=place.group or None, decode_timedelta=False) as dataset:
        values = dataset[source.variable].isel(dict(zip(source.undrawn, indices, strict=True)))
        ordinate, abscissa = plan.ordinate, plan.abscissa
        if is_two_dimensional(dataset, source.shown):
            at, sizes = dict(zip(source.undrawn, indices, strict=True)), dataset.sizes
            ordinate, abscissa = drawn_coordinates(
                dataset, source.shown, source.drawn, sizes, at, place.file
            )
        elif abscissa.ndim == 1 and source.shown[-1] in dataset.variables:
            abscissa = dataset[source.shown[-1]].values
        if ordinate is not None and ordinate.ndim == 1 and source.shown[0] in dataset.variables:
            ordinate = dataset[source.shown[0]].values
        return abscissa, ordinate, values.transpose(*source.drawn).values
