"""Messages: a line a terminal can show, whatever was met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.core.errors import LONGEST_SHOWN, Outdated, UserError, cause_of, counted, shown


@pytest.mark.parametrize(
    ("met", "written"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\rb\tc", r"a\rb\tc"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
        ("two\nlines, é", "two\nlines, é"),
    ],
)
def test_what_would_steer_a_terminal_is_written_as_an_escape(met, written):
    assert str(UserError(met)) == written


@given(st.text())
def test_no_message_has_a_control_character_but_the_lines_end(text):
    said = str(Outdated(text))
    assert not [letter for letter in said if ord(letter) < 32 and letter != "\n"]
    assert isinstance(Outdated(text), UserError)


class Nameless:
    def __repr__(self):
        raise RecursionError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        (None, "None"),
        (10**5000, "int too large to show"),
        (Nameless(), "Nameless too large to show"),
        ("x" * 100, "'" + "x" * 76 + "..."),
    ],
    ids=["text", "None", "a large number", "no repr", "long"],
)
def test_a_value_is_shown_short_whatever_it_is(value, text):
    assert shown(value) == text
    assert len(shown(value)) <= LONGEST_SHOWN


def test_a_cause_is_one_line():
    assert cause_of(OSError("no\n  such\tfile")) == "OSError: no such file"
    assert cause_of(ZeroDivisionError()) == "ZeroDivisionError"
    assert cause_of(OSError("at http://me:pw@host:1/a")) == "OSError: at http://host:1/a"
    assert cause_of(UserError("figure.dpi: no")) == "figure.dpi: no"


def test_one_thing_and_many_are_counted():
    assert [counted(n, "figure") for n in (0, 1, 2000)] == [
        "0 figures",
        "1 figure",
        "2,000 figures",
    ]
