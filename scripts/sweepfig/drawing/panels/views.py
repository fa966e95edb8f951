"""Split a figure into panels: what each of them shows of a slice.

A figure of one Axes is one panel; with `Look.hue` it has lines for some values of the ordinate. With
`Look.facet` there is a panel of lines for each of them, or of maps one for each curve; with `Look.panels` a
grid of them, by default one below the other, each of its own kind: the curves, their difference, or a
line-out of a field.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels.applied import with_functions
from sweepfig.drawing.panels.values import chosen, facet_values, nearest, panel_titles, title_at
from sweepfig.drawing.slice import Slice

LABEL_POINTS = 16
TITLE_POINTS = 18
SMALL_POINTS = 12  # labels, and titles but the figure's, where there are several panels
STROKES = ("-", "--", ":", "-.")  # of the first curve, the second, ..., where colours are of values
# The attributes of a look that a panel may have as its own.
LOOK_OF_A_PANEL = (
    "kind",
    "limits",
    "xlimits",
    "xscale",
    "yscale",
    "norm",
    "options",
    "contours",
    "legend",
    "colour_label",
)


class PanelView(NamedTuple):
    """One panel of a slice's figure.

    Attributes
    ----------
    look, data : Look, Slice
        What it shows, as if it were the only one; its texts are those that it has.
    row, column : int
        Its place in the grid of panels.
    shares : (int or None, int or None)
        For x and y, the panel whose axis its own is the same as; None if it has an axis of its own.
    has_tick_labels : (bool, bool)
        Whether its x and its y axis have tick labels; a panel below or to the left may have them.
    label_points, title_points : int
        Size of its axis labels and of its title.
    bar : str
        A map's colour bar: its ``own`` beside it, one for ``all`` panels beside them, or ``none``, where
        another panel has that.
    """

    look: Look
    data: Slice
    row: int = 0
    column: int = 0
    shares: tuple[int | None, int | None] = (None, None)
    has_tick_labels: tuple[bool, bool] = (True, True)
    label_points: int = LABEL_POINTS
    title_points: int = TITLE_POINTS
    bar: Literal["own", "all", "none"] = "own"


def split(look: Look, data: Slice) -> list[PanelView]:
    """Return the panels of a slice's figure, row by row.

    Raises
    ------
    UserError
        If a panel shows a curve or a value that the slice has not.
    """
    if look.panels:
        return _grid(look, data)
    if look.apply:
        look, data = replace(look, apply=()), with_functions(look.apply, data)
    if look.facet is not None:
        return _facets(look, look.facet, data)
    if look.hue is not None:
        return [_hue(look, look.hue, data)]
    return [PanelView(look, _with_colour_label(look, data))]


def looks(look: Look) -> list[Look]:
    """Return the look of each panel that `Look.panels` describes; else the one look."""
    return [_look_of(look, panel) for panel in look.panels] or [look]


def has_heading(look: Look) -> bool:
    """Whether the slice's title stands above all panels: above one of a row it would seem that one's."""
    return look.facet is not None or look.columns > 1


def heading(look: Look, data: Slice) -> str:
    """Return what stands above all panels; of panels below one another the first one's title says it."""
    return data.title if has_heading(look) else ""


def _facets(look: Look, facet: Mapping[str, Any], data: Slice) -> list[PanelView]:
    is_map = look.traits.is_map
    if is_map:
        look, slices = _with_one_range(look, data), _maps(look, facet, data)
    else:
        slices = _lines_at(facet, data)
    columns, count = min(facet["columns"], len(slices)), len(slices)
    is_shared = tuple(facet["share"] in ("both", name) for name in "xy")
    own_looks = replace(look, facet=None), replace(look, facet=None, legend="none")
    explains = columns - 1 if look.legend == "outside" else 0  # the panel with the legend
    found = []
    for place, own in enumerate(slices):
        row, column = divmod(place, columns)
        is_lowest, is_first = place + columns >= count, place == 0
        texts: dict[str, Any] = {
            "xlabel": data.xlabel if is_lowest else "",
            "ylabel": "" if column else data.ylabel,
            "text": data.text if is_first else "",
        }
        found.append(
            PanelView(
                own_looks[place != explains],
                replace(own, **texts),
                row,
                column,
                (
                    None if is_first or not is_shared[0] else 0,
                    None if is_first or not is_shared[1] else 0,
                ),
                (is_lowest or not is_shared[0], not column or not is_shared[1]),
                SMALL_POINTS,
                SMALL_POINTS,
                "own" if not is_map else "all" if is_first else "none",
            )
        )
    return found


