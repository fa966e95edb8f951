"""Define the types that a config's sections use: closed mappings, and values as YAML writes them.

Separate from `settings`, which defines the keys.
"""

from __future__ import annotations

import datetime
import math
import os
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FUNCTION = r"[^:\x00]+\.py:\w+|[\w.]+:\w+"  # file.py:function or package.module:function


class Section(BaseModel):
    """A mapping of known keys; each is described by the text below it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys that a config may have in it."""
        return [*cls.model_fields]


def _not_boolean(value: Any) -> Any:
    # bool is an int in Python, and `digits: yes` must not mean 1.
    if isinstance(value, bool):
        raise ValueError("a number is needed, not true or false")
    return value


def _finite(value: Any) -> Any:
    value = _not_boolean(value)
    try:
        number = float(value)  # YAML reads 1e-3 as text
    except (TypeError, ValueError):
        raise ValueError("a number is needed") from None
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("a finite number is needed")
    return value


def _whole(value: Any) -> Any:
    value = _finite(value)
    is_written_so = isinstance(value, str) and float(value).is_integer()
    return int(float(value)) if is_written_so else value  # 1e3, as above


def _number_text_or_date(value: Any) -> Any:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    if isinstance(value, datetime.date):  # as text, which JSON can hold
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a number, text or a date is needed")
    return value if isinstance(value, str) else _finite(value)


def _number_or_date(value: Any) -> Any:
    value = _number_text_or_date(value)
    if not isinstance(value, str):
        return float(value)
    try:
        return float(_finite(value))
    except ValueError:
        pass
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("a number or a date, as in 2024-02-29, is needed") from None
    return value


def _colour(value: Any) -> Any:
    # matplotlib wants a grey level as text, but YAML reads 0.5 as a number.
    return str(value) if type(value) in (int, float) else value


def _file_or_files(value: Any) -> Any:
    if isinstance(value, list | tuple):
        if not value or not all(isinstance(each, str) and each for each in value):
            raise ValueError("a path or a list of paths is needed")
        return tuple(map(os.path.expanduser, value))
    if not isinstance(value, str):
        raise ValueError("input should be a valid string, or a list of strings")
    if not value:
        raise ValueError("string should have at least 1 character")
    return os.path.expanduser(value)


def _values_or_ranges(value: Any) -> Any:
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        raise ValueError("a value, a range such as 1e-6:1e-4, or a list of them is needed")
    return tuple(str(_number_text_or_date(each)) for each in values)


Number = Annotated[float, BeforeValidator(_finite)]
Count = Annotated[int, BeforeValidator(_whole)]
Digits = Annotated[int, Field(ge=0, le=17), BeforeValidator(_whole)]
Scalar = Annotated[str | int | float, BeforeValidator(_number_text_or_date)]
NumberOrDate = Annotated[float | str, BeforeValidator(_number_or_date)]
"""A place on the abscissa: a number, or a date in ISO 8601."""
Wanted = Annotated[tuple[str, ...], BeforeValidator(_values_or_ranges)]
Files = Annotated[str | tuple[str, ...], BeforeValidator(_file_or_files)]
Colour = Annotated[str, BeforeValidator(_colour), Field(min_length=1, max_length=50)]
# A label of a hundred thousand letters would give an image of gigabytes.
Words = Annotated[str, Field(max_length=1000)]
