"""The template draws a figure wrongly, in a copy of the program: no figure of the run stays as it drew it."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from paths import PATHS, ROOT, SMALL, assert_ok, counts, figures, inodes, redrawn, run, tree
from PIL import Image
from sweepfig.batch.wrong_figure import note
from sweepfig.core import paths
from sweepfig.drawing.file import provenance
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.drawing.slice import Slice
from sweepfig.plan.plan_file import load
from sweepfig.training.post import CONFIG, LABELS, config_of
from sweepfig.verify.checks import check

OUTPUT = Path("plots")
WRONG = "k0=0.33/rc-1.000e-03.png"  # the last of six
TITLE = "0.33, $\\nu$ = 1.000e-03"
PIXELS = "return np.asarray(renderer.buffer_rgba())"
REUSED_FIGURE = "scripts/sweepfig/drawing/template/reused_figure.py"
CHECKS = "scripts/sweepfig/drawing/renderer/proof.py"


@pytest.fixture
def program(tmp_path):
    """A copy of the program in which the template draws one figure with a wrong pixel.

    It compares every figure, not a random few, so that it is sure to find that one.
    """
    copy = tmp_path / "program"
    for name in ("scripts", "workflow", "profiles", "config"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Snakefile", copy)
    wrong = f"{PIXELS} ^ np.uint8(data.title.endswith({TITLE!r}))"
    edit(copy / REUSED_FIGURE, PIXELS, wrong)
    edit(copy / CHECKS, r"SHARE = [\d.]+", "SHARE = 1e9")
    return copy


def edit(file, old, new):
    text = file.read_text()
    old = old if old in text else re.search(old, text)[0]
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def snakemake(program, *arguments):
    command = [sys.executable, "-m", "snakemake", *arguments, "--cores", "2"]
    return run([*command, "-s", str(program / "Snakefile"), "--configfile", "config.yaml"])


def fallback(program, *arguments):
    command = [sys.executable, str(program / "scripts" / "fallback.py"), "config.yaml"]
    return run([*command, "--processes", "2", *arguments])


def pixels(folder=OUTPUT):
    return {
        path.relative_to(folder).as_posix(): np.asarray(Image.open(path)).tolist()
        for path in folder.glob("k0=*/*.png")
    }


def recorded_by_template(path):
    """Whether the mark of a figure of the post's functions says that the template drew it."""
    k, damping = (
        float(re.search(pattern, str(path))[1]) for pattern in ("k0=(.*)/", "rc-(.*).png")
    )
    values = np.arange(24.0).reshape(3, 8)[[1e-5, 1e-4, 1e-3].index(damping)]
    data = Slice(
        abscissa=np.arange(1.0, 9.0),
        curves=(values, 0.9 * values),
        labels=LABELS,
        title=config_of(k, damping, "")["title"],
        **CONFIG,
    )
    found = provenance.drawn_by(data.digest(drawing="post"), recorded_digest(path))
    assert found in ("template", "matplotlib")
    return found == "template"


def drawn_by(folder=OUTPUT):
    with open(paths.data_file(folder), encoding="utf-8", newline="") as file:
        return {row["FILE"]: row["drawn by"] for row in csv.DictReader(file)}


def test_the_program_can_be_made_to_draw_wrongly(program):
    # The other tests are slow, and nobody would soon see that the code has other words by now.
    assert TITLE in (program / REUSED_FIGURE).read_text().encode().decode("unicode_escape")


@pytest.fixture
def right(sweep):
    """The pixels of a sweep of six figures."""
    sweep.write_config(figure=SMALL, figures_per_job=2)
    assert_ok(PATHS["fallback"]("--output", "right"))
    assert set(drawn_by(Path("right")).values()) == {"template"}
    return pixels(Path("right"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "figures_as_jobs"), [(fallback, 2000), (snakemake, 2000), (snakemake, 0)]
)
def test_every_figure_of_the_run_is_drawn_again_and_it_says_so(
    draw, figures_as_jobs, right, program, sweep
):
    sweep.write_config(figure=SMALL, figures_per_job=2, figures_as_jobs=figures_as_jobs)
    done = assert_ok(draw(program))
    assert counts(done) == (6, 0, 0)
    assert "(0% by the template, the rest more slowly by plain matplotlib: " in done.text
    assert done.text.count(f"a check found {WRONG} not to be as") == 1
    assert pixels() == right
    assert set(drawn_by().values()) == {"matplotlib"}

    before, whole = inodes(OUTPUT), tree(OUTPUT)
    for again in (fallback, snakemake):
        assert_ok(again(program))
        assert redrawn(before, OUTPUT) == []
        assert tree(OUTPUT) == whole


