"""A figure's text and marks: the values of its own point, written as the text says."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.drawing.text_template import parse
from sweepfig.plan.annotation import Annotations


def test_texts_and_marks_have_the_values_of_the_point_and_of_its_scalars():
    annotations = Annotations(text=tuple(parse("k = {k}, T = {T:.1f}, {who}")), marks=("root", "k"))
    values = {"T": np.float32(0.52), "who": "a7", "root": 1.5}
    assert annotations.of({"k": 0.3}, values) == ("k = 0.3, T = 0.5, a7", (1.5, 0.3))
    assert annotations.of({"k": 0.4}, {**values, "root": np.nan})[0] == "k = 0.4, T = 0.5, a7"


def test_a_scalar_stands_before_an_axis_of_its_name():
    assert Annotations(text=tuple(parse("{k}"))).of({"k": 1}, {"k": 2}) == ("2", ())


def test_without_text_and_marks_there_is_nothing_to_say():
    assert Annotations().of({"k": 0.3}, {}) == ("", ())


def test_a_value_that_can_not_be_written_is_refused():
    annotations = Annotations(text=tuple(parse("{who:.2f}")))
    with pytest.raises(ValueError, match=r"\{who:\.2f\} writes numbers, but the value is 'a7'"):
        annotations.of({}, {"who": "a7"})
