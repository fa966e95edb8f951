"""File names: how a value is written, where it is put, and that it never leaves the folder."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sweepfig.core import naming
from sweepfig.core.errors import UserError

finite = st.floats(allow_nan=False, allow_infinity=False)


# --- how a value is written


@given(finite, st.integers(0, 17))
def test_fixed_is_pythons_rounding(value, digits):
    assert naming.write_value(value, "fixed", digits) == str(round(value, digits))


@given(finite, st.integers(0, 17))
def test_fixed_writes_numpys_doubles_as_pythons(value, digits):
    assume(abs(value) < 1e15)  # beyond, numpy's own rounding overflows
    assert float(naming.write_value(np.float64(value), "fixed", digits)) == pytest.approx(
        round(value, digits), rel=1e-12, abs=0
    )


chosen = st.decimals(0, 2000, places=3).filter(lambda d: len(f"{d:f}".strip("0.")) <= 6)


@given(st.lists(chosen, min_size=1, unique=True), st.sampled_from(["fixed", "scientific"]))
def test_numbers_that_a_person_chose_are_written_as_they_are(numbers, notation):
    values = np.array([float(f"{number:.4e}") for number in numbers])
    digits = naming.fewest_digits(values, notation)
    written = [float(naming.write_value(value, notation, digits)) for value in values]
    assert written == pytest.approx(values.tolist(), rel=2e-6, abs=0)


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=9, unique=True),
    st.sampled_from(["fixed", "scientific"]),
)
def test_computed_numbers_are_written_apart(numerators, notation):
    values = np.array(numerators) / 7e5
    digits = naming.fewest_digits(values, notation)
    assert len({naming.write_value(value, notation, digits) for value in values}) == len(values)


@given(finite, st.integers(0, 17))
def test_scientific_is_numpys(value, digits):
    expected = np.format_float_scientific(value, unique=False, precision=digits)
    assert naming.write_value(value, "scientific", digits) == expected.replace(".e", "e")


@pytest.mark.parametrize(
    ("value", "notation", "digits", "written"),
    [
        (np.float64(0.3), "fixed", 2, "0.3"),
        (np.float64(0.33), "fixed", 2, "0.33"),
        (np.float64(-1.255), "fixed", 1, "-1.3"),
        (np.float32(0.33), "fixed", 2, "0.33"),
        (np.int64(7), "fixed", 2, "7"),
        (np.float64(10**-4.75), "scientific", 3, "1.778e-05"),
        (np.float32(10**-4.75), "scientific", 3, "1.778e-05"),
        (np.float64(-2), "scientific", 1, "-2.0e+00"),
        (np.float64(1e-4), "scientific", 0, "1e-04"),
        (np.float64(0), "scientific", 2, "0.00e+00"),
        (np.int32(1200), "scientific", 1, "1.2e+03"),
        (np.str_("north"), "text", 3, "north"),
        (np.float32(0.1), "text", 3, "0.1"),
        (np.datetime64("2024-02-29T00:00:00.000000000"), "text", 3, "2024-02-29"),
        (np.datetime64("2024-02-29T06:30:00.000000000"), "text", 3, "2024-02-29T0630"),
        (np.datetime64("2024-02-29T06:30:05"), "text", 3, "2024-02-29T063005"),
    ],
)
def test_value_as_written(value, notation, digits, written):
    assert naming.write_value(value, notation, digits) == written


@given(st.lists(st.datetimes(), min_size=2, max_size=2, unique=True))
def test_different_dates_are_written_differently(dates):
    first, second = (naming.write_value(np.datetime64(d, "us"), "text", 0) for d in dates)
    assert first != second


# --- where it is put


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("k0={}", "k0=0.33"),
        ("$k_0 = $ {value}", "$k_0 = $ 0.331"),
        ("{} of {value}", "0.33 of 0.331"),
        (r"$\omega_{drive} = \frac{1}{{}}$", r"$\omega_{drive} = \frac{1}{0.33}$"),
        ("{0} {value!r} {{value}}", "{0} {value!r} {0.331}"),
    ],
)
def test_placeholders_are_replaced_literally_and_other_braces_kept(pattern, filled):
    assert naming.fill(pattern, np.float64(0.331), "0.33") == filled


@given(st.text(alphabet="{}value\\$ 0"))
def test_a_value_is_not_looked_into_for_placeholders(written):
    assert naming.fill("a{}b", "{}", written) == f"a{written}b"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("k0", "'k0' has no place for the value; allowed is one {} or {value}"),
        ("k0={0}", "has no place for the value"),
        ("{}/up", "has characters that a file name can't have"),
        ("../{}", "has characters that a file name can't have"),
        (r"{}\x", "has characters that a file name can't have"),
        ("{}{x}", "has characters that a file name can't have"),
        ("{}\n", "has characters that a file name can't have"),
        ("a:{}", "has characters that a file name can't have"),
        ("..{}", "begins with a dot"),
        (".{}", "begins with a dot"),
    ],
)
def test_pattern_that_names_no_file_is_refused(pattern, message):
    with pytest.raises(UserError, match=rf"^sweep.axes\[0\].path: .*{re.escape(message)}"):
        naming.check_pattern(pattern, key="sweep.axes[0].path")


@pytest.mark.parametrize("value", ["..", ".", "a/b", "/etc", "a\\b", "a\0", " a", "a\n", "{x}", ""])
def test_value_that_would_leave_the_folder_is_refused(value):
    with pytest.raises(
        UserError, match=r"(?s)^sweep.axes\[0\].path: the value .* can't be a file name"
    ):
        naming.check_piece(value, key="sweep.axes[0].path", value=value)


def test_name_too_long_for_a_file_system_is_refused():
    naming.check_piece("é" * 100, key="path", value="é" * 100)
    with pytest.raises(UserError, match="gives a name of 202 bytes; at most 200 are allowed"):
        naming.check_piece("é" * 101, key="path", value="é" * 101)


@given(st.text(max_size=20), st.text(max_size=20))
def test_names_never_leave_the_folder(before, value):
    """Whatever the pattern and the value: refused, or a plain name directly in the folder."""
    pattern = before + "{}"
    piece = naming.fill(pattern, value, value)
    try:
        naming.check_pattern(pattern, key="path")
        naming.check_piece(piece, key="path", value=value)
    except UserError:
        return
    assert PurePosixPath(piece).parts == (piece,)
    assert (Path("/plots") / piece).resolve().parent == Path("/plots")
    assert (Path("/plots") / piece).resolve().name == piece


def test_names_met_twice_are_numbered():
    assert naming.unique(["a", "b", "a", "a"], taken=["b"]) == ["a", "b_2", "a_2", "a_3"]
    assert naming.unique(["a", "a", "a_2"]) == ["a", "a_3", "a_2"]
