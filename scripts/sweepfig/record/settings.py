"""Write down the settings that the figures of a plan share, for their records, and read them back.

Separate from `encoding`, which every job imports: this needs pydantic.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from sweepfig.config.settings import Settings
from sweepfig.core.errors import UserError, cause_of
from sweepfig.drawing import styles
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.record import derived, own_code, versions
from sweepfig.record.derived import Derived, RecordModel
from sweepfig.record.encoding import Record
from sweepfig.survey.result import Survey
from sweepfig.sweep.coordinates import shape_over
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.quantity import Quantity

# Of no use without the sweep.
LEFT_OUT = ("also", "depends", "time_limit")


class Named(RecordModel):
    """What is along a direction: its name in the config, then its name and units as the file gives them.

    `selected` is as of a source.
    """

    name: str
    long_name: str
    units: str
    selected: tuple[str, ...] = ()

    @property
    def quantity(self) -> Quantity:
        """The name and units that figures show."""
        return Quantity(self.long_name, self.units)


class OwnCode(RecordModel):
    """The user's function that draws the figure; see `sweepfig.record.own_code.of_kind`."""

    source: str | None
    needs: tuple[str, ...]
    digest: str


class RecordedSettings(RecordModel):
    """All that a figure depends on besides its slice.

    Attributes
    ----------
    figure : dict
        The config's section `figure`, without `LEFT_OUT`; of a twin with the twin's settings in place of the
        figure's.
    axes, abscissa, ordinate
        The sweep's names; the ordinate is None if there is none.
    curves : tuple of Named
        The variable of each.
    xlabel, ylabel : str
        Labels of the x and y axes for a config that gives none.
    limits : mapping
        The limits that all figures of the sweep share (`sweepfig.plan.resolve.shared_limits`).
    derived : Derived
        What else of the look is not as the section says.
    style : str, optional
        The style's text, where it is a file's.
    code : OwnCode, optional
    versions : mapping
        See `sweepfig.record.versions.of_figure`.
    """

    figure: dict[str, Any]
    axes: tuple[Named, ...]
    abscissa: Named
    ordinate: Named | None
    curves: tuple[Named, ...]
    xlabel: str
    ylabel: str
    limits: dict[str, tuple[float, float]]
    derived: Derived
    style: str | None
    code: OwnCode | None
    versions: dict[str, str]

    @property
    def ordinate_name(self) -> str | None:
        """The ordinate's name in the config."""
        return None if self.ordinate is None else self.ordinate.name

    @property
    def mark_names(self) -> list[str]:
        """The variable that gives each mark's place."""
        return [str(mark["variable"]) for mark in self.figure["marks"]]

    def to_json(self) -> str:
        """Return the text for a record: the same for the same settings."""
        return json.dumps(self.model_dump(mode="json"))

    def survey(self, data: Slice) -> Survey:
        """Return what a survey of the sweep would say, if it had one point; its numbers can't be read."""
        sources = tuple(
            GridSource(curve.name, label, dimensions=(), drawn=(), selected=curve.selected)
            for curve, label in zip(self.curves, data.labels, strict=True)
        )
        along = (*self.axes, self.abscissa, self.curves[0])
        return Survey(
            axes=(),
            abscissa=data.abscissa,
            ordinate=data.ordinate,
            sources=sources,
            xlabel=self.xlabel,
            ylabel=self.ylabel,
            quantities=tuple(each.quantity for each in along),
            responses=tuple(curve.quantity for curve in self.curves),
            ordinate_quantity=None if self.ordinate is None else self.ordinate.quantity,
            limits={**self.limits},
            has_numbers=False,
        )


def of_plan(settings: Settings, twin: int | None, found: Survey, look: Look) -> RecordedSettings:
    """Return the settings that the figures of a plan share, or those of their twins of a number."""
    figure = settings.figure if twin is None else settings.figure.also[twin]
    section = {**settings.figure.model_dump(mode="json"), **figure.model_dump(mode="json")}
    sweep = settings.sweep
    *axes, abscissa, _ = found.quantities
    names = [axis.dimension for axis in sweep.axes]
    return RecordedSettings(
        figure={key: value for key, value in section.items() if key not in (*LEFT_OUT, "name")},
        axes=tuple(_named(n, q) for n, q in zip(names, axes, strict=True)),
        abscissa=_named(sweep.abscissa, abscissa),
        ordinate=_ordinate(sweep.ordinate, found),
        curves=tuple(
            _named(source.variable, response).model_copy(update={"selected": source.selected})
            for source, response in zip(found.sources, found.responses, strict=True)
        ),
        xlabel=found.xlabel,
        ylabel=found.ylabel,
        limits={**found.limits},
        derived=derived.of_look(look),
        style=text_of_style(figure.style),
        code=code_of(figure.kind, figure.depends),
        versions=versions.of_figure(figure.style),
    )


def text_of_style(style: str) -> str | None:
    """Return the text of a style's file; None of a style that is known by its name."""
    return styles.content(style) if styles.is_file(style) else None


def code_of(kind: str, depends: tuple[str, ...] = ()) -> OwnCode | None:
    """Return what a record says of the function that draws a kind."""
    found = own_code.of_kind(kind, depends)
    return None if found is None else OwnCode(**found)


def of_record(record: Record, *, source: str) -> RecordedSettings:
    """Return the settings that a figure's record holds.

    Raises
    ------
    UserError
        If it holds none, or those of another slice.
    """
    try:
        found = RecordedSettings.model_validate({**record.settings})
        _check_slice(found, record.data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UserError(f"{source}: its record can't be read: {place}: {first['msg']}") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UserError(f"{source}: its record can't be read: {cause_of(error)}") from None
    return found


def _check_slice(recorded: RecordedSettings, data: Slice) -> None:
    shape = shape_over(data.abscissa, data.ordinate)
    belongs = (
        len(recorded.curves) == len(data.curves) == len(data.labels) > 0
        and {axis.name for axis in recorded.axes} == {*data.point}
        and (recorded.ordinate is None) == (data.ordinate is None)
        and len(recorded.mark_names) == len(data.marks)
        and all(curve.shape == shape for curve in data.curves)
    )
    if not belongs:
        raise ValueError("its slice is not one that its settings describe")


def _named(name: str, quantity: Quantity) -> Named:
    return Named(name=name, long_name=quantity.name, units=quantity.units)


def _ordinate(name: str | None, found: Survey) -> Named | None:
    return None if name is None else _named(name, found.ordinate_quantity or Quantity(name))
