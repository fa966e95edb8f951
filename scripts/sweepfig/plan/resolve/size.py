"""Find the size of a sweep's figures: the config's, or as wide and high as their panels need."""

from __future__ import annotations

from collections.abc import Sequence

from sweepfig.config.figure import COLUMN_INCHES, FigureSettings
from sweepfig.core.errors import UserError
from sweepfig.drawing.look import Look, traits_of
from sweepfig.drawing.panels import difference_labels
from sweepfig.drawing.panels.layout import legend_inches, room_for_titles
from sweepfig.drawing.panels.values import chosen, facet_values, nearest, panel_titles, title_at
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.plan.resolve.labels import curves_shown, label_of_facet, label_of_ordinate
from sweepfig.survey.result import Survey

# Of a panel over dates in a row, in inches: in a narrower one the tick labels would touch.
DATED_INCHES = 8.0


def size_of(figure: FigureSettings, survey: Survey) -> tuple[float, float]:
    """Return the size of a sweep's figures, in inches: width, height.

    Raises
    ------
    UserError
        If it is too small, or too large, for what the figures show.
    """
    count, usual_width = 1, 0.0
    if figure.facet is not None and survey.ordinate is not None:
        if figure.facet_of_maps is None:
            shown = survey.ordinate[chosen(survey.ordinate, figure.facet.values)]
        else:
            shown = facet_values(figure.facet.values)
        count, columns = len(shown), min(figure.facet.columns, len(shown))
        titles = panel_titles(label_of_facet(figure, survey), shown)
        usual_width = _width_for_titles(figure, titles, columns, "facet.columns")
    elif figure.in_a_row > 1:
        titles = _titles_beside(figure, survey)
        for_titles = _width_for_titles(figure, titles, figure.in_a_row, "columns")
        shows_abscissa = not all(traits_of(kind).counts_values for kind in figure.kinds)
        has_dates = shows_abscissa and survey.abscissa.dtype.kind == "M"
        for_dates = DATED_INCHES * figure.in_a_row * has_dates
        usual_width = max(for_titles, for_dates, _width_for_legends(figure, survey))
    try:
        return figure.inches(count=count, least_width=usual_width)
    except ValueError as error:
        raise UserError(f"figure.{error}") from None


def _width_for_titles(
    figure: FigureSettings, titles: Sequence[str], columns: int, key: str
) -> float:
    """Return how wide a figure is for panels with such titles; refuse a size that is too small for them."""
    if not titles:
        return 0.0
    with drawing_style(Look()):
        title, least, usual = room_for_titles(titles, columns)
    if figure.size is not None and figure.size[0] < least:
        raise UserError(
            f"figure.size: a width of {figure.size[0]:g} inches is too small for {columns} panels in "
            f"a row with titles such as {title!r}; at least {least:g} are allowed, or null, or "
            f"fewer figure.{key}"
        )
    return usual


def _titles_beside(figure: FigureSettings, survey: Survey) -> list[str]:
    """Return the titles of panels that may stand beside others with titles."""
    label, ordinate = label_of_ordinate(survey), survey.ordinate
    if ordinate is None:
        return []
    at = [panel.at for panel in figure.panels if panel.at is not None]
    return [title_at(label, ordinate, nearest(ordinate, each)) for each in at]


def _width_for_legends(figure: FigureSettings, survey: Survey) -> float:
    """Return how wide a figure is for panels side by side, some with their legends between them."""
    columns, between = figure.in_a_row, [0.0]
    marks = [mark.label or "" for mark in figure.marks]
    with drawing_style(Look(style=figure.style)):
        for place, panel in enumerate(figure.panels):
            is_map = traits_of(panel.kind or figure.kind).is_map
            is_last = place % columns == columns - 1
            if (panel.legend or figure.legend) == "outside" and not is_map and not is_last:
                labels: Sequence[str] = [
                    survey.sources[n].label for n in curves_shown(panel, survey)
                ]
                if panel.show == "difference":
                    labels = difference_labels(labels)
                between.append(legend_inches([*labels, *marks]))
    return COLUMN_INCHES * columns + max(between) * (columns - 1)
