"""The two paths draw the same tree, and each takes what the other drew as current."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from paths import (
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    draw_here,
    fallback_command,
    figures,
    finish,
    inodes,
    leftovers,
    redrawn,
    run,
    run_fallback,
    run_snakemake,
    snakemake_command,
    started,
    sweepfig_command,
    tree,
)
from PIL import Image
from sweepfig.drawing.file import png
from sweepfig.drawing.file.provenance import recorded_digest, with_mark
from sweeps import write_sweep

OUTPUT = Path("plots")
FIGURE = "k0=0.33/rc-1.778e-05.png"
on_both_paths = pytest.mark.parametrize("path", PATHS)


@pytest.fixture
def small(sweep):
    """A sweep of two batches of three small figures, not drawn yet."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    return sweep


@pytest.fixture
def drawn(small):
    """The same, drawn."""
    draw_here()
    return small


def rewrite_one_slice(path: Path) -> None:
    """Write the sweep file anew, as a simulation would: one slice is not what it was."""
    curves = {name: variable.values.copy() for name, variable in write_sweep(path).items()}
    curves["actual"][1, 1, 7] *= 1.01
    write_sweep(path, values=curves)


def test_both_paths_write_the_same_tree_and_change_nothing_on_a_second_run(small):
    assert_ok(run_snakemake(cores=2))
    assert_ok(run_fallback("--output", "other"))
    trees, places = (tree(OUTPUT), tree(Path("other"))), (inodes(OUTPUT), inodes(Path("other")))
    assert len(places[0]) == 6
    sheet = {name for name in trees[0] if name.startswith(".sweepfig/sheet/")}
    assert len(sheet) == 6 + 1  # and Snakemake's mark
    assert set(trees[0]) == {
        *places[0],
        *sheet,
        *("metrics.nc", "error-map.png", "peak-map.png", "contact-sheet.png"),
        *("index.html", "index.js", "slices/0000.js", "slices/sweep.js"),
        "slices/.snakemake_timestamp",
        *("data.csv", ".sweepfig/complete", ".sweepfig/failures.txt"),
        ".sweepfig/findings.json",
        *(".sweepfig/named.json", ".sweepfig/plan.json"),
        *(".sweepfig/manifests/0000.jsonl", ".sweepfig/manifests/0001.jsonl"),
    }
    assert trees[0] == trees[1]
    shutil.rmtree(".snakemake")
    assert "Nothing to be done" in assert_ok(run_snakemake()).text
    assert counts(assert_ok(run_fallback("--output", "other"))) == (0, 6, 0)
    assert (tree(OUTPUT), tree(Path("other"))) == trees
    assert (inodes(OUTPUT), inodes(Path("other"))) == places


@pytest.mark.slow
@on_both_paths
def test_what_is_missing_cut_short_or_something_else_is_drawn_and_nothing_more(small, path):
    small.write_config(figure={**SMALL, "ylabel": "other"}, figures_per_job=3)
    draw_here()
    outdated = figures(OUTPUT)[5].read_bytes()
    small.write_config(figure=SMALL, figures_per_job=3)
    draw_here()
    whole, before, there = tree(OUTPUT), inodes(OUTPUT), figures(OUTPUT)

    there[0].unlink()
    there[2].write_bytes(there[2].read_bytes()[:-20])
    there[4].write_bytes(bytes(there[4].stat().st_size))
    there[5].write_bytes(outdated)
    os.utime(there[5], (1e9, 1e9))
    assert_ok(PATHS[path]())
    assert redrawn(before, OUTPUT) == [str(there[n].relative_to(OUTPUT)) for n in (0, 2, 4, 5)]
    assert tree(OUTPUT) == whole


@pytest.mark.parametrize(
    ("path", "time"),
    [
        pytest.param("snakemake", "newer", marks=pytest.mark.slow),
        ("snakemake", "older"),
        ("fallback", "older"),
    ],
)
def test_one_changed_slice_in_a_rewritten_file_costs_one_figure(drawn, path, time):
    before, old = inodes(OUTPUT), (OUTPUT / FIGURE).read_bytes()
    rewrite_one_slice(drawn.path)
    if time == "older":  # as cp -p leaves it
        os.utime(drawn.path, (1e9, 1e9))
    assert_ok(PATHS[path]())
    assert redrawn(before, OUTPUT) == [FIGURE]
    assert (OUTPUT / FIGURE).read_bytes() != old


