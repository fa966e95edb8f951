"""Resolve the config's section `figure`, for a sweep, to the look that all its figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import matplotlib

from sweepfig.config.figure import FigureSettings
from sweepfig.config.figure_parts import FacetConfig, HueConfig, PanelConfig
from sweepfig.core.digests import digest_of
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds, panels, styles
from sweepfig.drawing.kinds import try_out
from sweepfig.drawing.look import Look, traits_of
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.plan.resolve.labels import (
    curves_shown,
    label_of_colours,
    label_of_difference,
    label_of_facet,
    label_of_ordinate,
    label_of_responses,
)
from sweepfig.plan.resolve.shared_limits import shared_levels, shared_limits
from sweepfig.plan.resolve.size import size_of
from sweepfig.survey.result import Survey

Range = tuple[float | None, float | None] | None


def look_of(figure: FigureSettings, survey: Survey) -> Look:
    """Return the look of a sweep's figures.

    Raises
    ------
    UserError
        If they can't be drawn so.
    """
    kinds.load(figure.kind)
    styles.content(figure.style)
    _check_style(figure)
    every = range(len(survey.sources) if figure.facet_of_maps is None else 1)
    look = Look(
        figure.kind,
        size_of(figure, survey),
        figure.dpi,
        figure.format,
        figure.style,
        _limits(figure, figure.kind, (), survey, _scale(figure), figure.options, figure.apply),
        figure.options,
        xlimits=_xlimits(figure, survey),
        xscale=figure.xscale,
        yscale=figure.yscale,
        norm=figure.norm,
        linthresh=figure.linthresh,
        lines=tuple(line.model_dump(exclude_none=True) for line in figure.lines),
        legend=figure.legend,
        text_place=figure.text_place,
        apply=figure.apply,
        marks=tuple(mark.model_dump(exclude={"variable"}) for mark in figure.marks),
        contours=_contours(
            figure, figure.kind, every, survey, figure.apply, is_shared=figure.ylimits != "each"
        ),
        facet=_over_values(figure.facet, label_of_facet(figure, survey)),
        hue=_over_values(figure.hue, label_of_ordinate(survey)),
        colour_label=label_of_colours(figure, survey, every, figure.apply)
        if traits_of(figure.kind).is_map
        else "",
        panels=tuple(_panel(figure, panel, survey) for panel in figure.panels),
        columns=figure.in_a_row,
    )
    _check_colours(look)
    is_unusual = look.options or look.is_split or look.contours or styles.is_file(look.style)
    if not look.is_users_function and is_unusual:
        try_out(look, survey.abscissa, survey.ordinate, [s.label for s in survey.sources])
    try:
        digest_of(vars(look))
    except TypeError as error:
        raise UserError(
            f"figure.options: {error}; numbers, text, lists and mappings are allowed"
        ) from None
    return look


def _check_style(figure: FigureSettings) -> None:
    try:
        with drawing_style(Look(figure.kind, style=figure.style)):
            pass
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"figure.style: {figure.style!r} can't be used: {error}") from None


def _over_values(part: FacetConfig | HueConfig | None, label: str) -> Mapping[str, Any] | None:
    if part is None:
        return None
    own = part.model_dump(mode="json", exclude={"dimension"}, exclude_none=True)
    return {**own, "label": label}


def _panel(figure: FigureSettings, panel: PanelConfig, survey: Survey) -> Mapping[str, Any]:
    kind = panel.kind or figure.kind
    traits, is_figures = traits_of(kind), kind == figure.kind
    shows_values = panel.show == "values"
    own: dict[str, Any] = {key: figure.scale_of(panel, key) for key in ("yscale", "norm")}
    if figure.is_apart(panel):
        own |= {"xscale": "linear", "xlimits": None}
    options = panel.options if panel.options is not None else figure.options if is_figures else {}
    functions = figure.functions_of(panel)
    is_of_response = not (traits.is_map or traits.counts_values)  # what the y axis shows
    has_its_label = is_figures and (not is_of_response or functions == figure.apply)
    shown = curves_shown(panel, survey)
    limits: Range = None
    if isinstance(panel.ylimits, tuple):
        limits = panel.ylimits
    elif panel.ylimits is None and shows_values and not traits.counts_values:
        compared = _curves_compared(figure, panel, survey)
        scale = own["norm" if traits.is_map else "yscale"]
        limits = _limits(figure, kind, compared, survey, scale, options, functions)
    is_shared = shows_values and "each" not in (figure.ylimits, panel.ylimits)
    responses = label_of_responses(survey, shown, functions)
    usual_x, usual_y = survey.xlabel, responses
    if traits.counts_values:
        usual_x, usual_y = responses, "count"
    elif traits.is_map:
        usual_y = survey.ylabel
    elif not shows_values:
        usual_y = label_of_difference(survey, shown, functions)
    return {
        **own,
        "kind": kind,
        "curves": list(panel.curves),
        "show": panel.show,
        "apply": list(functions),
        "at": panel.at,
        "height": panel.height,
        "label": label_of_ordinate(survey),
        "xlabel": _first(panel.xlabel, None if traits.counts_values else figure.xlabel, usual_x),
        "ylabel": _first(panel.ylabel, figure.ylabel if has_its_label else None, usual_y),
        "limits": limits and list(limits),
        "legend": "best" if traits.is_map else panel.legend or figure.legend,
        "options": options,
        "contours": _contours(figure, kind, shown, survey, functions, is_shared=is_shared),
        "colour_label": label_of_colours(
            figure, survey, shown, functions, is_difference=not shows_values
        ),
    }


def _contours(
    figure: FigureSettings,
    kind: str,
    shown: Sequence[int],
    survey: Survey,
    functions: Sequence[str],
    *,
    is_shared: bool,
) -> Mapping[str, Any] | None:
    """Return how contour lines are drawn; those of a second curve have the same levels in all figures."""
    if figure.contours is None:
        return None
    own = figure.contours.model_dump(mode="json")
    if traits_of(kind).is_map and len(shown) == 2 and isinstance(own["levels"], int) and is_shared:
        with _nothing_to_colour(survey):
            own["levels"] = shared_levels(survey, kind, own["levels"], shown[-1], functions)
    return own


def _scale(figure: FigureSettings) -> str:
    return figure.norm if traits_of(figure.kind).is_map else figure.yscale


def _curves_compared(figure: FigureSettings, panel: PanelConfig, survey: Survey) -> Sequence[str]:
    """Return the labels of a panel's curves, and of those of their units that panels of its kind show."""
    kind = panel.kind or figure.kind

    def curves_of(other: PanelConfig) -> list[int]:
        shown = curves_shown(other, survey)
        return shown[:1] if traits_of(kind).is_map else shown  # the second is that of contour lines

    def drawn_as(other: PanelConfig) -> tuple[Any, ...]:
        return other.kind or figure.kind, other.show, figure.functions_of(other)

    units = {survey.responses[n].units for n in curves_of(panel)}
    alike = [other for other in figure.panels if drawn_as(other) == drawn_as(panel)]
    places = {n for other in alike for n in curves_of(other)}
    return [survey.sources[n].label for n in sorted(places) if survey.responses[n].units in units]


