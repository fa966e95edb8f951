"""Turn the arguments of a call into a config, as a file of it would have them."""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from sweepfig.config.figure import FigureSettings
from sweepfig.core.errors import UserError, shown
from sweepfig.drawing.look import traits_of
from sweepfig.propose.config_text import config_of
from sweepfig.propose.given import Given
from sweepfig.propose.proposal import propose

Entry = str | Mapping[str, Any]
Entries = Entry | list[Entry] | tuple[Entry, ...]


@dataclass(frozen=True)
class Request:
    """What a call says of its sweep; see `sweepfig.interactive.draw.draw` for each.

    Attributes
    ----------
    curves, axes : sequence of str or mapping
    x, y : str, optional
    select : mapping
    facet : str, optional
        The dimension along which a figure has maps side by side.
    """

    curves: Entries = ()
    axes: Entries = ()
    x: str | None = None
    y: str | None = None
    select: Mapping[str, Any] = field(default_factory=dict)
    facet: str | None = None

    @property
    def given(self) -> Given:
        """What a proposal need not guess.

        Raises
        ------
        UserError
            If a curve or an axis is neither a name nor a mapping with one.
        """
        for key, name in (("x", self.x), ("y", self.y)):
            if name is not None and not isinstance(name, str):
                raise UserError(
                    f"{key}: got {shown(name)}; a dimension's or a coordinate's name is allowed"
                )
        return Given(
            tuple(_entries("curves", "variable", self.curves)),
            tuple(_entries("axes", "dimension", self.axes)),
            self.x,
            self.y,
            tuple({**self.select, **self._selected_for_curves()}),
            self.facet,
        )

    def _selected_for_curves(self) -> dict[str, Any]:
        entries = _entries("curves", "variable", self.curves).values()
        selects = [each.get("select") for entry in entries for each in entry]
        return {n: v for each in selects if isinstance(each, Mapping) for n, v in each.items()}

    def config(self, files: Sequence[str], output: str) -> tuple[dict[str, Any], list[str]]:
        """Return the config that draws files, and what of it was guessed and should be looked at.

        Raises
        ------
        UserError
            As `sweepfig.propose.proposal.propose`.
        """
        with warnings.catch_warnings():
            # Of xarray, about attributes that don't affect figures.
            warnings.filterwarnings("ignore", module="xarray")
            found = propose(files, self.given)
        config = config_of(found, output)
        sweep = config["sweep"]
        sweep["curves"] = _with_own(
            sweep["curves"], "variable", _entries("curves", "variable", self.curves)
        )
        sweep["axes"] = _with_own(
            sweep["axes"], "dimension", _entries("axes", "dimension", self.axes)
        )
        if self.select:
            sweep["select"] = {name: plain(value) for name, value in self.select.items()}
        return config, found.doubts


def _entries(key: str, name_key: str, given: Entries) -> dict[str, list[Mapping[str, Any]]]:
    """Return the entries by the name in them, as mappings; of one name several where they select."""
    listed = given if isinstance(given, list | tuple) else [given]
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for entry in listed:
        as_mapping = {name_key: entry} if isinstance(entry, str) else entry
        if not isinstance(as_mapping, Mapping) or not isinstance(as_mapping.get(name_key), str):
            raise UserError(
                f"{key}: got {shown(entry)}; allowed are a name and a mapping of a config's keys with "
                f"{name_key!r} among them, or a list of these"
            )
        alike = entries.setdefault(as_mapping[name_key], [])
        alike.append(as_mapping)
        if len(alike) > 1 and not all(each.get("select") for each in alike):
            raise UserError(
                f"{key}: got {as_mapping[name_key]!r} twice; each {name_key} once is allowed, curves that "
                "each have a select, or a config, which tells curves apart by their files"
            )
    return entries


