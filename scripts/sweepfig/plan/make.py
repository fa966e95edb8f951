"""Make a plan from settings and the sweep's files.

Separate from `plan`, which every job reads, because this needs pydantic, and xarray for what is no plain
file, which cost a job more time to import than fifty figures take to draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import matplotlib
from numpy.typing import NDArray

from sweepfig.config.figure import FigureSettings
from sweepfig.config.settings import Settings
from sweepfig.config.sweep import AxisConfig
from sweepfig.core import naming, paths
from sweepfig.core.digests import digest_of, digest_of_code, version
from sweepfig.core.errors import UserError
from sweepfig.core.storage import content_digest
from sweepfig.core.threads import alone
from sweepfig.drawing import styles, user_function
from sweepfig.drawing.kinds import drawing_style, try_out
from sweepfig.drawing.look import Look, traits_of
from sweepfig.drawing.user_modules import Modules
from sweepfig.measuring import own_numbers
from sweepfig.plan import freshness, resolve_annotation
from sweepfig.plan.axis import Axis, axis_pieces, check_names
from sweepfig.plan.partition import batch_size
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import from_json, to_json
from sweepfig.plan.shared_limits import shared_limits
from sweepfig.survey import patterns
from sweepfig.survey.survey import Survey, survey
from sweepfig.survey.survey_cache import SurveyCache
from sweepfig.sweep.curve_source import fewest_at_once, slice_bytes

DRAWING_PACKAGES = ("matplotlib", "numpy", "contourpy", "zlib-ng")


@alone("style")
def make_plan(settings: Settings, *, known: SurveyCache | None = None) -> Plan:
    """Return the plan of a config.

    Parameters
    ----------
    settings : Settings
    known : SurveyCache, optional
        The surveys of a sweep's many files from the last time; it is brought up to date.

    Raises
    ------
    UserError
        If the sweep can't be read as the config says, or two targets would have one file name.
    """
    freshness.check_sweep_files(settings)
    for place, curve in enumerate(settings.sweep.curves):
        patterns.check_stores(curve, key=f"sweep.curves[{place}]")
    # Taken before the files are opened: a change during reading then gives a new plan the next time.
    files, made_from = freshness.sweep_files(settings), freshness.digest(settings)
    depends = freshness.files_of_figures(settings)
    _check_depends(settings.figure)
    found = survey(settings.sweep, known=known)
    _check_dimensions(settings, found)
    axes = tuple(
        _axis(axis, values) for axis, values in zip(settings.sweep.axes, found.axes, strict=True)
    )
    _check_notation(axes)
    check_names(axes)
    _check_reserved(axes, settings)
    look = _look(settings, found)
    if settings.numbers is not None:
        own_numbers.load(settings.numbers)
    together = fewest_at_once(
        found.sources, slice_bytes(found.sources, found.abscissa, found.ordinate)
    )
    xlabel, ylabel = _labels(settings, found)
    plan = Plan(
        axes=axes,
        sources=found.sources,
        abscissa=found.abscissa,
        ordinate=found.ordinate,
        xlabel=xlabel,
        ylabel=ylabel,
        look=look,
        files=files,
        batch_size=settings.figures_per_job or batch_size(look, found.n_targets, together),
        time_limit=settings.figure.time_limit,
        drawing_digest=digest_of_drawing(look, settings.figure.depends),
        quantities=found.quantities,
        annotations=resolve_annotation.find(settings, found),
        numbers=settings.numbers,
        measuring=digest_of_measuring(settings.numbers),
        ordinate_quantity=found.ordinate_quantity,
        is_over_time=found.is_over_time and found.ordinate is None,
        inputs=made_from,
        points=found.points,
        unread=found.unread,
        partial=found.partial,
        depends=depends,
    )
    return from_json(to_json(plan))  # exactly as a job will read it, with its digest


def _axis(axis: AxisConfig, values: NDArray[Any]) -> Axis:
    digits = naming.fewest_digits(values, axis.notation) if axis.digits is None else axis.digits
    patterns_of = (axis.path_pattern, axis.title_pattern)
    return Axis(axis.dimension, values, axis.notation, digits, *patterns_of)


def digest_of_drawing(look: Look, depends: Sequence[str] = ()) -> str:
    """Return the digest of what every figure depends on besides its slice.

    It covers the look with its style's content and fonts, the drawing code, the modules of the user's
    function, the files of `figure.depends`, and the versions that decide pixels and bytes: matplotlib, its
    FreeType, the PNG encoder.
    """
    versions = {package: version(package) for package in DRAWING_PACKAGES}
    versions["freetype"] = matplotlib.ft2font.__freetype_version__
    fonts = styles.font_files(styles.parameters(look.style))
    contents = [content_digest(Path(file).expanduser()) for file in (*fonts, *depends)]
    users = Modules(look.kind).digest()
    return digest_of(
        [
            vars(look),
            styles.content(look.style),
            users,
            contents,
            digest_of_code("drawing"),
            versions,
        ]
    )


def digest_of_measuring(numbers: str | None) -> str:
    """Return the digest of what computes the targets' numbers: our code and numpy, the user's function."""
    users = [numbers, Modules(numbers or "").digest()]
    return digest_of([digest_of_code("measuring"), version("numpy"), users])


def _look(settings: Settings, found: Survey) -> Look:
    figure = settings.figure
    user_function.load(figure.kind)
    styles.content(figure.style)
    look = Look(
        figure.kind,
        figure.size,
        figure.dpi,
        figure.format,
        figure.style,
        _limits(figure, found),
        figure.options,
        xlimits=_xlimits(figure, found),
        xscale=figure.xscale,
        yscale=figure.yscale,
        norm=figure.norm,
        linthresh=figure.linthresh,
        lines=tuple(line.model_dump(exclude_none=True) for line in figure.lines),
        legend=figure.legend,
        text_place=figure.text_place,
        marks=tuple(mark.model_dump(exclude={"variable"}) for mark in figure.marks),
    )
    _check_colours(look)
    try:
        with drawing_style(look):
            pass
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"figure.style: {figure.style!r} can't be used: {error}") from None
    if not look.is_users_function and (look.options or styles.is_file(look.style)):
        try_out(look, found.abscissa, found.ordinate, [s.label for s in found.sources])
    try:
        digest_of(vars(look))
    except TypeError as error:
        raise UserError(
            f"figure.options: {error}; numbers, text, lists and mappings are allowed"
        ) from None
    return look


def _check_depends(figure: FigureSettings) -> None:
    for place, file in enumerate(figure.depends):
        if not Path(file).expanduser().is_file():
            raise UserError(
                f"figure.depends[{place}]: got {file!r}, which is no file; the files that your function "
                "reads are allowed"
            )


def _limits(figure: FigureSettings, found: Survey) -> tuple[float | None, float | None] | None:
    """Return the range of the response; a map's colours are shared unless the config says otherwise."""
    if isinstance(figure.ylimits, tuple):
        return figure.ylimits
    is_map = traits_of(figure.kind).is_map
    scale = figure.norm if is_map else figure.yscale
    if figure.ylimits == "shared":
        return shared_limits(found, figure.kind, scale)
    own_colours = {"norm", "vmin", "vmax"} & figure.options.keys()
    own_colours |= {"levels"} if isinstance(figure.options.get("levels"), list) else set()
    if figure.ylimits is None and is_map and not own_colours:
        with suppress(UserError):  # nothing to colour in the whole sweep
            return shared_limits(found, figure.kind, scale)
    return None


