"""Decide which figures the template draws; draw them, and compare some with plain matplotlib's."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from numpy.typing import NDArray

from sweepfig.core.errors import cause_of
from sweepfig.drawing import kinds, panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels import PanelView
from sweepfig.drawing.panels.layout import texts_between
from sweepfig.drawing.renderer.private import Differs, NotUnderstood, unusable
from sweepfig.drawing.renderer.proof import Proof
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.drawing.slice import Slice

if TYPE_CHECKING:
    from sweepfig.drawing.template.reused_figure import ReusedFigure

log = logging.getLogger(__name__)

# Options of `Axes.plot` that change a curve's look, but not its position or anything else in the figure.
# fmt: off
OPTIONS = frozenset((
    "alpha", "aa", "antialiased", "c", "color", "dash_capstyle", "dash_joinstyle", "dashes",
    "fillstyle", "gapcolor", "linestyle", "linewidth", "ls", "lw", "marker", "markeredgecolor",
    "markeredgewidth", "markerfacecolor", "markerfacecoloralt", "markersize", "mec", "mew", "mfc",
    "mfcalt", "ms", "snap", "solid_capstyle", "solid_joinstyle", "visible", "zorder",
))
# fmt: on
COLOURS = ("alpha", "antialiased", "cmap", "norm", "vmin", "vmax", "zorder")
OPTIONS_OF = {
    "pcolormesh": frozenset((*COLOURS, "shading", "snap")),
    "contourf": frozenset((*COLOURS, "levels", "extend", "colors", "nchunk", "corner_mask")),
    "histogram": frozenset(
        ("alpha", "bins", "density", "cumulative", "log", "histtype", "linewidth", "zorder")
    ),
}
MOST_FAILURES = 3  # to make a group's figure
FINE = ("us", "ns", "ps", "fs", "as")  # units in which dates can differ by microseconds
CLOSE = 10.0  # microseconds; matplotlib's finest ticks are whole microseconds apart
PLAIN_IF_SET = (
    "text.usetex",
    "figure.autolayout",
    "figure.constrained_layout.use",
    "path.effects",
    "path.sketch",
    "savefig.transparent",
)


class Template:
    """Draws slices in one look, one after another.

    Slices that share a layout are a group. Its pixels are compared with plain matplotlib's for the first
    slice of each group, and for random others while it goes on. If any differ, it draws no more.

    Make and use it inside `rc_context.drawing_style(look)`.

    Parameters
    ----------
    look : Look
        The settings that all figures share.
    function : callable
        The function of the look's kind.

    Attributes
    ----------
    reason : str
        Why it did not draw the last slice; empty if it did.
    wrong : str
        Which slice it has drawn with other pixels than plain matplotlib; empty if none.
    """

    def __init__(self, look: Look, function: kinds.DrawFunction) -> None:
        self._look, self._function = look, function
        self._figures: dict[Hashable, ReusedFigure | str] = {}  # or why there can be none
        self._failures: Counter[Hashable] = Counter()
        self._failed: Hashable | None = None  # the group whose figure the last slice could not make
        self._proof = Proof()
        self._never = unusable() or _unknown(look)
        self.reason = ""
        self.wrong = ""

    def pixels(self, data: Slice) -> NDArray[np.uint8] | None:
        """Return a slice's figure, tight-cropped: RGBA, shape (height, width, 4).

        The next figure may be drawn in the same memory, so that none need be copied. Return None if the
        slice must be drawn the plain way; `reason` says why.
        """
        self.reason, self._failed = self._never, None
        if self._never:
            return None
        try:
            return self._pixels(data)
        except Differs as difference:
            self.wrong = f"the template drew {data.title!r} wrongly: {difference}"
            self.reason = self._never = self.wrong
        except NotUnderstood as reason:
            self.reason = str(reason)
        except OSError as error:  # for example, a font can't be read at the moment
            self.reason = str(error)
        except Exception as error:
            # After any error plain matplotlib decides: it draws the figure, or raises its own error.
            log.debug("the template failed", exc_info=True)
            self.reason = f"the template failed ({cause_of(error)})"
        return None

    def note_plainly_drawn(self) -> None:
        """Note that plain matplotlib drew the last slice: what failed here was not the slice's fault.

        After `MOST_FAILURES` slices for which no figure of their group could be made none is tried any more.
        """
        if self._failed is None:
            return
        self._failures[self._failed] += 1
        if self._failures[self._failed] == MOST_FAILURES:
            self._figures[self._failed] = self.reason

    def _pixels(self, data: Slice) -> NDArray[np.uint8]:
        group = self._group(data)
        reused = self._figure_of(group, data)
        return self._proof.draw(
            group,
            lambda: reused.pixels(data),
            lambda: reference_pixels(self._look, self._function, data),
        )

    def _group(self, data: Slice) -> Hashable:
        parts = panels.split(self._look, data)
        keys = tuple(map(_panel_key, parts))
        if len(parts) == 1:
            return keys
        # Where panels lie depends on whether there are texts between them.
        return keys, tuple(map(texts_between, parts))

    def _figure_of(self, group: Hashable, data: Slice) -> ReusedFigure:
        """Return the figure that a group reuses; it is made with the first slice of it."""
        from sweepfig.drawing.renderer.current_lettering import current_lettering
        from sweepfig.drawing.template.reused_figure import ReusedFigure

        if group not in self._figures:
            try:
                self._figures[group] = ReusedFigure(
                    self._look, self._function, data, current_lettering(self._look.dpi)
                )
            except Differs:
                raise
            except NotUnderstood as reason:
                self._figures[group] = str(reason)
            except Exception:  # perhaps only with this slice: a title that is no formula
                self._failed = group
                raise
        found = self._figures[group]
        if isinstance(found, str):
            raise NotUnderstood(found)
        return found


def _panel_key(part: PanelView) -> Hashable:
    # Imported here, because it needs matplotlib names that `unusable` may have found missing.
    from sweepfig.drawing.template.curves import has_point

    look, data = part.look, part.data
    drawn_marks = tuple(bool(np.isfinite(place)) for place in data.marks)
    if look.traits.counts_values:
        return len(data.curves), drawn_marks, bool(data.text)
    if look.traits.is_map:
        has_limits = look.limits is not None
        return _field_key(data), has_limits, data.labels, drawn_marks, bool(data.text)
    # Of hue at listed values, runs that ended early have other lines of those that are asked for.
    strokes = repr(look.lines)
    return (
        len(data.curves),
        strokes,
        _lines_key(data),
        has_point(data),
        drawn_marks,
        bool(data.text),
    )


def _unknown(look: Look) -> str:
    """Return what the template does not support of a look; nothing if it supports all."""
    if look.is_users_function:
        return f"no template for {look.kind}"
    if look.format != "png":
        return f"{look.format} has no template"
    for own in panels.looks(look):
        known = OPTIONS_OF.get(own.kind, OPTIONS)
        if others := sorted(set(own.options) - known):
            return f"options {', '.join(others)}"
        if own.limits is not None and own.options.get("log"):
            return "limits beside the option log, which may be none of a logarithm"
    rc: Any = rcParams
    if found := [name for name in PLAIN_IF_SET if rc[name]]:
        return f"a style that sets {', '.join(found)}"
    return ""


def _field_key(data: Slice) -> str:
    """Return the types of a field's abscissa and ordinate, as `_lines_key` does."""
    places: tuple[Any, ...] = (data.abscissa, data.ordinate)
    for array in (*places, data.curves[0]):
        if type(array) is not np.ndarray or array.dtype.kind not in "fiuM" or _is_long(array):
            raise NotUnderstood("a field of anything but numbers over numbers or dates")
    if data.curves[0].dtype.kind == "M" or any(
        p.dtype.kind == "M" and _are_close(p) for p in places
    ):
        raise NotUnderstood("dates so close that the last figure's ticks decide their labels")
    if data.abscissa.ndim != places[1].ndim:
        raise NotUnderstood("a field with one coordinate of two dimensions")
    return "".join(p.dtype.kind for p in places) + str(places[0].ndim)


