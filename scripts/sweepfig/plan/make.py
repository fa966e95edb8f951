"""Make a plan from settings and the sweep's files.

Separate from `plan`, which every job reads, because this needs pydantic, and xarray for what is no plain
file, which cost a job more time to import than fifty figures take to draw.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sweepfig.config.figure import FigureSettings
from sweepfig.config.settings import Settings
from sweepfig.config.sweep import AxisConfig
from sweepfig.core import naming, paths
from sweepfig.core.digests import digest_of, digest_of_code, version, versions_of_readers
from sweepfig.core.errors import UserError
from sweepfig.core.storage import FileStamp, content_digest
from sweepfig.core.threads import alone
from sweepfig.drawing import styles
from sweepfig.drawing.look import Look, is_users_function
from sweepfig.drawing.user_function import forget_changed, imported_unseen
from sweepfig.drawing.user_modules import Modules
from sweepfig.measuring import own_numbers
from sweepfig.plan import freshness, gallery_data, variant
from sweepfig.plan.axis import Axis, axis_pieces, check_names
from sweepfig.plan.partition import batch_size
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import from_json, to_json
from sweepfig.plan.resolve import annotation, check_figure, facet_curves
from sweepfig.plan.resolve.labels import labels_of
from sweepfig.plan.resolve.look import look_of
from sweepfig.plan.variant import Variant
from sweepfig.record import settings as recorded
from sweepfig.record import versions
from sweepfig.survey import patterns
from sweepfig.survey.result import Survey
from sweepfig.survey.survey import survey
from sweepfig.survey.survey_cache import SurveyCache
from sweepfig.sweep.coordinates import shape_over
from sweepfig.sweep.curve_source import fewest_at_once, slice_bytes

READING = ("batch", "core", "plan", "survey", "sweep")  # all packages between a file and its figure


@alone("style")
def make_plan(
    settings: Settings, *, known: SurveyCache | None = None, output: str | None = None
) -> Plan:
    """Return the plan of a config.

    Parameters
    ----------
    settings : Settings
    known : SurveyCache, optional
        The surveys of a sweep's many files from the last time; it is brought up to date.
    output : str, optional
        The folder that is drawn into; by default the config's.

    Raises
    ------
    UserError
        If the sweep can't be read as the config says, or two targets would have one file name.
    """
    forget_changed()
    freshness.check_sweep_files(settings)
    for place, curve in enumerate(settings.sweep.curves):
        patterns.check_stores(curve, key=f"sweep.curves[{place}]")
    # Taken before the files are opened: a change during reading then gives a new plan the next time.
    files, made_from = freshness.sweep_files(settings), freshness.digest(settings)
    depends = freshness.files_of_figures(settings)
    _check_depends(settings.figure)
    settings, facet_quantity = facet_curves.with_a_curve_for_each(settings)
    found = replace(survey(settings.sweep, known=known), facet_quantity=facet_quantity)
    unseen = _imported_unseen(settings)
    figure, *twins = _variants(settings, found, unseen)
    axes = _axes(settings, found, [each.ending for each in (figure, *twins)])
    variant.check_names(twins, axes[-1])
    if settings.numbers is not None:
        own_numbers.load(settings.numbers)
    together = fewest_at_once(
        found.sources, slice_bytes(found.sources, found.abscissa, found.ordinate)
    )
    looks = [figure.look, *(twin.look for twin in twins)]
    plan = Plan(
        axes=axes,
        sources=found.sources,
        abscissa=found.abscissa,
        ordinate=found.ordinate,
        xlabel=figure.xlabel,
        ylabel=figure.ylabel,
        look=figure.look,
        twins=tuple(twins),
        record=figure.record,
        files=files,
        batch_size=settings.figures_per_job or batch_size(looks, found.n_targets, together),
        time_limit=settings.figure.time_limit,
        drawing_digest=figure.drawing_digest,
        quantities=found.quantities,
        responses=found.responses,
        annotations=annotation.find(settings, found),
        numbers=settings.numbers,
        measuring=digest_of_measuring(settings.numbers, unseen),
        reading=digest_of_reading(),
        ordinate_quantity=found.ordinate_quantity,
        is_over_time=found.is_over_time and found.ordinate is None,
        inputs=made_from,
        points=found.points,
        unread=found.unread,
        partial=found.partial,
        depends=(*depends, *map(FileStamp.of, unseen)),
        gallery_data=gallery_data.decide(
            settings.gallery.data,
            found.n_targets,
            shape_over(found.abscissa, found.ordinate),
            len(found.sources),
        ),
        gallery_title=settings.gallery.title or "",
    )
    _check_apart(plan, settings.output if output is None else output)
    return from_json(to_json(plan))  # exactly as a job will read it, with its digest


def _variants(settings: Settings, found: Survey, unseen: Sequence[str]) -> list[Variant]:
    """Return the variants of each target: its figure's, then those of the figure's twins."""
    resolved = [_variant(settings, None, found, unseen)]
    for place in range(len(settings.figure.also)):
        try:
            resolved.append(_variant(settings, place, found, unseen))
        except UserError as error:
            said = str(error).removeprefix("figure.")
            dot = "." if said != str(error) else ": "
            raise UserError(f"figure.also[{place}]{dot}{said}") from None
    return resolved


def _variant(
    settings: Settings, place: int | None, found: Survey, unseen: Sequence[str]
) -> Variant:
    """Return the figure's variant, or that of its twin at a place in the list of twins."""
    twin = None if place is None else settings.figure.also[place]
    figure, name = (settings.figure, "") if twin is None else (twin, twin.name)
    check_figure.check_dimensions(figure, settings.sweep.ordinate, found)
    look, labels = look_of(figure, found), labels_of(figure, found)
    carries_data = settings.figure.carry_data
    record = recorded.of_plan(settings, place, found, look).to_json() if carries_data else ""
    depends = (*figure.depends, *unseen)
    digest = digest_of_drawing(look, depends, record)
    return Variant(name, look, *labels, digest, record)


