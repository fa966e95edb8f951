"""Two runs at once in one folder, and runs that get too little memory."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from paths import (
    COMMANDS,
    LONGEST,
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    assert_rest_is_drawn,
    counts,
    figures,
    finish,
    inodes,
    leftovers,
    run,
    run_fallback,
    started,
    tree,
    wait_until,
)
from sweepfig.drawing.file.provenance import recorded_digest

OUTPUT = Path("plots")
GREEDY = """
import numpy as np

def draw(axes, data):
    if data.point["cee"] == 1e-3:
        np.ones(1 << 40)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "paths", [("fallback",) * 2, ("snakemake",) * 2, ("snakemake", "fallback")]
)
def test_two_runs_at_once_in_one_folder_draw_what_one_draws(sweep, paths):
    sweep.write_config(figure=SMALL, figures_per_job=1)
    with started(COMMANDS[paths[0]]()) as one, started(COMMANDS[paths[1]]()) as other:
        for process in (one, other):
            assert_ok(finish(process, LONGEST))
    before = inodes(OUTPUT)
    assert len(before) == 6
    for path in PATHS:
        assert_ok(PATHS[path]())
    assert inodes(OUTPUT) == before
    assert leftovers(OUTPUT) == []
    assert_ok(run_fallback("--output", "alone"))
    for figure in figures(Path("alone")):
        assert (OUTPUT / figure.relative_to("alone")).read_bytes() == figure.read_bytes()


SLOW = """
import os, time
from pathlib import Path

def draw(axes, data):
    Path("begun").touch()
    while os.path.exists("hold"):
        time.sleep(0.01)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.mark.slow
@pytest.mark.parametrize("first", PATHS)
def test_a_run_whose_folder_another_run_takes_with_other_settings_says_so(sweep, first):
    Path("hold").touch()
    Path("slow.py").write_text(SLOW)
    sweep.write_config(figure={**SMALL, "kind": "slow.py:draw"})
    with started(COMMANDS[first]()) as slow:
        wait_until(Path("begun").exists)  # by then no job of the first writes the plan again
        sweep.write_config(figure={**SMALL, "ylabel": "other"})
        assert_ok(run_fallback())
        drawn = {name: data for name, data in tree(OUTPUT).items() if "/receipts/" not in name}
        Path("hold").unlink()
        assert_is_message(finish(slow, LONGEST), "is of another run by now")
    assert tree(OUTPUT) == drawn


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_figure_that_needs_too_much_memory_is_named_and_costs_no_other(sweep, path):
    Path("greedy.py").write_text(GREEDY)
    sweep.write_config(figure={**SMALL, "kind": "greedy.py:draw"})
    command = f"ulimit -v 3000000; {shlex.join(COMMANDS[path]())}"
    done = run(["bash", "-c", command])
    assert counts(done) == (4, 0, 2)
    assert done.status == 1
    assert "2 of 6 targets were not drawn" in done.text
    assert "MemoryError" in done.text


HUNGRY = """
from pathlib import Path
import numpy as np

def draw(axes, data):
    if Path("hungry").exists() and data.point["cee"] == 1e-3:
        np.ones(1 << 29)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.fixture
def within_memory(tmp_path):
    """How a command is run in a control group of 1500 MB; skipped where there can be none."""
    version_1 = Path("/sys/fs/cgroup/memory")
    root = version_1 if version_1.is_dir() else Path("/sys/fs/cgroup")
    group = root / f"sweepfig-{os.getpid()}"
    name = "memory.limit_in_bytes" if version_1.is_dir() else "memory.max"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group can be made: {error}")
    try:
        if not (group / name).exists():
            pytest.skip(f"control groups here have no {name}")
        (group / name).write_text(str(1500 * 2**20))
        yield lambda command: [
            *("bash", "-c", f"echo $$ > {group}/cgroup.procs && exec {shlex.join(command)}")
        ]
    finally:
        wait_until(lambda: not (group / "cgroup.procs").read_text())
        group.rmdir()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_process_that_the_kernel_kills_for_want_of_memory_is_told_and_the_rest_drawn_next(
    sweep, within_memory, path
):
    Path("hungry").touch()
    Path("hungry.py").write_text(HUNGRY)
    sweep.write_config(figure={**SMALL, "kind": "hungry.py:draw"}, figures_per_job=1)
    done = run(within_memory(COMMANDS[path]()))
    assert_is_message(done, "killed by signal 9 (SIGKILL)", "k0=0.3/rc-1.000e-03.png")
    Path("hungry").unlink()
    assert_rest_is_drawn(path, inodes(OUTPUT))


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [40, 80, 120, 160, 200, 300])
def test_a_run_under_any_memory_limit_draws_all_or_says_no_and_leaves_no_half_figure(
    sweep, megabytes
):
    sweep.write_config(figure=SMALL)
    command = f"ulimit -v {megabytes}000; {shlex.join(COMMANDS['fallback']())}"
    done = run(["bash", "-c", command])  # ends, that is
    assert done.status != 0 or len(figures(OUTPUT)) == 6
    assert all(recorded_digest(figure) for figure in figures(OUTPUT))
    assert_ok(run_fallback())
    assert len(figures(OUTPUT)) == 6
    assert leftovers(OUTPUT) == []
