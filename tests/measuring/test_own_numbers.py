"""The user's function of numbers: what it may return, and that it can't reach anything else."""

from __future__ import annotations

import math
import re
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import xarray as xr
from sweepfig.core.errors import UserError
from sweepfig.drawing.slice import Slice
from sweepfig.measuring import own_numbers
from sweepfig.measuring.own_numbers import measure

DATA = Slice(np.arange(4.0), (np.array([0.0, 1, 3, 2]),), ("E",), point={"k": 0.3})


def test_numbers_may_have_units_and_be_of_numpy_and_xarray():
    def function(data):
        assert data.point == {"k": 0.3}
        return {
            "largest": data.curves[0].max(),
            "heat flux": (np.float32(1.5), "W/m2"),
            "count": np.array([3]),
            "is stable": True,
            "gap": (xr.DataArray(0.25), ""),
        }

    assert measure(function, DATA) == (
        ("largest", "", 3.0),
        ("heat flux", "W/m2", 1.5),
        ("count", "", 3.0),
        ("is stable", "", 1.0),
        ("gap", "", 0.25),
    )


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, np.float64("-inf"), np.ma.masked, np.ma.array([5.0], mask=True)]
)
def test_what_is_not_finite_is_missing(value):
    assert measure(lambda data: {"gap": value}, DATA) == (("gap", "", None),)


@pytest.mark.parametrize(
    ("value", "number"),
    [(10**30, 1e30), (Fraction(1, 4), 0.25), (Decimal("0.1"), 0.1), (2**53, 2.0**53)],
)
def test_any_real_number_of_python_will_do(value, number):
    assert measure(lambda data: {"gap": value}, DATA) == (("gap", "", number),)


def test_it_may_return_nothing():
    assert measure(lambda data: {}, DATA) == ()


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (None, "returned None; a mapping is allowed"),
        (1.5, "returned 1.5; a mapping is allowed"),
        ({"a": "x"}, "returned 'x' for 'a'; a real number, or (number, units), is allowed"),
        ({"a": 1j}, "returned 1j for 'a'"),
        ({"a": None}, "returned None for 'a'"),
        ({"a": 10**400}, "for 'a'; a real number"),
        ({"a": np.arange(3)}, "returned array([0, 1, 2]) for 'a'"),
        ({"a": (1, 2)}, "returned 'a' with the units 2; text of up to 100 letters is allowed"),
        ({"a": (1, "m", 2)}, "returned (1, 'm', 2) for 'a'"),
        ({"a": np.datetime64("2026-01-01")}, "returned np.datetime64('2026-01-01') for 'a'"),
        ({3: 1}, "returned the name 3; text of 1 to 100 letters is allowed"),
        ({"": 1}, "returned the name ''"),
        ({"  ": 1}, "returned the name '  '"),
        ({"a\nb": 1}, r"returned the name 'a\nb'"),
        ({"a" * 101: 1}, "returned the name 'aaa"),
        ({"RMSE of E": 1}, "returned the name 'RMSE of E', which the table has already"),
        ({str(n): n for n in range(101)}, "returned 101 numbers; at most 100 are allowed"),
    ],
)
def test_anything_else_is_refused(found, message):
    with pytest.raises(UserError, match=re.escape(message)):
        measure(lambda data: found, DATA, taken={"RMSE of E"})


def test_it_can_change_neither_the_slice_nor_how_figures_are_drawn():
    def function(data):
        import matplotlib.pyplot as plt

        data.curves[0][:] = 7
        data.abscissa[:] = 0
        plt.figure()
        plt.rcParams["lines.linewidth"] = 9
        plt.rcParams["font.family"].append("none such")
        raise ZeroDivisionError("no")

    width, family = (matplotlib.rcParams[name] for name in ("lines.linewidth", "font.family"))
    family = list(family)
    open_figures = set(sys.modules["matplotlib.pyplot"].get_fignums()) if _has_pyplot() else set()
    with pytest.raises(ZeroDivisionError):
        measure(function, DATA)
    assert DATA.curves[0].tolist() == [0, 1, 3, 2]
    assert DATA.abscissa.tolist() == [0, 1, 2, 3]
    assert matplotlib.rcParams["lines.linewidth"] == width
    assert matplotlib.rcParams["font.family"] == family
    assert set(sys.modules["matplotlib.pyplot"].get_fignums()) == open_figures


def _has_pyplot():
    return "matplotlib.pyplot" in sys.modules


def test_it_is_found_in_a_file_or_a_module(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    Path("mine.py").write_text("def measure(data): return {'a': 1}\n")
    for name in ("mine.py:measure", "mine:measure"):
        assert measure(own_numbers.load(name), DATA) == (("a", "", 1.0),)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.py:measure", "numbers: 'none.py:measure': there is no file none.py"),
        ("mine.py:other", "numbers: 'mine.py:other' names no function; allowed is measure(slice)"),
        ("broken.py:measure", "numbers: 'broken.py:measure' can't be imported: NameError"),
        ("json:dumps", "numbers: 'json:dumps' is of Python's own library"),
    ],
)
def test_what_can_not_be_found_is_said_with_its_key(tmp_path, monkeypatch, name, message):
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text("def measure(data): return {'a': 1}\n")
    Path("broken.py").write_text("nonsense\n")
    with pytest.raises(UserError, match=re.escape(message)):
        own_numbers.load(name)
