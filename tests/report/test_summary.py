"""What a run leaves and says: the counts, the worst, where to look."""

from __future__ import annotations

import pytest
from seeing import draw_sweep
from sweepfig.batch.receipt import Receipt
from sweepfig.core import paths
from sweepfig.report.findings import Findings
from sweepfig.report.summary import closing_lines

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


def test_the_run_ends_with_the_worst_and_where_to_look(made):
    plan, rows, output = made
    counts, bad, where = closing_lines(plan, Findings.of(plan, rows), Receipt(drawn=9), output, 1.0)
    assert counts.startswith("9 drawn (0% by the template), 0 already current, 0 failed in 1.0 s")
    assert bad.startswith("largest RMSE: k=0.4/nu=0.1.png (")
    assert str(paths.gallery_file(output)) in where
