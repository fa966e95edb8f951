"""Figures that are jobs of their own: each is told of by itself, in the jobs' order."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import ROOT, SMALL, assert_ok, run, run_snakemake
from sweepfig.batch import journal
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import Outdated, UserError
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.workflow import run_folder
from sweepfig.workflow.warm_jobs import draw, draw_batches, split

OUTPUT = Path("plots")
RUN = "1.0-1-here"


@pytest.fixture
def plan(sweep, monkeypatch):
    """Return the plan of a run that has begun."""
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"}, figures_per_job=3)
    Path("mine.py").write_text(
        "def draw(axes, data):\n"
        "    assert data.point['cee'] > 1e-4 or data.point['wavenumber'] < 0.31, 'no ink'\n"
        "    axes.plot(data.abscissa, data.curves[0])\n"
    )
    found = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    run_folder.Orders(paths.run_folder(OUTPUT, RUN)).give(found.digest, force=False)
    monkeypatch.setenv(run_folder.variable_name(OUTPUT), RUN)
    return found


IMPORTS = f"""
import gc, inspect, sys
sys.path.append({str(ROOT / "scripts")!r})
import sweepfig.workflow.warm_jobs
from matplotlib.lines import Line2D
print("markersize" in str(inspect.signature(Line2D.set)), gc.isenabled())
"""


def test_a_process_imports_without_documentation_and_looks_for_garbage_again(tmp_path):
    assert assert_ok(run([sys.executable, "-c", IMPORTS], tmp_path)).output == "False True\n"


def job(figure: str, output: Path = OUTPUT) -> SimpleNamespace:
    plan_file = str(paths.plan_file(output))
    return SimpleNamespace(input=SimpleNamespace(plan=plan_file), output=[f"{output}/{figure}"])


def test_each_job_is_told_of_in_the_order_of_the_jobs(plan):
    order = [5, 0, 1, 4, 3, 2]
    told = list(draw([job(plan.target(n).figure) for n in order]))
    assert [bool(cause) for cause in told] == [False, False, False, True, True, False]
    assert told[3] == "AssertionError: no ink"
    noted = journal.entries(paths.run_folder(OUTPUT, RUN), plan)
    assert {n: outcome.drawn for n, outcome in noted.items()} == {n: n not in (3, 4) for n in order}


def test_what_is_told_is_drawn_already(plan):
    jobs = [job(plan.target(n).figure) for n in range(3)]
    for number, cause in enumerate(draw(jobs)):
        assert cause is None
        assert [Path(each.output[0]).exists() for each in jobs] == [n <= number for n in range(3)]


def test_jobs_of_several_sweeps_may_be_in_one_call(plan, sweep, monkeypatch):
    other = Path("more")
    sweep.write_config(figure={**SMALL, "ylabel": "other"}, output=str(other))
    more = load(ensure_plan(settings.read(Path("config.yaml")), other))
    run_folder.Orders(paths.run_folder(other, RUN)).give(more.digest, force=False)
    monkeypatch.setenv(run_folder.variable_name(other), RUN)
    figures = [(OUTPUT, 0), (other, 0), (other, 1), (OUTPUT, 1)]
    jobs = [job(plan.target(n).figure, output) for output, n in figures]
    assert list(draw(jobs)) == [None] * 4
    assert all((output / plan.target(n).figure).exists() for output, n in figures)
    assert journal.entries(paths.run_folder(other, RUN), more).keys() == {0, 1}


def test_a_figure_of_no_target_is_refused(plan):
    with pytest.raises(UserError, match="no such target"):
        next(draw([job("k0=0.3/rc-7.000e-05.png")]))


def test_a_plan_that_is_another_one_meanwhile_is_refused(plan, sweep):
    sweep.write_config(figure={**SMALL, "ylabel": "other"})
    load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    with pytest.raises(Outdated):
        next(draw([job(plan.target(0).figure)]))


def splitting(monkeypatch, config: str = "") -> SimpleNamespace:
    monkeypatch.setenv("SETTINGS", config or settings.to_json(settings.read(Path("config.yaml"))))
    return SimpleNamespace(
        output=SimpleNamespace(plan=str(paths.plan_file(OUTPUT))),
        params=SimpleNamespace(settings="SETTINGS"),
    )


def test_to_split_is_to_leave_the_plan_that_the_run_has_made(plan, monkeypatch):
    before = paths.plan_file(OUTPUT).stat()
    assert list(split([splitting(monkeypatch, "no settings, for none are needed")])) == [None]
    assert paths.plan_file(OUTPUT).stat() == before
    assert paths.younger_file(OUTPUT).read_text() == f"{RUN}\n"


@pytest.mark.parametrize("has_another", [False, True])
def test_to_split_is_to_make_the_plan_if_the_runs_is_not_there(
    plan, sweep, monkeypatch, has_another
):
    job = splitting(monkeypatch)
    paths.plan_file(OUTPUT).unlink()
    if has_another:  # another run has taken the folder over
        sweep.write_config(figure={**SMALL, "ylabel": "other"})
        ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    assert list(split([job])) == [None]
    assert load(paths.plan_file(OUTPUT)).digest == plan.digest


def test_a_sweep_that_can_not_be_split_is_told_why(plan, sweep, monkeypatch, capsys):
    job = splitting(monkeypatch)
    paths.plan_file(OUTPUT).unlink()
    sweep.path.unlink()
    (cause,) = split([job])
    assert "sweep.nc" in cause
    assert capsys.readouterr().err == f"error: {cause}\n"


def batches(name: str, monkeypatch, **selection) -> SimpleNamespace:
    monkeypatch.setenv("SETTINGS", json.dumps(selection))
    return SimpleNamespace(
        input=SimpleNamespace(plan=str(paths.plan_file(OUTPUT))),
        output=[str(paths.receipt_file(OUTPUT, RUN, name))],
        params=SimpleNamespace(settings="SETTINGS"),
        wildcards={"job": name},
        threads=1,
        attempt=1,
    )


def test_jobs_of_batches_draw_what_is_selected_and_leave_receipts(plan, monkeypatch):
    assert list(draw_batches([batches("0000", monkeypatch), batches("0001", monkeypatch)])) == [
        None,
        None,
    ]
    receipt = json.loads(paths.receipt_file(OUTPUT, RUN, "0001").read_text())
    assert (receipt["drawn"], receipt["failed"]) == (1, 2)  # the user's function fails for two
    assert list(draw_batches([batches("0000-0001", monkeypatch, limit=1)])) == [None]
    receipt = json.loads(paths.receipt_file(OUTPUT, RUN, "0000-0001").read_text())
    assert receipt["drawn"] + receipt["failed"] + receipt["current"] == 0  # that one is done


def test_why_batches_could_not_be_drawn_is_told_and_logged(plan, sweep, monkeypatch, capsys):
    sweep.write_config(figure={**SMALL, "ylabel": "other"}, figures_per_job=3)
    load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    (cause,) = draw_batches([batches("0000", monkeypatch)])
    assert cause
    assert f"error: {cause}" in capsys.readouterr().err
    assert not paths.receipt_file(OUTPUT, RUN, "0000").exists()


STARTED = """
import os
import time
from pathlib import Path


def draw(axes, data):
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    Path(f"{os.getpid()}.started").write_text(str(time.time() - age))
    axes.plot(data.abscissa, data.curves[0])
"""


def test_its_process_has_begun_before_the_plan_is_made(sweep):
    pytest.importorskip("snakemake_executor_plugin_warm.ahead")
    Path("mine.py").write_text(STARTED)
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"})
    assert_ok(run_snakemake("all"))
    started = [float(path.read_text()) for path in Path().glob("*.started")]
    assert started
    # Written with the plan, whose own file Snakemake touches.
    tick = 1 / os.sysconf("SC_CLK_TCK")
    assert max(started) + 2 * tick < paths.named_file(OUTPUT).stat().st_mtime
