"""Define the config's section `sweep`: where the numbers are, and what was swept."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sweepfig.config.value_types import Digits, Files, Number, Scalar, Section, Words
from sweepfig.core import naming


class CurveConfig(Section):
    """One data variable of the sweep, drawn as one line."""

    file: Files
    """NetCDF file or Zarr store with the variable; or many: a list, `runs/*.nc`, `runs/k={wavenumber}.nc`."""
    group: str | None = Field(default=None, min_length=1)
    """Group within the file; or many, as `run_*` or `k={wavenumber}`; null: none."""
    variable: str = Field(min_length=1)
    """The variable's name in the file."""
    select: dict[str, Scalar] = Field(default={})
    """Further dimensions, as in sweep.select, of this curve alone: {species: electron}."""
    label: Words | None = None
    """The legend's label; null: the variable's name, and what `select` says."""

    @property
    def files(self) -> tuple[str, ...]:
        """What `file` names, as a tuple."""
        return (self.file,) if isinstance(self.file, str) else self.file

    @property
    def name(self) -> str:
        """The label as drawn."""
        return ", ".join([self.variable, *self.selected]) if self.label is None else self.label

    @property
    def selected(self) -> list[str]:
        """What `select` says, in words, sorted as a mapping has no order: ``species = electron``."""
        return [f"{name} = {value}" for name, value in sorted(self.select.items())]


class AxisConfig(Section):
    """One swept parameter: how its values are named in paths and titles."""

    dimension: str = Field(min_length=1)
    """Name of the dimension, or of what has the values: variable along it, scalar, attribute, parameter."""
    notation: Literal["fixed", "scientific", "text"] = "scientific"
    """How `{}` writes a value: fixed 0.33, scientific 1.778e-05, text as it is (names, dates)."""
    digits: Digits | None = 3
    """Digits after the point, for fixed and scientific; null: as many as the values need."""
    path: Words | None = None
    """Piece of the figure's path; `{}`: the value as written, `{value}`: unrounded; null: dimension={}."""
    title: Words | None = None
    """Piece of the figure's title, with the same placeholders; null: dimension = {}."""

    @property
    def path_pattern(self) -> str:
        """The path piece with its placeholder."""
        return f"{naming.plain_name(self.dimension)}={{}}" if self.path is None else self.path

    @property
    def title_pattern(self) -> str:
        """The title piece with its placeholder."""
        return f"{self.dimension} = {{}}" if self.title is None else self.title


class Sweep(Section):
    """Where the numbers are: curves over axes and an abscissa."""

    curves: tuple[CurveConfig, ...] = Field(min_length=1)
    """One line each, drawn in this order."""
    axes: tuple[AxisConfig, ...] = Field(min_length=1)
    """Swept parameters, outermost first: all but the last name folders."""
    parameters: str | None = Field(default=None, min_length=1)
    """File with axes' values beside each data file, as `../config.yaml`; `{stem}`: the data file's name."""
    abscissa: str = Field(min_length=1)
    """Dimension drawn from left to right, or a variable along it; for fields also of two: nav_lon(y, x)."""
    ordinate: str | None = None
    """The second dimension of a slice, for maps; or a variable over the same two, as nav_lat(y, x)."""
    time_series: bool | None = None
    """Whether the abscissa is time: growth rates and frequencies are measured; null: as the file says."""
    select: dict[str, Scalar] = Field(default={})
    """Further dimensions, each fixed at one of its values."""
    tolerance: Number = Field(default=1e-6, ge=0, lt=0.1)
    """How far two files' axis values may lie apart and be the same, relative to the value."""
    holes: Literal["listed", "refused"] = "listed"
    """What becomes of points that the files lack: listed at the end of a run, or an error before it."""

    @field_validator("parameters")
    @classmethod
    def _parameters_are_a_path(cls, parameters: str | None) -> str | None:
        if re.search(r"[{}\x00]", (parameters or "").replace("{stem}", "")):
            raise ValueError("a path is allowed, in braces only {stem}")
        return parameters

    @model_validator(mode="after")
    def _time_series_are_lines(self) -> Sweep:
        if self.time_series and self.ordinate is not None:
            raise ValueError(
                "time_series: slices with an ordinate are fields; false or null is allowed"
            )
        return self

    @field_validator("curves")
    @classmethod
    def _labels_tell_selected_values_apart(
        cls, curves: tuple[CurveConfig, ...]
    ) -> tuple[CurveConfig, ...]:
        known: dict[str, dict[str, Scalar]] = {}
        for curve in curves:
            if known.setdefault(curve.name, curve.select) != curve.select:
                raise ValueError(
                    f"two curves have the label {curve.name!r}, but other values of select; a label for "
                    "each is allowed, or none"
                )
        return curves

    @field_validator("axes")
    @classmethod
    def _axes_differ(cls, axes: tuple[AxisConfig, ...]) -> tuple[AxisConfig, ...]:
        names = [axis.dimension for axis in axes]
        if len(set(names)) < len(names):
            raise ValueError("each axis needs a dimension of its own")
        return axes
