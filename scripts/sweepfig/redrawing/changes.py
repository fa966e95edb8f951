"""Resolve the settings that a figure carries, and changes to them, to what is to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.config import settings
from sweepfig.config.figure import FigureSettings
from sweepfig.core.digests import digest_of
from sweepfig.core.errors import UserError
from sweepfig.drawing import text_template
from sweepfig.drawing.look import Look, is_users_function, traits_of
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.user_modules import Modules
from sweepfig.plan.resolve import check_figure
from sweepfig.plan.resolve.labels import labels_of
from sweepfig.plan.resolve.look import look_of
from sweepfig.record import derived, own_code, versions
from sweepfig.record.derived import Derived
from sweepfig.record.settings import LEFT_OUT, RecordedSettings, code_of, text_of_style
from sweepfig.survey.result import Survey

KEYS = tuple(key for key in FigureSettings.model_fields if key not in LEFT_OUT)


class Resolved(NamedTuple):
    """What is to be drawn, and the settings for its record.

    Attributes
    ----------
    look : Look
    data : Slice
    recorded : RecordedSettings
        Those of the figure, with the changes and the versions that are installed.
    """

    look: Look
    data: Slice
    recorded: RecordedSettings


def resolve(
    recorded: RecordedSettings,
    data: Slice,
    changes: Mapping[str, Any],
    folder: Path,
    *,
    source: str,
) -> Resolved:
    """Return what a figure's record and changes to its settings come to.

    Parameters
    ----------
    recorded : RecordedSettings
    data : Slice
        The recorded one.
    changes : mapping
        Keys of the config's section `figure`, and their values.
    folder : Path
        An empty folder for the files of style and function, which must exist while the figure is drawn.
    source : str
        The figure's path, for messages.

    Raises
    ------
    UserError
        If the settings are not valid, or the slice can't be drawn with them.
    """
    figure = _checked(recorded, data, changes, source)
    found = recorded.survey(data)
    try:
        _check_maps(figure, recorded)
        check_figure.check_dimensions(figure, recorded.ordinate_name, found)
        look = look_of(_with_files(figure, recorded, changes, folder), found)
        kept = recorded.derived
        if changes:
            before = _with_files(_checked(recorded, data, {}, source), recorded, {}, folder)
            kept = _merged(recorded, before, found, changes, look)
            labels = (labels_of(each, found) for each in (before, figure))
            new = {
                name: now
                for name, then, now in zip(("xlabel", "ylabel"), *labels, strict=True)
                if then != now or name in changes
            }
            data = _with_texts(data, recorded, figure, changes, **new)
        look = derived.apply(kept, look)
    except ValueError as error:  # a UserError, too
        raise UserError(f"{source}: {str(error).replace(str(folder), '...')}") from None
    return Resolved(look, data, _recorded_anew(recorded, figure, changes, look))


def _check_maps(figure: FigureSettings, recorded: RecordedSettings) -> None:
    """Refuse a facet of other maps than the figure's: it has no others, and its titles would name others."""
    facet, before = figure.facet_of_maps, recorded.figure.get("facet")
    if facet is None:
        return
    if not (before and traits_of(str(recorded.figure["kind"])).is_map):
        raise UserError("figure.facet: the figure has no maps side by side; null is allowed")
    if (facet.dimension, facet.values) != (before["dimension"], tuple(before["values"])):
        got = list(facet.values) if isinstance(facet.values, tuple) else facet.values
        raise UserError(
            f"figure.facet: got {got!r} of {facet.dimension!r}, but the figure's maps are at "
            f"{before['values']!r} of {before['dimension']!r}; these are allowed"
        )


def _merged(
    recorded: RecordedSettings,
    before: FigureSettings,
    found: Survey,
    changes: Mapping[str, Any],
    look: Look,
) -> Derived:
    """Return what was recorded of the look, but what the changes change."""
    now = derived.of_look(look)
    if "kind" in changes and is_users_function(before.kind):
        return now  # to resolve the recorded settings would import code that nobody has trusted
    try:
        look_before = look_of(before, found)
    except UserError:  # a later version may be stricter
        return now
    return derived.merged(recorded.derived, derived.of_look(look_before), now, changes)