def _xlimits(figure: FigureSettings, found: Survey) -> tuple[Any, Any] | None:
    if isinstance(figure.xlimits, str):
        return None
    shows_dates = not traits_of(figure.kind).counts_values and found.abscissa.dtype.kind == "M"
    if any(isinstance(end, str) != shows_dates for end in figure.xlimits if end is not None):
        raise UserError(
            f"figure.xlimits: got {list(figure.xlimits)}, but the x axis shows "
            f"{'dates' if shows_dates else 'numbers'}; [low, high] of such are allowed"
        )
    return figure.xlimits


def _check_colours(look: Look) -> None:
    for key in ("lines", "marks"):
        for place, line in enumerate(getattr(look, key)):
            if "color" in line and not matplotlib.colors.is_color_like(line["color"]):
                raise UserError(
                    f"figure.{key}[{place}].color: got {line['color']!r}; a colour's name, "
                    "'#0072b2', a grey from '0' to '1', or C0, C1, ... are allowed"
                )


def _labels(settings: Settings, found: Survey) -> tuple[str, str]:
    figure = settings.figure
    shown = found.xlabel, found.ylabel
    if traits_of(figure.kind).counts_values:  # its x axis is the response
        shown = found.quantities[-1].label, "count"
    given = (figure.xlabel, figure.ylabel)
    xlabel, ylabel = (s if g is None else g for g, s in zip(given, shown, strict=True))
    return xlabel, ylabel


def _check_dimensions(settings: Settings, found: Survey) -> None:
    kind, ordinate = settings.figure.kind, settings.sweep.ordinate
    traits = traits_of(kind)
    if traits.is_map and (ordinate is None or len(found.sources) != 1):
        raise UserError(
            f"figure.kind: {kind} draws one curve over an abscissa and an ordinate; got "
            f"{len(found.sources)} curves and sweep.ordinate {ordinate!r}"
        )
    if traits.draws_lines and ordinate is not None:
        raise UserError(
            f"sweep.ordinate: got {ordinate!r}, but {kind} draws lines; null is allowed"
        )
    if traits.is_map:
        for name, values in (("abscissa", found.abscissa), ("ordinate", found.ordinate)):
            if values is not None and len(values) < 2:
                raise UserError(
                    f"sweep.{name}: {kind} needs at least 2 values, there is {len(values)}"
                )


def _check_reserved(axes: tuple[Axis, ...], settings: Settings) -> None:
    """Refuse a sweep of one axis if a figure would have the name of an overview figure."""
    taken = {path.name for path in paths.overview_files("")}
    figures = (f"{piece}.{settings.figure.format}" for piece in axis_pieces(axes[0]))
    found = next((figure for figure in figures if figure in taken), None)
    if len(axes) == 1 and found:
        raise UserError(
            f"sweep.axes[0].path: a figure would be named {found}, as a run names its overview; "
            "allowed is any other name"
        )


def _check_notation(axes: tuple[Axis, ...]) -> None:
    for place, axis in enumerate(axes):
        if axis.values.dtype.kind in "MU" and axis.notation != "text":
            what: Any = "dates" if axis.values.dtype.kind == "M" else "text"
            raise UserError(
                f"sweep.axes[{place}].notation: got {axis.notation!r}, but {axis.name} holds {what}; "
                "'text' is allowed"
            )