@pytest.mark.slow
def test_files_of_the_future_that_the_fallback_took_as_current_end_no_run(drawn):
    before, ahead = inodes(OUTPUT), time.time() + 86400
    for name in (FIGURE, "data.csv", ".sweepfig/failures.txt"):
        os.utime(OUTPUT / name, (ahead, ahead))
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)
    assert counts(assert_ok(run_snakemake())) == (0, 6, 0)
    assert redrawn(before, OUTPUT) == []
    assert "Nothing to be done" in assert_ok(run_snakemake()).text


@pytest.mark.slow
@on_both_paths
def test_a_touched_sweep_draws_nothing(drawn, path):
    before, whole = inodes(OUTPUT), tree(OUTPUT)
    os.utime(drawn.path)
    assert_ok(PATHS[path]())
    assert redrawn(before, OUTPUT) == []
    assert {name: whole[name] for name in before} == {name: tree(OUTPUT)[name] for name in before}


@pytest.mark.slow
def test_without_the_hidden_folder_figures_are_still_current(drawn):
    before, whole = inodes(OUTPUT), tree(OUTPUT)
    shutil.rmtree("plots/.sweepfig")
    assert counts(assert_ok(run_snakemake())) == (0, 6, 0)
    assert redrawn(before, OUTPUT) == []
    assert tree(OUTPUT) == whole


@pytest.mark.slow
def test_what_one_path_drew_the_other_takes_until_settings_or_a_styles_content_change(small):
    Path("mine.mplstyle").write_text("axes.facecolor: red\n")
    look = {**SMALL, "style": "mine.mplstyle"}
    small.write_config(figure=look, figures_per_job=3)
    draw_here()

    small.write_config(figure={**look, "ylabel": "other"}, figures_per_job=3)
    first = tree(OUTPUT)
    assert_ok(run_snakemake())
    second, before = tree(OUTPUT), inodes(OUTPUT)
    assert not any(first[name] == second[name] for name in before)
    assert_ok(run_fallback())
    assert redrawn(before, OUTPUT) == []

    Path("mine.mplstyle").write_text("axes.facecolor: blue\n")
    assert_ok(run_fallback())
    third, before = tree(OUTPUT), inodes(OUTPUT)
    assert not any(second[name] == third[name] for name in before)
    assert_ok(run_snakemake())
    assert redrawn(before, OUTPUT) == []
    assert tree(OUTPUT) == third


@pytest.mark.slow
def test_a_figure_asked_for_by_path_is_made_and_no_other(small):
    asked = f"plots/{FIGURE}"
    assert_ok(run_snakemake(asked))
    assert list(inodes(OUTPUT)) == [FIGURE]
    inode, content = Path(asked).stat().st_ino, Path(asked).read_bytes()
    assert_ok(run_snakemake(asked))
    assert (Path(asked).stat().st_ino, Path(asked).read_bytes()) == (inode, content)
    Path(asked).write_bytes(bytes(len(content)))
    assert_ok(run_snakemake(asked))
    assert Path(asked).read_bytes() == content
    assert list(inodes(OUTPUT)) == [FIGURE]


def test_a_figure_asked_for_that_no_target_has_is_refused_with_the_nearest(drawn):
    wrong = ("plots/k0=0.33/rc-1.779e-05.png", "plots/k0=0.34/rc-1.778e-05.png")
    done = run_snakemake(*wrong)
    assert_is_message(done, "no such target; 'rc-1.779e-05' is not there, nearest are rc-1.778e-05")
    assert_is_message(done, "no such target; 'k0=0.34' is not there, nearest are k0=0.3")
    assert not Path("plots/k0=0.34").exists()


