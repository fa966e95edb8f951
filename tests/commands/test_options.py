"""Options are checked in one message, and a config is known by its ending."""

from __future__ import annotations

import sys

import click
import pytest
from sweepfig.commands.options import Count, Request, Seconds, is_config, run, takes_a_sweep
from sweepfig.core.errors import UserError


@click.command()
@takes_a_sweep
def command(**asked):
    """Say what is asked for."""
    print(Request(**asked))
    return 3


def given(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["command", *arguments])
    return run(command)


def test_a_request_has_what_was_given(monkeypatch, capsys):
    arguments = (
        "a.nc",
        "b.nc",
        "--only",
        "k=1",
        "--only=nu=2:3",
        "--limit",
        "4",
        "--processes",
        "5",
    )
    assert given(monkeypatch, *arguments) == 3
    request = Request(("a.nc", "b.nc"), None, None, 5, ("k=1", "nu=2:3"), 4)
    assert capsys.readouterr().out == f"{request}\n"


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
@pytest.mark.parametrize("option", ["--limit", "--processes"])
def test_a_count_that_is_none_is_refused(monkeypatch, option, value):
    with pytest.raises(
        UserError, match=f"'{option}': got '{value}'; a whole number from 1 is allowed"
    ):
        given(monkeypatch, option, value)


def test_an_unknown_option_is_refused(monkeypatch):
    with pytest.raises(UserError, match=r"No such option.*--watch.*; see .*command --help"):
        given(monkeypatch, "--watch")


@pytest.mark.parametrize(("text", "number"), [("0.1", 0.1), ("86400", 86400.0)])
def test_seconds_from_a_tenth_to_a_day_are_taken(text, number):
    assert Seconds().convert(text, None, None) == number
    assert Count().convert("86400", None, None) == 86400


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.yaml", True), ("a.YML", True), ("a.json", True), ("a.nc", False), ("runs/", False)],
)
def test_a_config_is_known_by_its_ending(path, expected):
    assert is_config(path) is expected