def _first(*texts: str | None) -> str:
    return next(text for text in texts if text is not None)


def _limits(
    figure: FigureSettings,
    kind: str,
    curves: Sequence[str],
    survey: Survey,
    scale: str,
    options: Mapping[str, Any],
    functions: Sequence[str],
) -> Range:
    """Return the range of the response; a map's colours are shared unless the config says otherwise."""
    if isinstance(figure.ylimits, tuple):
        return figure.ylimits if tuple(functions) == figure.apply else None
    is_map = traits_of(kind).is_map
    places = [n for n, s in enumerate(survey.sources) if not curves or s.label in curves]
    if is_map and not curves and figure.facet is None:
        places = places[:1]  # a second curve is that of the contour lines
    if figure.ylimits == "shared":
        return shared_limits(survey, kind, scale, places, functions)
    own_colours = {"norm", "vmin", "vmax"} & options.keys()
    own_colours |= {"levels"} if isinstance(options.get("levels"), list) else set()
    if figure.ylimits is None and is_map and not own_colours:
        with _nothing_to_colour(survey):
            return shared_limits(survey, kind, scale, places, functions)
    return None


def _nothing_to_colour(survey: Survey) -> AbstractContextManager[None]:
    """Pass over that the whole sweep has no number; not that one figure's file has not all of them."""
    return suppress(UserError) if survey.has_numbers else nullcontext()


def _xlimits(figure: FigureSettings, survey: Survey) -> tuple[Any, Any] | None:
    if isinstance(figure.xlimits, str):
        return None
    counts_values = all(traits_of(kind).counts_values for kind in figure.kinds)
    shows_dates = not counts_values and survey.abscissa.dtype.kind == "M"
    if any(isinstance(end, str) != shows_dates for end in figure.xlimits if end is not None):
        raise UserError(
            f"figure.xlimits: got {list(figure.xlimits)}, but the x axis shows "
            f"{'dates' if shows_dates else 'numbers'}; [low, high] of such are allowed"
        )
    return figure.xlimits


def _check_colours(look: Look) -> None:
    if look.hue is not None and "cmap" in look.hue:
        panels.colours_of(look.hue["cmap"], 1)
    given = {
        f"{key}[{place}]": line
        for key in ("lines", "marks")
        for place, line in enumerate(getattr(look, key))
    }
    if look.contours is not None:
        given["contours"] = look.contours
    for key, line in given.items():
        if "color" in line and not matplotlib.colors.is_color_like(line["color"]):
            raise UserError(
                f"figure.{key}.color: got {line['color']!r}; a colour's name, "
                "'#0072b2', a grey from '0' to '1', or C0, C1, ... are allowed"
            )
