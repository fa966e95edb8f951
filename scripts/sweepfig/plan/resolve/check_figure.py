"""Check that the sweep's slices can be drawn as the config's section `figure` says."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from sweepfig.config.figure import FigureSettings
from sweepfig.core.errors import UserError
from sweepfig.drawing.fields import out_of_order
from sweepfig.drawing.look import traits_of
from sweepfig.survey.result import Survey
from sweepfig.sweep.coordinates import shape_over


def check_dimensions(figure: FigureSettings, ordinate: str | None, survey: Survey) -> None:
    """Refuse a kind, or a kind of a panel, that the sweep's slices can't be drawn by.

    Raises
    ------
    UserError
        The message names the key.
    """
    most = 1 if figure.contours is None else 2  # curves of a map
    maps = figure.facet_of_maps
    for name, part in (("facet", None if maps else figure.facet), ("hue", figure.hue)):
        if part is not None:
            check_places(f"{name}.values", part.values, survey)
    if not figure.panels:
        count = len(survey.sources)
        if maps is not None:
            count = 1
        elif survey.facet_quantity is not None and traits_of(figure.kind).is_map and count > 1:
            raise UserError(
                f"figure.facet: got null, but a facet of the same data makes {count} curves, of which a map "
                "shows one; that facet is allowed here, too"
            )
        is_line = maps is None and (figure.facet is not None or figure.hue is not None)
        _check_kind("figure.kind", figure.kind, survey, ordinate, count, most, is_line=is_line)
    labels = [source.label for source in survey.sources]
    for place, panel in enumerate(figure.panels):
        key = f"figure.panels[{place}]"
        for label in panel.curves:
            if label not in labels:
                there = ", ".join(map(repr, labels))
                raise UserError(f"{key}.curves: got {label!r}; allowed are {there}")
        count = len(panel.curves) or len(labels)
        if panel.show == "difference":
            if count < 2:
                raise UserError(
                    f"{key}.show: got 'difference' of {count} curve; of 2 or more it is allowed"
                )
            count -= 1
        if panel.at is not None and ordinate is not None:
            check_places(f"panels[{place}].at", panel.at, survey)
        if panel.at is not None and ordinate is None:
            raise UserError(
                f"{key}.at: got {panel.at!r}, but sweep.ordinate is null; null is allowed"
            )
        kind, is_line = panel.kind or figure.kind, panel.at is not None
        _check_kind(f"{key}.kind", kind, survey, ordinate, count, most, is_line=is_line)


def check_places(key: str, wanted: Any, survey: Survey) -> None:
    """Refuse dates where the ordinate holds numbers, and numbers where it holds dates.

    Parameters
    ----------
    key : str
        Of the config's section `figure`.
    wanted : int, or a value or tuple of values
        So many, or which.
    survey : Survey

    Raises
    ------
    UserError
        The message names the key.
    """
    ordinate = survey.ordinate
    if ordinate is not None and ordinate.ndim == 2:
        raise UserError(
            f"figure.{key}: got {wanted!r}, but sweep.ordinate is a two-dimensional coordinate, without a "
            "value for each line; a dimension's name is allowed as sweep.ordinate"
        )
    if ordinate is not None:
        check_sort(f"figure.{key}", wanted, ordinate, "sweep.ordinate")


def check_sort(key: str, wanted: Any, values: NDArray[Any], name: str) -> None:
    """Refuse dates where there are numbers, and numbers where there are dates.

    Parameters
    ----------
    key : str
        Of the config.
    wanted : int, or a value or tuple of values
        So many, or which.
    values : array
        Those there are.
    name : str
        What holds them, for the message.

    Raises
    ------
    UserError
        The message names the key.
    """
    places = wanted if isinstance(wanted, tuple) else (wanted,)
    if isinstance(wanted, int):  # so many
        return
    shows_dates = values.dtype.kind == "M"
    if any(isinstance(place, str) != shows_dates for place in places):
        got = list(wanted) if isinstance(wanted, tuple) else wanted
        holds = "dates" if shows_dates else "numbers"
        raise UserError(f"{key}: got {got!r}, but {name} holds {holds}; such are allowed")


def _check_kind(
    key: str,
    kind: str,
    survey: Survey,
    ordinate: str | None,
    count: int,
    most: int,
    *,
    is_line: bool,
) -> None:
    """Refuse a kind for so many curves (a map for `most`), if `is_line` at one value of the ordinate."""
    traits = traits_of(kind)
    if traits.is_map and is_line:
        raise UserError(f"{key}: {kind} draws a map, but of a line-out; resonance_curve is allowed")
    if traits.is_map and (ordinate is None or count > most):
        curves = "one curve" if most == 1 else "one or two curves, with figure.contours,"
        raise UserError(
            f"{key}: {kind} draws {curves} over an abscissa and an ordinate; got "
            f"{count} curves and sweep.ordinate {ordinate!r}"
        )
    if traits.draws_lines and ordinate is not None and not is_line:
        raise UserError(
            f"sweep.ordinate: got {ordinate!r}, but {kind} draws lines; null is allowed, or "
            "figure.facet, figure.hue, or a panel at a value of it"
        )
    if traits.is_map:
        lengths = shape_over(survey.abscissa, survey.ordinate)
        shown = (survey.ordinate, survey.abscissa)
        for name, length, positions in zip(("ordinate", "abscissa"), lengths, shown, strict=True):
            if length < 2:
                raise UserError(f"sweep.{name}: {kind} needs at least 2 values, there is {length}")
            if positions is not None and (wrong := out_of_order(positions)):
                raise UserError(
                    f"sweep.{name}: {kind} can't draw {wrong}; sort the file by it, as xarray's sortby does"
                )