@pytest.mark.slow
def test_directory_configfile_and_config_lead_elsewhere(small):
    shutil.move("config.yaml", "other.yaml")
    Path("elsewhere").mkdir()
    shutil.move("sweep.nc", "elsewhere/sweep.nc")
    command = snakemake_command(f"there/{FIGURE}", "--config", "output=there", configfile=None)
    command += ["--directory", "elsewhere", "--configfile", "other.yaml"]
    assert_ok(run(command))
    assert list(inodes(Path("elsewhere/there"))) == [FIGURE]
    assert not OUTPUT.exists()
    assert not Path(".snakemake").exists()
    assert leftovers(Path("elsewhere/there")) == []


@pytest.mark.slow
@pytest.mark.parametrize("figures_as_jobs", [2000, 0])
def test_with_directory_failures_are_told_and_no_file_of_the_run_is_left(small, figures_as_jobs):
    curves = {name: variable.values.copy() for name, variable in write_sweep(small.path).items()}
    curves["actual"][:, 2] = -1
    write_sweep(small.path, values=curves)
    Path("mine.py").write_text(
        "def draw(axes, slice):\n    assert slice.curves[0][0] > 0, 'too damped'\n"
        "    axes.plot(slice.abscissa, slice.curves[0])\n"
    )
    small.write_config(figure={**SMALL, "kind": "mine.py:draw"}, figures_as_jobs=figures_as_jobs)
    Path("elsewhere").mkdir()
    command = snakemake_command("--directory", str(small.folder))
    done = run([*command[:-1], str(small.configfile)], Path("elsewhere"))
    assert_is_message(done, "4 drawn", "2 of 6 targets were not drawn", "too damped")
    assert leftovers(OUTPUT) == []


@pytest.mark.slow
def test_both_paths_draw_several_panels_and_verify_finds_them_right(sweep):
    plane = {"axes": [{"dimension": "wavenumber"}], "ordinate": "cee"}
    panels = [
        {"kind": "pcolormesh", "curves": ["Actual"]},
        {"at": 1e-3},
        {"show": "difference", "at": 1e-5},
    ]
    sweep.write_config(sweep=plane, figure={**SMALL, "size": [4, 4], "panels": panels})
    assert counts(assert_ok(run_snakemake())) == (2, 0, 0)
    before = inodes(OUTPUT)
    assert counts(assert_ok(run_fallback())) == (0, 2, 0)
    assert inodes(OUTPUT) == before
    done = assert_ok(run(sweepfig_command("verify", "config.yaml")))
    assert done.text.count("none differ") == 2


@pytest.mark.slow
def test_verify_passes_and_names_a_figure_whose_pixels_are_not_what_it_says(drawn):
    done = assert_ok(run_snakemake("verify"))
    assert "differ" not in done.text.replace("none differ", "")
    tampered = OUTPUT / FIGURE
    with Image.open(tampered) as picture:
        pixels = np.array(picture)
    pixels[10, 10, 0] ^= 1
    digest = recorded_digest(tampered)
    tampered.write_bytes(with_mark(png.encode(pixels, dpi=50), digest))
    done = run_snakemake("verify")
    assert_is_message(done, f"{FIGURE}: differs", f"{FIGURE}: differs from plain matplotlib")


@pytest.mark.parametrize("command", [snakemake_command("all"), fallback_command()])
def test_a_large_run_says_before_its_first_figure_what_it_will_take(small, command):
    dampings = np.logspace(-5, -1, 5001)
    values = {name: np.ones((2, 5001, 33)) for name in ("actual", "predicted")}
    write_sweep(small.path, dampings=dampings, values=values)
    axes = [{"dimension": "wavenumber"}, {"dimension": "cee", "digits": 9}]
    small.write_config(figure=SMALL, sweep={"axes": axes})
    with started(command) as process:
        said = next(line for line in process.stderr if line.startswith("up to "))
        assert len(figures(OUTPUT)) < 500
        process.send_signal(signal.SIGINT)
        finish(process, 20)
    assert said.startswith("up to 10002 figures")
    assert (" jobs" in said) == ("snakemake" in command)