def _with_own(
    proposed: Sequence[Mapping[str, Any]], name_key: str, own: Mapping[str, list[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    return [
        {**each, **_own(entry)} if "select" not in entry else {**_unlabelled(each), **_own(entry)}
        for each in proposed
        for entry in own.get(each[name_key], [{}])
    ]


def _unlabelled(proposed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in proposed.items() if key != "label"}


def _own(entry: Mapping[str, Any]) -> dict[str, Any]:
    select = entry.get("select")
    if not isinstance(select, Mapping):
        return dict(entry)
    return {**entry, "select": {name: plain(value) for name, value in select.items()}}


def ordinate_of(y: str | None, figure: Mapping[str, Any]) -> str | None:
    """Return the second drawn dimension: `y`, or the one over which the figure's facets, or hue, are."""
    facet = None if facet_of_maps(y, figure) else figure.get("facet")
    for part in (facet, figure.get("hue")):
        if y is None and isinstance(part, Mapping):
            return part.get("dimension")
    return y


def facet_of_maps(y: str | None, figure: Mapping[str, Any]) -> str | None:
    """Return the facet's dimension if its panels are maps: if the kind is a map's, or `y` is another one."""
    facet = figure.get("facet")
    dimension = facet.get("dimension") if isinstance(facet, Mapping) else None
    is_map = traits_of(str(figure.get("kind"))).is_map
    return dimension if is_map or y not in (None, dimension) else None


def add_figure_settings(
    config: dict[str, Any], figure: Mapping[str, Any], *, source: str, others: Sequence[str]
) -> None:
    """Put the keys of the config's section `figure` into it; a function becomes its name.

    Parameters
    ----------
    config : dict
    figure : mapping
        The keys and their values.
    source, others
        What was called, and its other arguments, for the message.

    Raises
    ------
    UserError
        If there is no such key, or a function can't be imported by other processes.
    """
    keys = FigureSettings.model_fields
    for name, value in figure.items():
        if name not in keys:
            raise UserError(
                f"{source}: got {name}={shown(value)}, which is no argument; allowed are "
                f"{', '.join(others)}, and the keys of a config's section figure: {', '.join(keys)}"
            )
    own = _with_named_kind(figure, argument="kind")
    # For two dimensions a map is guessed, and hue is of lines, as are facets over one of the two.
    facet = facet_of_maps(config.get("sweep", {}).get("ordinate"), own)
    if (own.get("facet") is not None and facet is None) or own.get("hue") is not None:
        own.setdefault("kind", "resonance_curve")
    also = own.get("also")
    if isinstance(also, list | tuple):
        own["also"] = [
            _with_named_kind(twin, argument=f"also[{n}].kind")
            if isinstance(twin, Mapping)
            else twin
            for n, twin in enumerate(also)
        ]
    config["figure"] = {**config["figure"], **own}


def _with_named_kind(figure: Mapping[str, Any], *, argument: str) -> dict[str, Any]:
    own = dict(figure)
    if callable(own.get("kind")):
        own["kind"] = name_of(own["kind"], argument=argument)
    return own


def name_of(function: Callable[..., Any], *, argument: str) -> str:
    """Return ``module:function``, by which other processes import a function.

    Raises
    ------
    UserError
        If they can't; the message names the argument.
    """
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "?")
    if module in (None, "__main__") or not name.isidentifier():
        raise UserError(
            f"{argument}: got {shown(function)}, which other processes can't import; write the function into "
            f"a file, in a notebook by %%writefile my_plots.py, and say {argument}='my_plots.py:function'"
        )
    return f"{module}:{name}"


def named_arguments(function: Callable[..., Any]) -> list[str]:
    """Return the names of a function's arguments, without those that it takes by any name."""
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.kind is not each.VAR_KEYWORD]


def plain(value: Any) -> Any:
    """Return a value as a config has it: a number of NumPy or xarray as Python's, a slice as ``low:high``.

    A date is text in ISO 8601, in UTC if it has a time zone; a duration is text with its unit, ``6 hours``.
    """
    if isinstance(value, slice):
        low, high = ("" if end is None else str(plain(end)) for end in (value.start, value.stop))
        return f"{low}:{high}"
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, date):  # of pandas, too
        return _without_zone(value).isoformat()
    if isinstance(value, timedelta):
        # pandas has nanoseconds, which Python's duration has not.
        return str(getattr(value, "asm8", np.timedelta64(value)))
    if not hasattr(value, "dtype"):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "m":  # `astype(str)` would leave the unit out
        return [plain(each) for each in array] if array.ndim else str(array[()])
    return array.astype(str).tolist() if array.dtype.kind == "M" else array.tolist()


def _without_zone(value: date) -> date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
