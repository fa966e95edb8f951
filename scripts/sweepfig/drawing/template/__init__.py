"""Draw the same pixels as plain matplotlib, many times faster, for the figures it understands.

Little changes from slice to slice: the curves or the field, ticks, a few digits of the title, the legend's
place. `Template` draws only these over the pixels that stay the same. The result has exactly the pixels of
plain matplotlib, 10 to 50 times faster (`benchmarks/kinds.py`). For a figure that it does not support it
returns None, and `plain_pixels` draws it. Modules, from the outermost to the innermost:

    mould.py      one real figure into which each slice's data are set, and which returns pixels
    panel.py      one of its Axes, with its content: curves.py, counts.py, field.py or contours.py
    colour_bar.py an Axes that only a colour range changes
    layout.py     the positions of all parts; the tight box
    ruler.py      ticks, grid lines, tick labels    strokes.py  curves, spines    legend.py  its place
    frame.py      the transforms of the figure cropped to a tight box
    recording.py  renderer calls of artists, recorded
    words.py      any string, drawn as a given text artist would draw it
    lettering.py  each string laid out once, each glyph rendered once; a renderer that draws them
    formula.py    mathtext, parsed in pieces that repeat
    plain.py      plain drawing of any kind, without repeated work    stamps.py  its canvas
    private.py    matplotlib's private names that are used here, and the versions tested
"""

from __future__ import annotations

import logging
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from numpy.typing import NDArray

from sweepfig.core.errors import cause_of
from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.plain import plain_pixels, reference_pixels
from sweepfig.drawing.template.private import NotUnderstood, unusable

if TYPE_CHECKING:
    from sweepfig.drawing.template.mould import Mould

__all__ = ["Template", "plain_pixels", "reference_pixels"]

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

    Make and use it inside `kinds.drawing_style(look)`.

    Parameters
    ----------
    look : Look
        The settings that all figures share.
    kind : callable
        The kind of figure. Only `kinds.resonance_curve` is supported.
    """

    def __init__(self, look: Look, kind: kinds.Kind) -> None:
        self._look = look
        self._kind = kind
        self._moulds: dict[Hashable, Mould | None] = {}
        self._said: set[str] = set()
        self._failure = ""
        self._never = unusable()
        if self._never:
            self._say(self._never)
        elif unknown := _unknown(look, kind):
            self._never = unknown
            self._say(unknown, logging.INFO)  # no warning: this follows from the settings

    def pixels(self, data: Slice) -> NDArray[np.uint8] | None:
        """Return a slice's figure, tight-cropped: RGBA, shape (height, width, 4).

        Return None if the slice must be drawn the plain way; the log says why, once for each reason.
        """
        if self._never:
            return None
        try:
            mould = self._mould(data)
            return None if mould is None else mould.pixels(data)
        except NotUnderstood as reason:
            self._say(str(reason))
        except OSError as error:  # for example, a font can't be read at the moment
            self._say(str(error))
        except Exception as error:
            # After any error plain matplotlib decides: it draws the figure, or raises its own error.
            log.debug("the template failed", exc_info=True)
            self._failure = f"the template failed ({cause_of(error)})"
        return None

    def say_failure(self) -> None:
        """Log why the template failed for the last figure, if it did and plain matplotlib drew it."""
        if self._failure:
            self._say(self._failure)
        self._failure = ""

    def _mould(self, data: Slice) -> Mould | None:
        """Return the mould for a slice's sort; it is made and checked with the first slice of that sort."""
        # Imported here, because they need matplotlib names that `unusable` may have found missing.
        from sweepfig.drawing.template.curves import has_point
        from sweepfig.drawing.template.lettering import current_lettering
        from sweepfig.drawing.template.mould import Mould

        drawn_marks = tuple(bool(np.isfinite(place)) for place in data.marks)
        if self._look.traits.counts_values:
            key: Hashable = len(data.curves), bool(data.text)
        elif self._look.traits.is_map:
            key = _field_sort(data), data.labels, drawn_marks, bool(data.text)
        else:
            key = len(data.curves), _sort(data), has_point(data), drawn_marks, bool(data.text)
        if key not in self._moulds:
            self._moulds[key] = None
            mould = Mould(self._look, self._kind, data, current_lettering(self._look.dpi))
            if not np.array_equal(
                mould.pixels(data),
                reference_pixels(self._look, self._kind, data),
            ):
                raise NotUnderstood("its pixels are not those of plain matplotlib")
            self._moulds[key] = mould
        return self._moulds[key]

    def _say(self, reason: str, level: int = logging.WARNING) -> None:
        if reason not in self._said:
            self._said.add(reason)
            log.log(level, "drawn the plain way: %s", reason)


def _unknown(look: Look, kind: kinds.Kind) -> str | None:
    """Return what the template does not support in a look or a kind; None if it supports all."""
    if look.is_users_function or not look.traits.has_template:
        return f"no template for {look.kind}"
    if look.format != "png":
        return f"{look.format} has no template"
    known = OPTIONS_OF.get(look.kind, OPTIONS)
    if others := sorted(set(look.options) - known):
        return f"options {', '.join(others)}"
    rc: Any = rcParams
    if found := [name for name in PLAIN_IF_SET if rc[name]]:
        return f"a style that sets {', '.join(found)}"
    return None


def _field_sort(data: Slice) -> str:
    """Return the sorts of a field's abscissa and ordinate, as `_sort` does."""
    places: tuple[Any, ...] = (data.abscissa, data.ordinate)
    for array in (*places, data.curves[0]):
        if type(array) is not np.ndarray or array.dtype.kind not in "fiuM":
            raise NotUnderstood("a field of anything but numbers over numbers or dates")
    if data.curves[0].dtype.kind == "M" or any(
        p.dtype.kind == "M" and _are_close(p) for p in places
    ):
        raise NotUnderstood("dates so close that the last figure's ticks decide their labels")
    return "".join(p.dtype.kind for p in places)


def _sort(data: Slice) -> str:
    """Return the sort of a slice's abscissa: "M" for dates, "f" for numbers.

    Raises `NotUnderstood` if its arrays are not plain numbers over plain numbers or dates.
    """
    abscissa = data.abscissa
    arrays = (abscissa, *data.curves)
    is_plain = all(type(a) is np.ndarray and a.shape == abscissa.shape for a in arrays)
    if not is_plain or abscissa.ndim != 1 or not abscissa.size or not data.curves:
        raise NotUnderstood("curves that are not arrays of one dimension and one length")
    if abscissa.dtype.kind not in "fiuM" or any(c.dtype.kind not in "fiu" for c in data.curves):
        raise NotUnderstood(
            "values that are not numbers, or an abscissa of neither numbers nor dates"
        )
    if abscissa.dtype.kind == "M":
        if _are_close(abscissa):
            raise NotUnderstood("dates so close that the last figure's ticks decide their labels")
        return "M"
    return "f"


def _are_close(dates: NDArray[np.datetime64]) -> bool:
    """Return whether dates differ, but by less than `CLOSE` microseconds: too little for distinct ticks."""
    known = dates[~np.isnat(dates)]
    if not known.size or np.datetime_data(dates.dtype)[0] not in FINE:  # months vary in length
        return False
    return bool(0 < (known.max() - known.min()) / np.timedelta64(1, "us") < CLOSE)