@pytest.mark.slow
def test_figures_asked_for_by_their_paths_are_drawn_again(right, program, sweep):
    for figures_as_jobs in (2000, 0):
        sweep.write_config(figure=SMALL, figures_as_jobs=figures_as_jobs)
        shutil.rmtree(OUTPUT, ignore_errors=True)
        asked = ["k0=0.33/rc-1.778e-05.png", WRONG]
        done = assert_ok(snakemake(program, *(f"{OUTPUT}/{figure}" for figure in asked)))
        assert done.text.count(f"a check found {WRONG} not to be as") == 1
        assert pixels() == {figure: right[figure] for figure in asked}
        before = inodes(OUTPUT)
        assert counts(assert_ok(fallback(program))) == (4, 2, 0)
        assert [name for name in redrawn(before, OUTPUT) if name in asked] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_run_killed_before_it_could_draw_again_leaves_that_to_the_next(path, right, sweep):
    shutil.move("right", OUTPUT)
    plan = load(paths.plan_file(OUTPUT))
    before = inodes(OUTPUT)
    note(plan, OUTPUT, WRONG)  # and there it was killed
    os.unlink(paths.manifest_file(OUTPUT, 0))
    assert counts(assert_ok(PATHS[path]())) == (6, 0, 0)
    assert redrawn(before, OUTPUT) == sorted(right)
    assert pixels() == right
    assert set(drawn_by().values()) == {"matplotlib"}
    assert check(paths.plan_file(OUTPUT), processes=1) == 0


def test_other_settings_are_drawn_by_the_template_again(right, sweep):
    shutil.move("right", OUTPUT)
    note(load(paths.plan_file(OUTPUT)), OUTPUT, WRONG)
    sweep.write_config(figure={**SMALL, "dpi": 60})
    assert "6 drawn (100% by the template)" in assert_ok(PATHS["fallback"]()).text


TRAINING = """
import logging, sys
import numpy as np, xarray as xr
from sweepfig import BackgroundPlotter
from sweepfig.fallback import plot_resonance_curves_for_inferences
logging.basicConfig(level=logging.WARNING, format="%(message)s")

def curves(wavenumber):
    axes = {"wavenumber": [wavenumber], "cee": [1e-5, 1e-4, 1e-3], "frequency": np.arange(1.0, 9.0)}
    sizes = [len(values) for values in axes.values()]
    return xr.DataArray(np.arange(24.0).reshape(sizes), axes, list(axes))

if __name__ == "__main__":
    if sys.argv[1] == "at once":
        of_all = xr.concat([curves(0.3), curves(0.33)], "wavenumber")
        plot_resonance_curves_for_inferences(of_all, 0.9 * of_all, {"plots": "plots"})
    else:
        with BackgroundPlotter(processes=1) as plots:
            for k in (0.3, 0.33, 0.36):
                plots.submit(curves(k), 0.9 * curves(k), folders={"plots": f"plots-{k}"})
"""


def train(program, how):
    Path("train.py").write_text(TRAINING)
    environment = {**os.environ, "PYTHONPATH": str(program / "scripts")}
    done = subprocess.run(
        [sys.executable, "train.py", how],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stderr


@pytest.mark.slow
def test_the_posts_function_draws_all_of_its_call_again(program, sweep):
    said = train(program, "at once")
    found = pixels()
    assert len(found) == 6
    assert {recorded_by_template(OUTPUT / name) for name in found} == {False}
    assert said.count("wrongly: its pixels are not those of plain matplotlib") == 1
    shutil.rmtree(OUTPUT)
    train(ROOT, "at once")
    assert {recorded_by_template(OUTPUT / name) for name in found} == {True}
    assert pixels() == found


@pytest.mark.slow
def test_beside_a_program_it_says_which_figures_it_can_no_longer_draw_again(program, sweep):
    said = train(program, "beside")
    by_template = {
        k: [recorded_by_template(path) for path in figures(Path(f"plots-{k}"))]
        for k in (0.3, 0.33, 0.36)
    }
    # Each figure of so few is handed over by itself; the last one is the first wrong one.
    assert by_template == {0.3: [True] * 3, 0.33: [False, True, True], 0.36: [False] * 3}
    (line,) = (line for line in said.splitlines() if "wrongly" in line)
    folders = ", ".join(str(Path(f"plots-{k}").absolute()) for k in (0.3, 0.33))
    assert line.endswith(f"hand over again what is in these folders: {folders}")