def _lines_key(data: Slice) -> str:
    """Return the type of a slice's abscissa: "M" for dates, "f" for numbers.

    Raises `NotUnderstood` if its arrays are not plain numbers over plain numbers or dates.
    """
    abscissa = data.abscissa
    arrays = (abscissa, *data.curves)
    is_plain = all(type(a) is np.ndarray and a.shape == abscissa.shape for a in arrays)
    if not is_plain or abscissa.ndim != 1 or not abscissa.size or not data.curves:
        raise NotUnderstood("curves that are not arrays of one dimension and one length")
    is_known = abscissa.dtype.kind in "fiuM" and all(c.dtype.kind in "fiu" for c in data.curves)
    if not is_known or any(map(_is_long, arrays)):
        raise NotUnderstood(
            "values that are not numbers, or an abscissa of neither numbers nor dates"
        )
    if abscissa.dtype.kind == "M":
        if _are_close(abscissa):
            raise NotUnderstood("dates so close that the last figure's ticks decide their labels")
        return "M"
    return "f"


def _is_long(array: NDArray[Any]) -> bool:
    """Whether an array may hold numbers that are infinite once matplotlib has made float64 of them."""
    return array.dtype.itemsize > 8


def _are_close(dates: NDArray[np.datetime64]) -> bool:
    """Return whether dates differ, but by less than `CLOSE` microseconds: too little for distinct ticks."""
    known = dates[~np.isnat(dates)]
    if not known.size or np.datetime_data(dates.dtype)[0] not in FINE:  # months vary in length
        return False
    return bool(0 < (known.max() - known.min()) / np.timedelta64(1, "us") < CLOSE)
