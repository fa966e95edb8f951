"""Define the errors that a user can correct, whose message is printed without a traceback; word messages."""

import re
from collections.abc import Sequence
from typing import Any

LONGEST_SHOWN = 80
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
CREDENTIALS = re.compile(r"//[^/@\s]+@")


class UserError(ValueError):
    """Something in the config, in a file or on the command line is wrong.

    The message says what is wrong, the value met, what is allowed, and which file and key. Control
    characters, which a file's name can hold, are escaped: they would act on the terminal.
    """

    def __init__(self, message: str) -> None:
        super().__init__(CONTROL.sub(lambda found: ascii(found[0])[1:-1], message))


class Outdated(UserError):
    """The plan's inputs have changed since it was made, or another plan has replaced it."""


def shown(value: Any) -> str:
    """Return a value of any type as a message shows it: its repr, shortened."""
    try:
        text = repr(value)
    except Exception:  # for example of an integer with thousands of digits
        text = f"{type(value).__name__} too large to show"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def listed(names: Sequence[str], most: int) -> str:
    """Return names as a message lists them: so many, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def cause_of(error: BaseException) -> str:
    """Return an error's type and message on one line, for a report of many errors.

    A `UserError` is its message alone.
    A name and password in an address are left out; and the message, if the error can't say it.
    """
    try:
        said = str(error)
    except Exception:  # of an error's own `__str__`
        said = ""
    text = CREDENTIALS.sub("//", " ".join(said.split()))
    if isinstance(error, UserError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def counted(count: int, noun: str) -> str:
    """Return a number of things in words: "1 figure", "2,000 figures"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
