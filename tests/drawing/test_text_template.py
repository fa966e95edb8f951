"""A text with fields: braces that name something are filled, all others are TeX."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.drawing import text_template


def test_braces_within_formulas_are_texs_unless_they_name_something():
    pieces = text_template.settle(
        text_template.parse(r"$T_{e}^{2}$ {T:.1f} $\\frac{x}{T}$ \\$5 {x}"), {"T", "x"}.__contains__
    )
    assert text_template.fill(pieces, {"T": 2.0, "x": 7}) == r"$T_{e}^{2}$ 2.0 $\\frac72.0$ \\$5 7"
    assert text_template.fill(text_template.parse("a } b { c {}"), {}) == "a } b { c {}"


@pytest.mark.parametrize(
    ("spec", "value", "written"),
    [
        (".2g", np.float32(0.512), "0.51"),
        ("", np.float32(0.1), "0.1"),
        ("+.1e", -1e-5, "-1.0e-05"),
        ("d", np.int64(5), "5"),
        ("d", 5.0, "5"),
        (",.0f", 12345.6, "12,346"),
        (".1%", 0.25, "25.0%"),
        ("", np.datetime64("2024-02-29T00:00:00.000000000"), "2024-02-29"),
        ("", "words", "words"),
    ],
)
def test_a_value_is_written_as_its_field_says(spec, value, written):
    assert text_template.write(text_template.Field("x", spec), value) == written


@pytest.mark.parametrize(("spec", "value"), [("d", 5.5), (".2f", "words"), (".2f", True)])
def test_a_value_that_cannot_be_written_so_is_refused(spec, value):
    with pytest.raises(ValueError, match=r"writes numbers|Unknown format"):
        text_template.write(text_template.Field("x", spec), value)
