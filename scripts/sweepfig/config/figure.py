"""Define the config's section `figure`: what a figure looks like.

Separate from `sweep`, which says where the data are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_serializer, model_validator

from sweepfig.config import twins
from sweepfig.config.figure_parts import (
    ContoursConfig,
    FacetConfig,
    Functions,
    HueConfig,
    LegendPlace,
    LineConfig,
    MarkConfig,
    PanelConfig,
    Scale,
    TextPlace,
    ascending,
    check_options,
    kind_meant,
    plain_options,
)
from sweepfig.config.value_types import (
    FUNCTION,
    Count,
    Number,
    NumberOrDate,
    Section,
    Words,
)
from sweepfig.drawing import text_template
from sweepfig.drawing.bounds import MOST_PIXELS
from sweepfig.drawing.look import BUILT_IN, is_users_function, traits_of

COLUMN_INCHES = 5.0  # width of each of several panels in a row
ONE_ROW_INCHES = 3.5  # height of a row of facets, with heading and labels
KINDS_ALLOWED = (
    f"allowed are {', '.join(BUILT_IN)}, my_plots.py:function or package.module:function"
)


class FigureSettings(Section):
    """What a figure looks like."""

    kind: str = Field(default="resonance_curve", pattern=rf"^(\w+|{FUNCTION})$")
    """resonance_curve, pcolormesh, contourf, histogram, or yours: my_plots.py:draw, package.module:draw."""
    xlabel: Words | None = None
    """Label of the x axis; null: long_name [units] from the file."""
    ylabel: Words | None = None
    """Label of the y axis; null: long_name [units] from the file."""
    size: tuple[Number, Number] | None = None
    """Width and height in inches, before the tight crop; null: 9 by 4, or as several panels need."""
    dpi: Number = Field(default=100.0, ge=10, le=1200)
    """Pixels per inch."""
    format: Literal["png", "svg", "pdf"] = "png"
    """File format, and the file name's ending."""
    style: str = "default"
    """okabe-ito (for all eyes, and in grey), any matplotlib style's name, or an .mplstyle file's path."""
    xscale: Scale = "linear"
    """Scale of the x axis: linear, log, or symlog (linear around 0)."""
    yscale: Scale = "linear"
    """Scale of the y axis."""
    norm: Scale = "linear"
    """Scale of a map's colours."""
    linthresh: Number = Field(default=2.0, gt=0)
    """A symlog scale is linear from -linthresh to linthresh."""
    xlimits: Literal["each"] | tuple[NumberOrDate | None, NumberOrDate | None] = "each"
    """Range of the x axis: each figure its own, or [low, high]; null leaves an end to each figure."""
    ylimits: Literal["each", "shared"] | tuple[Number | None, Number | None] | None = None
    """Range of the response: as xlimits, or shared by the whole sweep; null: shared for maps, else each."""
    apply: Functions = ()
    """Functions to draw of the response: abs, square, sqrt, log, log10; [abs, log10] is log10(abs(E))."""
    lines: tuple[LineConfig, ...] = ()
    """How each line is drawn, in the legend's order; lines without an entry are drawn as usual."""
    legend: LegendPlace = "best"
    """The legend's place: best where it hides least, outside to the right of the Axes, or none."""
    text: Words | None = None
    """A line within the Axes; `{name}`, `{name:.2g}`: each target's value of a variable, or an attribute."""
    text_place: TextPlace = "upper left"
    """Where the text stands."""
    marks: tuple[MarkConfig, ...] = Field(default=(), max_length=20)
    """Vertical lines at places that variables of the sweep give."""
    contours: ContoursConfig | None = None
    """Contour lines over a map; null: none."""
    facet: FacetConfig | None = None
    """Panels, of lines or of maps, for values of a further dimension, as times; null: one panel."""
    hue: HueConfig | None = None
    """In one Axes a line for each of some values of a second dimension, as times; null: one a curve."""
    panels: tuple[PanelConfig, ...] = Field(default=(), max_length=20)
    """Panels of their own kinds: a map and a line-out of it, curves and their difference; []: one panel."""
    columns: Count = Field(default=1, ge=1, le=20)
    """Panels in a row; 1: they stand below one another."""
    options: dict[str, Any] = Field(default={})
    """Keyword arguments for the kind's function: linewidth, levels, bins, or your own."""
    carry_data: bool = False
    """Whether each file carries its data and settings, so that `sweepfig redraw` needs nothing else."""
    depends: tuple[str, ...] = ()
    """Files that your own functions read, or import by a name they work out; a change draws all anew."""
    time_limit: Number | None = Field(default=None, gt=0, le=86_400)
    """Seconds that drawing one figure may take, and measuring it; null: 600, for your functions no limit."""
    also: tuple[TwinSettings, ...] = Field(default=(), max_length=twins.MOST_TWINS)
    """Twins, files of the same slice beside each figure: [{yscale: log}]; the rest is as for the figure."""

    @model_validator(mode="wrap")
    @classmethod
    def _twins_have_the_rest_from_the_figure(cls, given: Any, check: Any) -> Any:
        own = {**given} if isinstance(given, Mapping) else {}
        also = own.pop("also", ())
        if not (also and isinstance(also, list | tuple)):
            return check(given)
        figure = check(own)  # a mistake in it is not to be told of each twin, too
        return check({**own, "also": twins.complete(also, own, figure.kind)})

    @field_validator("kind")
    @classmethod
    def _kind_is_known(cls, kind: str) -> str:
        if is_users_function(kind) and ":" not in kind:
            raise ValueError(kind_meant(kind) + KINDS_ALLOWED)
        return kind

    @field_validator("size")
    @classmethod
    def _size_is_drawable(cls, size: tuple[float, float] | None) -> tuple[float, float] | None:
        if size is not None and not all(0.5 <= side <= 100 for side in size):
            raise ValueError("two lengths from 0.5 to 100 inches are allowed")
        return size

    @model_validator(mode="after")
    def _picture_fits_into_memory(self) -> FigureSettings:
        self.inches(count=1)
        return self

    def inches(self, *, count: int, least_width: float = 0.0) -> tuple[float, float]:
        """Return the width and height of a figure of so many panels, in inches.

        That of facets, or of panels side by side, is at least `least_width` inches wide, unless the size is
        given.

        Raises
        ------
        ValueError
            If the picture would have too many pixels.
        """
        size = self.size or (9.0, 4.0)
        if self.size is None and self.facet is not None:
            columns = min(self.facet.columns, count)
            rows = -(-count // columns)
            size = max(3.0 * columns + 1, least_width), max(2.0 * rows + 1, ONE_ROW_INCHES)
        elif self.size is None and self.panels:
            columns = self.in_a_row
            width = max(COLUMN_INCHES * columns, least_width) if columns > 1 else 9.0
            size = width, 1 + 2.5 * -(-len(self.panels) // columns)
        width, height = (side * self.dpi for side in size)
        if width * height > MOST_PIXELS:
            raise ValueError(
                f"size {list(size)} at dpi {self.dpi:g} is a picture of {width * height:.2g} pixels; "
                f"at most {MOST_PIXELS:.0g} are allowed"
            )
        return size

    @property
    def in_a_row(self) -> int:
        """How many panels stand beside one another: not more than there are."""
        return max(1, min(self.columns, len(self.panels)))

    @property
    def facet_of_maps(self) -> FacetConfig | None:
        """The facet, if its panels are maps: its dimension is then neither abscissa nor ordinate."""
        return self.facet if traits_of(self.kind).is_map else None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each panel."""
        return tuple(panel.kind or self.kind for panel in self.panels) or (self.kind,)

    @model_validator(mode="after")
    def _options_draw(self) -> FigureSettings:
        if not is_users_function(self.kind):  # only that function knows its options
            check_options(self.options)
        return self

    @model_validator(mode="after")
    def _keys_suit_the_kind(self) -> FigureSettings:
        kind, traits = self.kind, [traits_of(kind) for kind in self.kinds]
        has_map = any(each.is_map for each in traits)
        if self.lines and not any(each.draws_lines for each in traits):
            raise ValueError(f"lines: only resonance_curve draws lines; kind is {kind!r}")
        if self.marks and all(each.counts_values for each in traits):
            raise ValueError(f"marks: a {kind}'s x axis is not the abscissa; none are allowed")
        if self.legend != "best" and all(each.is_map for each in traits):
            raise ValueError(f"legend: {kind} has a colour bar and no legend; best is allowed")
        if self.norm != "linear" and not has_map:
            raise ValueError(f"norm: {kind} has no colour scale; linear is allowed")
        given = sorted({"norm", "vmin", "vmax"} & {*self.options})
        if given and self.norm != "linear":
            raise ValueError(f"options.{given[0]}: got beside norm {self.norm!r}; one is allowed")
        if has_map and isinstance(self.ylimits, tuple) and None in self.ylimits:
            raise ValueError(f"ylimits: {kind}'s colours need both ends; [low, high] is allowed")
        if self.contours is not None and not has_map:
            raise ValueError(
                f"contours: they are drawn over a map, and kind is {kind!r}; null is allowed"
            )
        return self

    @model_validator(mode="after")
    def _panels_suit_the_kind(self) -> FigureSettings:
        kind = self.kind
        given = [key for key in ("hue", "facet", "panels") if getattr(self, key)]
        if len(given) > 1:
            raise ValueError(f"{given[0]}: got beside {given[1]}; one of the two is allowed")
        if traits_of(kind).is_map and self.hue is not None:
            raise ValueError(
                f"hue: it makes lines of a field, and kind is {kind!r}; null is allowed, or facet"
            )
        if self.facet_of_maps is not None and "norm" in self.options:
            raise ValueError(
                "options.norm: got beside facet, whose maps share their colours; norm is allowed"
            )
        if self.hue is not None and self.hue.cmap is not None:
            if not traits_of(kind).draws_lines:
                raise ValueError(f"hue.cmap: only resonance_curve draws lines; kind is {kind!r}")
            if beside := sorted({"c", "color"} & {*self.options}):
                raise ValueError(
                    f"hue.cmap: got beside options.{beside[0]}; one of the two is allowed"
                )
        if self.columns > 1 and not self.panels:
            others = "panels, or facet.columns" if self.facet is not None else "panels"
            raise ValueError(
                f"columns: got {self.columns}, but there are no panels; 1 is allowed, or {others}"
            )
        if self.panels and is_users_function(kind):
            raise ValueError(
                f"panels: {kind} draws one panel; [] is allowed, or one of {', '.join(BUILT_IN)} as kind"
            )
        return self

    @model_validator(mode="after")
    def _panels_limits_suit_their_scales(self) -> FigureSettings:
        for place, (panel, kind) in enumerate(zip(self.panels, self.kinds, strict=False)):
            is_map = traits_of(kind).is_map
            ends = panel.ylimits if isinstance(panel.ylimits, tuple) else ()
            key = f"panels[{place}].ylimits: got {list(ends)};"
            if is_map and None in ends:
                raise ValueError(f"{key} a map's colours need both ends; [low, high] is allowed")
            scale = self.scale_of(panel, "norm" if is_map else "yscale")
            if scale == "log" and any(end is not None and end <= 0 for end in ends):
                raise ValueError(f"{key} on a logarithmic scale both ends are above 0")
        return self

    def is_apart(self, panel: PanelConfig) -> bool:
        """Whether a panel counts values beside panels that show them: its axes are none of theirs."""
        counts = [traits_of(kind).counts_values for kind in self.kinds]
        return traits_of(panel.kind or self.kind).counts_values and not all(counts)

    def scale_of(self, panel: PanelConfig, key: Literal["yscale", "norm"]) -> str:
        """Return the scale of a panel's y axis, or of its colours: for values by default the figure's."""
        is_figures = panel.show == "values" and not self.is_apart(panel)
        usual = getattr(self, key) if is_figures else "linear"
        scale: str = getattr(panel, key) or usual
        return scale

    def functions_of(self, panel: PanelConfig) -> tuple[str, ...]:
        """Return the functions of what a panel shows: by default the figure's for values, else none."""
        if panel.apply is not None:
            return panel.apply
        return self.apply if panel.show == "values" else ()

    @model_validator(mode="after")
    def _logarithms_are_of_positive_numbers(self) -> FigureSettings:
        for name in ("x", "y"):
            limits = getattr(self, f"{name}limits")
            is_colours = name == "y" and all(traits_of(kind).is_map for kind in self.kinds)
            scale = self.norm if is_colours else getattr(self, f"{name}scale")
            if name == "y" and self.options.get("log"):  # of a histogram
                scale = "log"
            ends = limits if scale == "log" and isinstance(limits, tuple) else ()
            if any(isinstance(end, float) and end <= 0 for end in ends):
                raise ValueError(
                    f"{name}limits: got {list(limits)}; on a logarithmic scale both ends are above 0"
                )
        return self

    @field_validator("text")
    @classmethod
    def _text_can_be_filled(cls, text: str | None) -> str | None:
        if text is not None:
            text_template.parse(text)
        return text

    @field_validator("options")
    @classmethod
    def _options_are_plain(cls, options: dict[str, Any]) -> Any:
        return plain_options(options)

    @field_validator("xlimits", "ylimits")
    @classmethod
    def _limits_ascend(cls, limits: Any) -> Any:
        return ascending(limits)

    def by_key(self) -> list[tuple[str, FigureSettings]]:
        """Return the figure's settings and those of its twins, each with its key in the config."""
        also = ((f"figure.also[{place}]", twin) for place, twin in enumerate(self.also))
        return [("figure", self), *also]

    def placed(self, place: Callable[[str], str]) -> Self:
        """Return settings whose files are at the paths that `place` returns for them."""
        look: dict[str, Any] = {"depends": tuple(map(place, self.depends))}
        if ".py:" in self.kind:
            look["kind"] = place(self.kind)
        if self.style.endswith(".mplstyle"):
            look["style"] = place(self.style)
        look["also"] = tuple(twin.placed(place) for twin in self.also)
        return self.model_copy(update=look)


class TwinSettings(FigureSettings):
    """What a figure's twin looks like; a config says what is other than in the figure."""

    model_config = ConfigDict(json_schema_extra=twins.without_the_figures)

    name: str
    """The end of its files' names, before .png; by default its settings: yscale=log."""

    @field_validator("name")
    @classmethod
    def _name_can_be_a_files(cls, name: str) -> str:
        if not re.fullmatch(twins.NAME, name) or len(name) > twins.LONGEST_NAME:
            raise ValueError(twins.NAME_ALLOWED)
        return name

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys that a config may have in it."""
        return ["name", *(key for key in FigureSettings.model_fields if key not in twins.SHARED)]

    @model_serializer(mode="wrap")
    def _say_what_is_its_own(self, dump: Any) -> dict[str, Any]:
        return {key: value for key, value in dump(self).items() if key not in twins.SHARED}


FigureSettings.model_rebuild()
