"""What makes figures fit for print: lines, scales, limits, legend, text and marks, on both paths."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from annotated_sweep import FIGURE, ROOTS, slices_of, write_annotations
from paths import (
    PATHS,
    ROOT,
    assert_is_message,
    assert_ok,
    draw_here,
    inodes,
    redrawn,
    run,
    run_fallback,
    tree,
)
from sweepfig.config import settings
from sweepfig.drawing import kinds
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.plan.make import make_plan


@pytest.mark.slow
def test_both_paths_draw_the_same_by_the_template_and_as_plain_matplotlib_does(annotated):
    trees = []
    for name, draw in PATHS.items():
        annotated.write_config(figure=FIGURE, output=name)
        done = assert_ok(draw())
        assert "6 drawn (100% by the template)" in done.text, done.text
        trees.append(tree(Path(name)))
    assert trees[0] == trees[1]
    compare = [sys.executable, str(ROOT / "scripts" / "verify.py"), "fallback/.sweepfig/plan.json"]
    assert "none differ" in assert_ok(run(compare)).text


def test_a_changed_root_costs_one_figure(annotated):
    draw_here()
    before = inodes(annotated.output)
    roots = ROOTS.copy()
    roots[1, 2] += 0.01
    write_annotations(annotated, roots)
    draw_here()
    assert redrawn(before, annotated.output) == ["k0=0.33/rc-1.000e-03.png"]


def test_a_root_that_is_not_a_number_is_not_drawn_and_not_in_the_legend(annotated):
    roots = np.where(np.arange(6).reshape(2, 3) == 4, np.nan, ROOTS)
    write_annotations(annotated, roots)
    look = make_plan(settings.read(annotated.configfile)).look
    counts = []
    for data in slices_of(annotated):
        with drawing_style(look):
            (axes,) = kinds.draw(look, kinds.resonance_curve, data).axes
        assert len(axes.lines) == len(axes.get_legend().get_texts())
        counts.append(len(axes.lines))
    assert counts == [3, 3, 3, 3, 2, 3]
    draw_here()


def test_an_unwritten_root_is_that_figures_failure_alone(annotated):
    roots = ROOTS.copy()
    roots[0, 1] = 9.9692099683868690e36
    write_annotations(annotated, roots)
    done = run_fallback()
    assert done.status == 1
    assert "5 drawn" in done.text
    assert "never written" in done.text


def test_a_refusal_is_one_message_on_the_command_line(annotated):
    annotated.write_config(figure={"text": "{temprature}"})
    assert_is_message(run_fallback(), "temprature", "'temperature'")
