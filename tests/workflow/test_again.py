"""A run with nothing to do says the same as the one before, and makes what is not as that left it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sweepfig
from paths import (
    COMMANDS,
    PATHS,
    SMALL,
    assert_ok,
    counts,
    draw_here,
    finish,
    inodes,
    kill,
    run_fallback,
    started,
    tree,
    wait_until,
)
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.report.findings import standing
from sweepfig.report.summary import mark_complete, summarise
from sweeps import write_sweep

OUTPUT = Path("plots")
HELD = """
import os, time

def draw(axes, data):
    while os.path.exists("hold") and data.point["wavenumber"] == 0.33:
        time.sleep(0.01)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.fixture
def drawn(sweep):
    """A sweep that is drawn already."""
    sweep.write_config(figure=SMALL)
    draw_here()


def closing(text: str) -> list[str]:
    """Return a run's lines after the counts."""
    lines = text.splitlines()
    (first,) = (n for n, line in enumerate(lines) if "already current" in line)
    return lines[first + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_run_with_nothing_to_do_says_the_same_and_writes_nothing(sweep, path):
    sweep.write_config(figure=SMALL)
    said = closing(assert_ok(PATHS[path]()).output)
    assert standing(load(paths.plan_file(OUTPUT)), OUTPUT)
    before = {file: file.stat().st_mtime_ns for file in OUTPUT.rglob("*")}
    again = assert_ok(run_fallback())
    assert counts(again) == (0, 6, 0)
    assert closing(again.output) == said
    del before[OUTPUT / ".sweepfig"]  # where temporary files come and go
    assert {file: file.stat().st_mtime_ns for file in before} == before


FILES = ("data.csv", "metrics.nc", "index.html", "index.js", "error-map.png", "slices/0000.js")
OWN_FILES = ("failures.txt", "findings.json", "complete", "manifests/0000.jsonl")


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        ".sweepfig/manifests/0000.jsonl",
        *(pytest.param(name, marks=pytest.mark.slow) for name in FILES if name != "index.html"),
        *(pytest.param(f".sweepfig/{name}", marks=pytest.mark.slow) for name in OWN_FILES[:-1]),
    ],
)
def test_what_is_gone_is_made_again(drawn, name):
    before, figures = tree(OUTPUT), inodes(OUTPUT)
    (OUTPUT / name).unlink()
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)
    assert (tree(OUTPUT), inodes(OUTPUT)) == (before, figures)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "path"),
    [
        *((name, "fallback") for name in (*FILES, ".sweepfig/findings.json")),
        *((name, "snakemake") for name in ("index.js", "slices/0000.js")),
    ],
)
def test_what_was_changed_is_made_again(drawn, name, path):
    before = tree(OUTPUT)
    (OUTPUT / name).write_text("something else\n")
    assert_ok(PATHS[path]())
    assert tree(OUTPUT) == before


@pytest.mark.slow
def test_a_batch_has_its_manifest_as_soon_as_it_is_done(sweep):
    Path("held.py").write_text(HELD)
    Path("hold").touch()
    sweep.write_config(figure={**SMALL, "kind": "held.py:draw"}, figures_per_job=3)
    with started(COMMANDS["fallback"]()) as process:
        wait_until(paths.manifest_file(OUTPUT, 0).exists)
        kill(process.pid)
        finish(process, 10)
    assert not paths.manifest_file(OUTPUT, 1).exists()
    Path("hold").unlink()
    assert counts(assert_ok(run_fallback())) == (3, 3, 0)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_what_a_run_over_some_drew_is_told_by_the_next_whole_run(drawn, sweep, path):
    told = (OUTPUT / "data.csv").read_bytes()
    write_sweep(sweep.path, seed=7)
    assert counts(assert_ok(run_fallback("--only", "wavenumber=0.3:"))) == (6, 0, 0)
    assert (OUTPUT / "data.csv").read_bytes() == told
    assert_ok(PATHS[path]())
    assert (OUTPUT / "data.csv").read_bytes() != told
    assert standing(load(paths.plan_file(OUTPUT)), OUTPUT)


KILLED = """
import os, signal
from sweepfig import fallback
from sweepfig.report import summary

assert callable(summary._update_report_files)
summary._update_report_files = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
fallback.draw_plan("plots/.sweepfig/plan.json", processes=1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_run_killed_before_it_showed_the_sweep_is_made_good_by_the_next(drawn, sweep, path):
    shown = (OUTPUT / "index.js").read_bytes()
    write_sweep(sweep.path, seed=7)
    config = settings.read(Path("config.yaml"))
    ensure_plan(config, config.output)
    scripts = str(Path(sweepfig.__file__).parents[1])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env={**os.environ, "PYTHONPATH": scripts}
    )
    assert killed.returncode == -signal.SIGKILL
    assert (OUTPUT / "index.js").read_bytes() == shown
    assert_ok(PATHS[path]())
    assert (OUTPUT / "index.js").read_bytes() != shown


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_figures_that_were_out_of_reach_while_a_run_told_of_them_are_told_by_the_next(drawn, path):
    whole = tree(OUTPUT)
    plan = load(paths.plan_file(OUTPUT))
    Path("plots/k0=0.3").rename("elsewhere")
    _, found = summarise(plan, OUTPUT)
    assert len(found.failed) == 3
    mark_complete(plan, OUTPUT, found.failed)
    Path("elsewhere").rename("plots/k0=0.3")  # no file in it was changed
    assert counts(assert_ok(PATHS[path]())) == (0, 6, 0)
    assert tree(OUTPUT) == whole
