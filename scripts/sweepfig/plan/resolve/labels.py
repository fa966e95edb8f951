"""Find the labels of axes, colours and panels: what the config says, or the names and units in the files."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from sweepfig.config.figure import FigureSettings
from sweepfig.config.figure_parts import FacetConfig, PanelConfig
from sweepfig.drawing.look import traits_of
from sweepfig.drawing.panels.applied import quantity_after
from sweepfig.survey.result import Survey
from sweepfig.sweep.quantity import PURE, Quantity, label_of_all


def labels_of(figure: FigureSettings, survey: Survey) -> tuple[str, str]:
    """Return the figures' x and y labels."""
    shown = survey.xlabel, survey.ylabel
    responses = label_of_responses(survey, range(len(survey.responses)), figure.apply)
    if traits_of(figure.kind).counts_values:  # its x axis is the response
        shown = responses, "count"
    elif survey.ordinate is None or (
        not traits_of(figure.kind).is_map and (figure.facet or figure.hue)
    ):
        shown = survey.xlabel, responses
    given = (figure.xlabel, figure.ylabel)
    xlabel, ylabel = (s if g is None else g for g, s in zip(given, shown, strict=True))
    return xlabel, ylabel


def label_of_colours(
    figure: FigureSettings,
    survey: Survey,
    shown: Sequence[int],
    functions: Sequence[str],
    *,
    is_difference: bool = False,
) -> str:
    """Return the label of a map's colours: the curve's own, or what the file says; with units.

    It says what contour lines are of, where they are of another curve.
    """
    if is_difference:
        return label_of_difference(survey, shown[:2], functions)
    if figure.facet_of_maps is not None:
        return _label_of_maps(figure.facet_of_maps, survey, functions)
    label, *others = (_label_of_curve(survey, n, functions) for n in shown[:2])
    has_lines = figure.contours is not None and len(shown) == 2
    return f"{label}\nlines: {others[0]}" if has_lines else label


def label_of_difference(survey: Survey, shown: Sequence[int], functions: Sequence[str]) -> str:
    """Return the label of the difference from the first of some curves, with its units, after functions."""
    first, *others = (survey.sources[n].label for n in shown)
    text = f"{others[0]} - {first}" if len(others) == 1 else f"difference from {first}"
    units = {survey.responses[n].units for n in shown}
    has_units = len(units) == 1 and not units.intersection(PURE) and "[" not in text
    return quantity_after(functions, Quantity(text, units.pop() if has_units else "")).label


def label_of_responses(survey: Survey, shown: Sequence[int], functions: Sequence[str]) -> str:
    """Return the label of the axis that shows some curves: a line for each units, for panels are small."""
    after = functools.partial(quantity_after, functions)
    return label_of_all([survey.responses[n] for n in shown], after, between="\n")


def _label_of_curve(survey: Survey, n: int, functions: Sequence[str]) -> str:
    source, own = survey.sources[n], survey.responses[n]
    if source.has_own_label:
        own = Quantity(source.label)
    elif source.selected:
        own = Quantity(", ".join([own.name, *source.selected]), own.units)
    return quantity_after(functions, own).label


def _label_of_maps(facet: FacetConfig, survey: Survey, functions: Sequence[str]) -> str:
    """Return the label of the one colour bar: that of the curve of which there are maps at some values."""
    source, own, of_facet = survey.sources[0], survey.responses[0], f"{facet.dimension} = "
    label = source.label.rpartition(f", {of_facet}")[0]
    selected = [each for each in source.selected if not each.startswith(of_facet)]
    if label != ", ".join([source.variable, *selected]):
        own = Quantity(label)
    elif selected:
        own = Quantity(", ".join([own.name, *selected]), own.units)
    return quantity_after(functions, own).label


def label_of_facet(figure: FigureSettings, survey: Survey) -> str:
    """Return the name and units of the dimension that panels are along; nothing if there is none."""
    if figure.facet_of_maps is None:
        return label_of_ordinate(survey)
    return "" if survey.facet_quantity is None else survey.facet_quantity.label


def label_of_ordinate(survey: Survey) -> str:
    """Return the name and units of the ordinate; nothing if there is none."""
    return "" if survey.ordinate_quantity is None else survey.ordinate_quantity.label


def curves_shown(panel: PanelConfig, survey: Survey) -> list[int]:
    """Return which curves a panel shows, by their places in the survey."""
    places = range(len(survey.sources))
    return [n for n in places if not panel.curves or survey.sources[n].label in panel.curves]
