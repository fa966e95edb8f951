"""Complete what a config says of a figure's twins: what a twin leaves open it has from the figure.

Separate from `figure`, which defines the keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from sweepfig.drawing.look import traits_of

MOST_TWINS = 5
LONGEST_NAME = 32
NAME = r"[A-Za-z0-9][A-Za-z0-9=,+_-]*"
NAME_ALLOWED = (
    "in a twin's name, by default its settings, letters, digits and = , + - _ are allowed, "
    f"{LONGEST_NAME} of them at most"
)
# What all files of a target share.
SHARED = ("format", "text", "marks", "carry_data", "depends", "time_limit", "also")
# What means the same for every kind; of the rest, a twin of another kind takes nothing from the figure.
OF_EVERY_KIND = (*SHARED, "size", "dpi", "style", "text_place")


def complete(also: Sequence[Any], figure: Mapping[str, Any], kind: str) -> list[Any]:
    """Return the twins' entries with what they leave open: the figure's settings, and a name.

    Parameters
    ----------
    also : sequence
        As the config has it; what is no mapping is returned as it is.
    figure : mapping
        The section `figure` without `also`, as the config has it.
    kind : str
        The figure's.

    Raises
    ------
    pydantic.ValidationError
        If two twins have one name, or one sets what all files of a target share.
    """
    completed: list[Any] = []
    names: dict[str, int] = {}
    for place, twin in enumerate(also):
        if not isinstance(twin, Mapping):
            completed.append(twin)
            continue
        name = twin.get("name") or default_name(twin)
        _check(twin, name, names, place)
        is_same = twin.get("kind", kind) == kind
        taken = {key: value for key, value in figure.items() if is_same or key in OF_EVERY_KIND}
        if "apply" in twin and [*_listed(twin["apply"])] != [*_listed(figure.get("apply"))]:
            taken = _of_other_numbers(taken, twin.get("kind", kind))
        if not twin.get("panels", True):
            taken.pop("columns", None)  # those of the panels that it does not have
        completed.append({**taken, "kind": kind, **twin, "name": name})
    return completed


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else ()


def _of_other_numbers(settings: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """Return settings, or those of a panel, without the label and the range of the numbers that it shows.

    The y axis of a map shows the ordinate.
    """
    kind = settings.get("kind") or kind
    traits = traits_of(kind if isinstance(kind, str) else "")
    label = "xlabel" if traits.counts_values else "" if traits.is_map else "ylabel"
    left = {label, "ylimits"} if isinstance(settings.get("ylimits"), list | tuple) else {label}
    found = {key: value for key, value in settings.items() if key not in left}
    if isinstance(found.get("panels"), list | tuple):
        found["panels"] = [
            _of_other_numbers(each, kind) if _shows_the_figures_numbers(each) else each
            for each in found["panels"]
        ]
    return found


def _shows_the_figures_numbers(panel: Any) -> bool:
    is_panel = isinstance(panel, Mapping)
    return is_panel and panel.get("apply") is None and panel.get("show") != "difference"


def default_name(twin: Mapping[str, Any]) -> str:
    """Return the name that a twin's settings make: ``apply=abs+log10,yscale=log``, or ``contours``."""
    return ",".join(_said(key, value) for key, value in twin.items() if key != "name")


def _said(key: Any, value: Any) -> str:
    """Return a setting in words; of numbers with a dot, mappings and most lists the key alone."""
    if isinstance(value, list | tuple):
        are_words = bool(value) and all(isinstance(each, str) and _is_word(each) for each in value)
        return f"{key}={'+'.join(value)}" if are_words else str(key)
    return f"{key}={value}" if _is_word(value) else str(key)


def _is_word(value: Any) -> bool:
    # YAML's keys and values may be numbers.
    return isinstance(value, str | int) and re.fullmatch(r"[\w-]+", str(value)) is not None


def _check(twin: Mapping[str, Any], name: Any, names: dict[str, int], place: int) -> None:
    for key in SHARED:
        if key in twin:
            raise refusal(
                (place, key), twin[key], "all files of a target share it; set it in figure alone"
            )
    folded = str(name).lower()  # some file systems don't tell capitals apart
    if names.setdefault(folded, place) != place:
        raise refusal(
            (place, "name"), name, f"figure.also[{names[folded]}] has that name; others are allowed"
        )


def refusal(where: tuple[int | str, ...], met: Any, message: str) -> ValidationError:
    """Return the error that refuses a value at a place in the list of twins."""
    what = PydanticCustomError("twin", "{message}", {"message": message})
    detail = InitErrorDetails(type=what, loc=("also", *where), input=met)
    return ValidationError.from_exception_data("figure", [detail])


def without_the_figures(schema: dict[str, Any]) -> None:
    """Take from a twin's JSON Schema what it has from the figure: shared keys, and defaults."""
    for key in SHARED:
        schema["properties"].pop(key, None)
    for entry in schema["properties"].values():
        entry.pop("default", None)
    del schema["required"]