def _lines_at(facet: Mapping[str, Any], data: Slice) -> list[Slice]:
    ordinate = _ordinate(data)
    indices = chosen(ordinate, facet["values"])
    titles = panel_titles(facet["label"], ordinate[indices])
    return [_at(data, index, title=title) for index, title in zip(indices, titles, strict=True)]


def _maps(look: Look, facet: Mapping[str, Any], data: Slice) -> list[Slice]:
    titles = panel_titles(facet["label"], facet_values(facet["values"]))
    if len(titles) != len(data.curves):
        raise UserError(
            f"figure.facet.values: got {len(titles)} for {len(data.curves)} maps; one for each is allowed"
        )
    labels = [look.colour_label or label for label in data.labels]
    return [
        replace(data, curves=(curve,), labels=(label,), title=title)
        for curve, label, title in zip(data.curves, labels, titles, strict=True)
    ]


def _with_one_range(look: Look, data: Slice) -> Look:
    """Return a look whose limits are the range of all curves, if it has neither limits nor levels."""
    if look.limits is not None or isinstance(look.options.get("levels"), Sequence):
        return look
    drawn = [curve[np.isfinite(curve) & (curve > look.lowest_drawn)] for curve in data.curves]
    ends = [float(end) for each in drawn if each.size for end in (each.min(), each.max())]
    if not ends:
        return look
    low, high = min(ends), max(ends)
    if low == high:  # as a colour bar of matplotlib's widens it
        margin = 0.1 * abs(low) or 0.1
        low, high = low - margin, high + margin
    return replace(look, limits=(low, high))


def _grid(look: Look, data: Slice) -> list[PanelView]:
    own_looks, columns = looks(look), look.columns
    over_x = [place for place, each in enumerate(own_looks) if not each.traits.counts_values]
    found = []
    for place, (panel, own) in enumerate(zip(look.panels, own_looks, strict=True)):
        row, column = divmod(place, columns)
        alike = [other for other in over_x if other % columns == column]
        is_over_x, is_first = place in alike, place == 0
        is_lowest = not is_over_x or place == alike[-1]
        has_slices_title = is_first and not has_heading(look)
        places = _curves_shown(data, panel)
        shown = _shown(data, panel, places)
        texts = {
            "title": data.title if has_slices_title else shown.title,
            "xlabel": panel["xlabel"] if is_lowest else "",
            "ylabel": panel["ylabel"],
            "text": data.text if is_first else "",
            "marks": data.marks if is_over_x else (),
        }
        found.append(
            PanelView(
                _own_lines(own if is_over_x else replace(own, marks=()), panel, places),
                _with_colour_label(own, replace(shown, **texts)),
                row,
                column,
                shares=(alike[0] if is_over_x and place != alike[0] else None, None),
                has_tick_labels=(is_lowest, True),
                label_points=SMALL_POINTS,
                title_points=TITLE_POINTS if has_slices_title else SMALL_POINTS,
            )
        )
    return found


def _look_of(look: Look, panel: Mapping[str, Any]) -> Look:
    own = {name: panel[name] for name in LOOK_OF_A_PANEL if name in panel}
    limits = own.get("limits")
    own |= {"limits": None if limits is None else tuple(limits)}
    return replace(look, **own, panels=(), facet=None, apply=())


def _curves_shown(data: Slice, panel: Mapping[str, Any]) -> Sequence[int]:
    """Return which of a slice's curves a panel shows."""
    for label in panel["curves"]:
        if label not in data.labels:
            there = ", ".join(map(repr, data.labels))
            raise UserError(f"a panel shows {label!r}, but the curves are {there}")
    return [data.labels.index(label) for label in panel["curves"]] or range(len(data.labels))


def _own_lines(look: Look, panel: Mapping[str, Any], places: Sequence[int]) -> Look:
    """Return a look with the lines of the curves that a panel shows: a curve looks alike in all panels."""
    if not look.lines:
        return look
    drawn = places[1:] if panel["show"] == "difference" else places
    lines = [look.lines[place] if place < len(look.lines) else {} for place in drawn]
    return replace(look, lines=tuple(lines))