def _axes(settings: Settings, found: Survey, endings: Sequence[str]) -> tuple[Axis, ...]:
    """Return the axes, whose values give each target a name of its own."""
    pairs = zip(settings.sweep.axes, found.axes, strict=True)
    axes = tuple(_axis(axis, values) for axis, values in pairs)
    _check_notation(axes)
    check_names(axes)
    _check_reserved(axes, endings)
    return axes


def _axis(axis: AxisConfig, values: NDArray[Any]) -> Axis:
    digits = naming.fewest_digits(values, axis.notation) if axis.digits is None else axis.digits
    patterns_of = (axis.path_pattern, axis.title_pattern)
    return Axis(axis.dimension, values, axis.notation, digits, *patterns_of)


def digest_of_drawing(look: Look, depends: Sequence[str] = (), record: str = "") -> str:
    """Return the digest of what every figure depends on besides its slice.

    It covers the look with its style's content and fonts, the drawing code, the modules of the user's
    function, the files of `figure.depends`, and the versions that decide pixels and bytes: matplotlib, its
    FreeType, the PNG encoder; and, if the figures carry data, the settings for that and the code that packs
    them.
    """
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
            versions.of_packages(),
            *([record, digest_of_code("record")] if record else []),
        ]
    )


def digest_of_reading() -> str:
    """Return the digest of what finds and reads the slices: our code, the packages that open files."""
    return digest_of([digest_of_code(*READING), versions_of_readers()])


def digest_of_measuring(numbers: str | None, unseen: Sequence[str] = ()) -> str:
    """Return the digest of what computes the targets' numbers: our code and numpy, the user's function."""
    users = [numbers, Modules(numbers or "").digest()]
    contents = [content_digest(file) for file in unseen]
    return digest_of([digest_of_code("measuring"), version("numpy"), users, *contents])


def _imported_unseen(settings: Settings) -> tuple[str, ...]:
    """Return the modules that the functions import, all together, and that no source of theirs tells."""
    kinds = [figure.kind for _, figure in settings.figure.by_key()]
    functions = [kind for kind in kinds if is_users_function(kind)]
    functions += [] if settings.numbers is None else [settings.numbers]
    found: dict[str, None] = {}
    for name in functions:
        with suppress(UserError):  # which is raised where its key is known
            found |= dict.fromkeys(map(str, imported_unseen(name)))
    return tuple(found)


def _check_depends(figure: FigureSettings) -> None:
    for place, file in enumerate(figure.depends):
        if not Path(file).expanduser().is_file():
            raise UserError(
                f"figure.depends[{place}]: got {file!r}, which is no file; the files that your function "
                "reads are allowed"
            )


def _check_reserved(axes: tuple[Axis, ...], endings: Sequence[str]) -> None:
    """Refuse a figure, or a folder of figures, named as a file or folder that a run writes beside them.

    `endings` are those of the figures and their twins.
    """
    own = [path for path in (*paths.own_files(""), *paths.own_folders("")) if len(path.parts) == 1]
    taken = {naming.folded(path.name) for path in own}
    what, after = ("a folder of figures", [""]) if len(axes) > 1 else ("a figure", endings)
    for piece, ending in itertools.product(axis_pieces(axes[0]), after):
        if naming.folded(piece + ending) in taken:
            raise UserError(
                f"sweep.axes[0].path: {what} would be named {piece + ending}, as is what a run writes "
                "beside the figures; allowed is any other name"
            )


def _check_apart(plan: Plan, output: str) -> None:
    """Refuse an output folder in which a run would write over what it draws from, or into a store of it."""
    folder, own = os.path.realpath(output), {str(file) for file in paths.own_files("")}
    # Of thousands of files in one folder it is asked for once.
    real_folder = lru_cache(os.path.realpath)
    for stamp in (*plan.files, *plan.depends):
        lies_in, name = os.path.split(os.path.normpath(stamp.path))  # a store may end in /
        places = [os.path.join(real_folder(lies_in), name)]
        if os.path.islink(stamp.path):  # a link would be written over, too
            places.append(os.path.realpath(stamp.path))
        for place in places:
            is_within = os.path.commonpath([place, folder]) == place and patterns.is_store(place)
            there = os.path.relpath(place, folder)
            if is_within or there in own or _is_figure(plan, there):
                raise UserError(
                    f"output: got {output!r}, but the figures are drawn from {stamp.path}, "
                    f"{'which holds that folder' if is_within else 'which a run would write over'}; "
                    "allowed is another folder"
                )


def _is_figure(plan: Plan, name: str) -> bool:
    if name.startswith(os.pardir) or not name.endswith(tuple(v.ending for v in plan.variants)):
        return False
    try:
        plan.find(name)
    except UserError:
        return False
    return True


def _check_notation(axes: tuple[Axis, ...]) -> None:
    for place, axis in enumerate(axes):
        if axis.values.dtype.kind in "MU" and axis.notation != "text":
            what: Any = "dates" if axis.values.dtype.kind == "M" else "text"
            raise UserError(
                f"sweep.axes[{place}].notation: got {axis.notation!r}, but {axis.name} holds {what}; "
                "'text' is allowed"
            )
