"""Record what a look has from the whole sweep, or from rules that may change, and put it back.

All else in a look is as the config says. A figure is drawn with what was recorded, so that it stays the same
when a later version works these out in another way.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sweepfig.drawing.bounds import MOST_PIXELS
from sweepfig.drawing.look import Look

Text = Annotated[str, Field(max_length=10_000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Limits = tuple[Number | None, Number | None] | None
Levels = int | Annotated[tuple[Number, ...], Field(max_length=1000)] | None
KEYS = {"size": "size", "ylimits": "limits", "contours": "levels", "panels": "panels"}
OF_A_PANEL = ("label", "xlabel", "ylabel", "colour_label")


class RecordModel(BaseModel):
    """A part of a record: the keys that are known, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DerivedPanel(RecordModel):
    """What a panel has from the whole sweep: as in `Look.panels`; `levels` are those of its contour lines."""

    label: Text
    xlabel: Text
    ylabel: Text
    colour_label: Text
    limits: Limits
    levels: Levels


class Derived(RecordModel):
    """What a look has from the whole sweep: as in `Look`; `levels` are those of the contour lines."""

    size: tuple[Annotated[Number, Field(gt=0)], Annotated[Number, Field(gt=0)]]
    limits: Limits
    levels: Levels
    colour_label: Text
    facet_label: Text | None
    hue_label: Text | None = None
    panels: tuple[DerivedPanel, ...]


def of_look(look: Look) -> Derived:
    """Return what of a look is to be recorded."""
    return Derived(
        size=look.size,
        limits=look.limits,
        levels=_levels(look.contours),
        colour_label=look.colour_label,
        facet_label=None if look.facet is None else look.facet["label"],
        hue_label=None if look.hue is None else look.hue["label"],
        panels=tuple(
            DerivedPanel(
                limits=panel["limits"],
                levels=_levels(panel["contours"]),
                **{name: panel[name] for name in OF_A_PANEL},
            )
            for panel in look.panels
        ),
    )


def merged(recorded: Derived, before: Derived, after: Derived, changed: Collection[str]) -> Derived:
    """Return what was recorded, but what changes of the settings change.

    Parameters
    ----------
    recorded : Derived
    before, after : Derived
        What is worked out now, without the changes and with them.
    changed : collection of str
        The keys of the section `figure` that were changed.
    """
    said = {KEYS[key] for key in changed if key in KEYS}
    new = {n for n in Derived.model_fields if getattr(before, n) != getattr(after, n)}
    return recorded.model_copy(update={name: getattr(after, name) for name in new | said})


def apply(derived: Derived, look: Look) -> Look:
    """Return a look with what was recorded.

    Raises
    ------
    ValueError
        If the two don't belong together, or the picture would have too many pixels.
    """
    if math.prod(derived.size) * look.dpi**2 > MOST_PIXELS:
        raise ValueError(f"at most {MOST_PIXELS:.0g} pixels are allowed")
    return replace(
        look,
        size=derived.size,
        limits=derived.limits,
        contours=_with_levels(look.contours, derived.levels),
        colour_label=derived.colour_label,
        facet=_with_label(look.facet, derived.facet_label),
        hue=_with_label(look.hue, derived.hue_label),
        panels=tuple(
            _with_panel(panel, own) for panel, own in zip(look.panels, derived.panels, strict=True)
        ),
    )


def _with_label(part: Mapping[str, Any] | None, label: str | None) -> Mapping[str, Any] | None:
    return None if part is None else {**part, "label": label or ""}


def _with_panel(panel: Mapping[str, Any], own: DerivedPanel) -> Mapping[str, Any]:
    texts = {name: getattr(own, name) for name in OF_A_PANEL}
    limits = None if own.limits is None else list(own.limits)
    contours = _with_levels(panel["contours"], own.levels)
    return {**panel, **texts, "limits": limits, "contours": contours}


def _levels(contours: Mapping[str, Any] | None) -> Any:
    return None if contours is None else contours["levels"]


def _with_levels(contours: Mapping[str, Any] | None, levels: Levels) -> Mapping[str, Any] | None:
    if contours is None or levels is None:
        return contours
    return {**contours, "levels": list(levels) if isinstance(levels, tuple) else levels}