def _shown(data: Slice, panel: Mapping[str, Any], places: Sequence[int]) -> Slice:
    """Return what a panel shows, with the title that it would have below others."""
    shown = replace(
        data,
        curves=tuple(data.curves[place] for place in places),
        labels=tuple(data.labels[place] for place in places),
        title="",
    )
    if panel["show"] == "difference":
        first, *others = map(_signed, shown.curves)
        labels = difference_labels(shown.labels)
        shown = replace(shown, curves=tuple(other - first for other in others), labels=labels)
    shown = with_functions(panel["apply"], shown)
    if panel["at"] is None:
        return shown
    ordinate = _ordinate(data)
    index = nearest(ordinate, panel["at"])
    return _at(shown, index, title=title_at(panel["label"], ordinate, index))


def difference_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of the differences of each later curve and the first."""
    return tuple(f"{label} - {labels[0]}" for label in labels[1:])


def _signed(curve: NDArray[Any]) -> NDArray[Any]:
    """Return numbers whose differences are right: integers would wrap around at the end of their type."""
    return curve.astype(float) if curve.dtype.kind in "biu" else curve


def is_empty(look: Look, data: Slice) -> bool:
    """Return whether a slice has no number that a panel of its figure can show."""
    return all(part.data.is_empty_above(part.look.lowest_drawn) for part in split(look, data))


def _at(data: Slice, index: int, **texts: Any) -> Slice:
    return replace(
        data, ordinate=None, curves=tuple(curve[index] for curve in data.curves), **texts
    )


def _hue(look: Look, hue: Mapping[str, Any], data: Slice) -> PanelView:
    """Return lines of a field at some values: all of the first curve, and so on."""
    ordinate = _ordinate(data)
    indices = chosen(ordinate, hue["values"])
    titles = panel_titles(hue["label"], ordinate[indices])
    begins = [f"{label}, " for label in data.labels] if len(data.labels) > 1 else [""]
    lines = replace(
        data,
        ordinate=None,
        curves=tuple(curve[index] for curve in data.curves for index in indices),
        labels=tuple(begin + title for begin in begins for title in titles),
    )
    cmap = hue.get("cmap")
    if not (look.lines or cmap):
        return PanelView(look, lines)
    # Entries are of the values asked for: a run that ended early has fewer, but the same for each of them.
    is_count = isinstance(hue["values"], int)
    most = hue["values"] if is_count else len(hue["values"])
    asked = indices if is_count else [nearest(ordinate, value) for value in hue["values"]]
    places = [asked.index(index) for index in indices]
    # Lines at one value have one colour, so strokes have to tell the curves apart.
    is_alike = cmap and len(begins) > 1 and not {"linestyle", "ls"} & look.options.keys()
    strokes = [
        {"linestyle": STROKES[n % len(STROKES)]} if is_alike else {} for n in range(len(begins))
    ]
    colours = [{"color": each} for each in colours_of(cmap, len(asked))] if cmap else [{}] * most
    given = dict(enumerate(look.lines))
    own = tuple(
        {**stroke, **colours[place], **given.get(n * most + place, {})}
        for n, stroke in enumerate(strokes)
        for place in places
    )
    return PanelView(replace(look, lines=own), lines)


@lru_cache(64)
def colours_of(cmap: str, count: int) -> tuple[tuple[float, ...], ...]:
    """Return so many colours, evenly spread over one of matplotlib's colour maps, as red, green, blue, alpha.

    Raises
    ------
    UserError
        If matplotlib has no such colour map.
    """
    from matplotlib import colormaps  # not all that import this module draw

    if cmap not in colormaps:
        near = difflib.get_close_matches(cmap, colormaps, n=3)
        raise UserError(
            f"figure.hue.cmap: got {cmap!r}; a colour map of matplotlib is allowed, as "
            f"{', '.join(near or ['viridis'])}"
        )
    return tuple(map(tuple, colormaps[cmap](np.linspace(0, 1, count)).tolist()))


def _with_colour_label(look: Look, data: Slice) -> Slice:
    if not (look.traits.is_map and look.colour_label):
        return data
    return replace(data, labels=(look.colour_label, *data.labels[1:]))


def _ordinate(data: Slice) -> NDArray[Any]:
    if data.ordinate is None:
        raise UserError("panels or lines at values of an ordinate need one; the slice has none")
    return data.ordinate