def difference(recorded: RecordedSettings, resolved: Resolved, changes: Mapping[str, Any]) -> str:
    """Return in words which versions are other than those that drew the figure; nothing if none are."""
    of_changes = {"fonts"} if "style" in changes else set()
    before, now = (
        {name: each for name, each in versions_of.items() if name not in of_changes}
        for versions_of in (recorded.versions, resolved.recorded.versions)
    )
    words = versions.difference(before, now)
    code = recorded.code if "kind" not in changes else None
    if code is None or digest_of(Modules(resolved.look.kind).digest()) == code.digest:
        return words
    said = f"the code of {recorded.figure['kind']}, or a package that it imports"
    return f"{words}, {said}" if words else said


def _checked(
    recorded: RecordedSettings, data: Slice, changes: Mapping[str, Any], source: str
) -> FigureSettings:
    for key in changes:
        if key not in KEYS:
            raise UserError(
                f"{source}: got figure.{key}, which a figure alone can't be redrawn with; allowed are "
                f"{', '.join(KEYS)}"
            )
    curves = [
        {"file": source, "variable": curve.name, "label": label}
        for curve, label in zip(recorded.curves, data.labels, strict=True)
    ]
    sweep = {
        "curves": curves,
        "axes": [{"dimension": axis.name} for axis in recorded.axes],
        "abscissa": recorded.abscissa.name,
        "ordinate": recorded.ordinate_name,
    }
    config = {"sweep": sweep, "figure": {**recorded.figure, **changes}}
    return settings.check(config, source=source, what="the figure's settings are").figure


def _with_files(
    figure: FigureSettings, recorded: RecordedSettings, changes: Mapping[str, Any], folder: Path
) -> FigureSettings:
    """Return settings that name the recorded style and function as files in a folder."""
    placed: dict[str, Any] = {}
    if recorded.style is not None and "style" not in changes:
        path = folder / "recorded.mplstyle"
        path.write_bytes(recorded.style.encode())
        placed["style"] = str(path)
    if recorded.code is not None and "kind" not in changes:
        placed["kind"] = own_code.placed(figure.kind, recorded.code.model_dump(), folder)
    return figure.model_copy(update=placed)


def _with_texts(
    data: Slice,
    recorded: RecordedSettings,
    figure: FigureSettings,
    changes: Mapping[str, Any],
    **labels: str,
) -> Slice:
    own: dict[str, Any] = dict(labels)
    if "text" in changes:
        own["text"] = _filled(figure.text or "", data)
    if "marks" in changes:
        before = recorded.mark_names
        own["marks"] = tuple(_place(mark.variable, before, data) for mark in figure.marks)
    return replace(data, **own)


def _filled(text: str, data: Slice) -> str:
    try:
        pieces = text_template.settle(text_template.parse(text), data.point.__contains__)
        return text_template.fill(pieces, data.point)
    except KeyError as unknown:
        raise UserError(
            f"figure.text: the file knows nothing by the name {unknown.args[0]!r}; allowed are "
            f"{', '.join(data.point)}"
        ) from None
    except ValueError as error:
        raise UserError(f"figure.text: {error}") from None


def _place(variable: str, before: list[str], data: Slice) -> Any:
    if variable not in before:
        raise UserError(
            f"figure.marks: the file has no place for {variable!r}; allowed are "
            f"{', '.join(before) or 'none'}"
        )
    return data.marks[before.index(variable)]


def _recorded_anew(
    recorded: RecordedSettings, figure: FigureSettings, changes: Mapping[str, Any], look: Look
) -> RecordedSettings:
    section = figure.model_dump(mode="json", exclude={*LEFT_OUT})
    own: dict[str, Any] = {"figure": section, "versions": versions.of_figure(look.style)}
    own["derived"] = derived.of_look(look)
    if "style" in changes:
        own["style"] = text_of_style(figure.style)
    if "kind" in changes:
        own["code"] = code_of(figure.kind)
    return recorded.model_copy(update=own)
