"""What draws takes a config or data, and starts workers only if there is certainly something to draw."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from paths import (
    ROOT,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    figures,
    finish,
    run_sweepfig,
    started,
    sweepfig_command,
    tree,
)
from sweepfig.commands import draw
from sweepfig.commands.group import group
from sweepfig.pool import starmap
from sweeps import write_sweep


class Workers:
    """Records whether they were started."""

    are_started = False

    def start(self):
        self.are_started = True


@pytest.mark.parametrize(
    ("there", "idle", "expected"),
    [("nothing", 2, True), ("nothing", 1, False), ("a plan", 2, False), (7, 2, False)],
)
def test_workers_start_where_no_run_was_and_a_core_is_idle(
    tmp_path, monkeypatch, there, idle, expected
):
    monkeypatch.setattr(starmap, "idle_cores", lambda: idle)
    if there == "a plan":
        (tmp_path / ".sweepfig").mkdir()
        (tmp_path / ".sweepfig" / "plan.json").touch()
    workers = Workers()
    draw._start_if_sure(workers, 7 if there == 7 else str(tmp_path))
    assert workers.are_started is expected


@pytest.mark.parametrize("command", ["draw", "preview", "watch"])
def test_without_a_sweep_and_a_config_here_it_is_said_what_to_give(in_folder, command):
    done = run_sweepfig(command)
    said = "no sweep is given, and there is no config/config.yaml here: name a config, as sweepfig my.yaml"
    assert_is_message(done, said)
    assert done.status == 2
    assert [*Path().iterdir()] == []


def test_without_a_sweep_the_config_that_snakemake_reads_is_drawn(sweep):
    sweep.write_config(figure=SMALL)
    Path("config").mkdir()
    Path("config.yaml").rename("config/config.yaml")
    assert counts(assert_ok(run_sweepfig("draw"))) == (6, 0, 0)


@pytest.mark.slow
def test_a_config_whose_name_ends_otherwise_has_an_option(sweep):
    sweep.write_config(figure=SMALL)
    Path("config.yaml").rename("config.of.mine")
    assert counts(assert_ok(run_sweepfig("draw", "--configfile", "config.of.mine"))) == (6, 0, 0)


@pytest.mark.slow
def test_a_config_that_was_guessed_and_is_given_by_name_is_said_to_be_a_guess(sweep):
    written = write_sweep(sweep.path).isel(wavenumber=0, drop=True)
    for number in (1, 2, 3):
        (written * number).to_netcdf(f"run{number}.nc")
    assert_ok(run_sweepfig("init", "run1.nc", "run2.nc", "run3.nc", "--config", "my.yaml"))
    for asked in (("my.yaml",), ("draw", "--configfile", "my.yaml"), ("preview", "my.yaml")):
        done = assert_ok(run_sweepfig(*asked))
        assert done.output.startswith("  not sure: my.yaml is still as it was guessed; look at its")
    Path("my.yaml").write_text(Path("my.yaml").read_text() + "limit: 1\n")
    assert "not sure" not in assert_ok(run_sweepfig("my.yaml")).text


def test_the_demo_and_own_data_have_folders_of_their_own(sweep):
    sweep.configfile.unlink()
    assert_ok(run_sweepfig("sweep.nc", "--limit", "1"))
    assert not Path("plots").exists()
    assert len(figures(Path("sweep-figures"))) == 1


def test_a_preview_of_data_writes_their_config_and_draws_a_few(sweep):
    sweep.configfile.unlink()
    done = assert_ok(run_sweepfig("preview", "sweep.nc", "--processes", "2"))
    assert done.output.startswith("sweep.nc: actual, predicted over frequency")
    assert "all 6 would take about" in done.output
    assert Path("sweep-figures.yaml").is_file()


def test_values_without_only_before_each_are_one_message(sweep):
    done = run_sweepfig("draw", "config.yaml", "--only", "wavenumber=0.3", "cee=1e-5")
    assert_is_message(done, "config.yaml, cee=1e-5: one config is allowed, or data")


@pytest.mark.slow
def test_shards_draw_the_sweep_between_them(sweep):
    write_sweep(sweep.path, dampings=[10 ** (-5 + n / 50) for n in range(100)])
    sweep.write_config(figure=SMALL)
    first = assert_ok(run_sweepfig("config.yaml", "--shard", "1/2"))
    assert not Path("plots/data.csv").exists()
    last = assert_ok(run_sweepfig("config.yaml", "--shard", "2/2"))
    assert counts(first)[0] + counts(last)[0] == 200
    assert min(counts(first)[0], counts(last)[0]) > 0
    assert "look at plots/index.html" in last.text
    assert Path("plots/.sweepfig/complete").exists()
    assert counts(assert_ok(run_sweepfig("config.yaml"))) == (0, 200, 0)
    assert_is_message(run_sweepfig("config.yaml", "--shard", "3/2"), "--shard: got '3/2'")


@pytest.mark.slow
def test_shards_that_begin_at_once_leave_what_one_run_leaves(sweep):
    write_sweep(sweep.path, dampings=[10 ** (-5 + n / 50) for n in range(100)])
    sweep.write_config(figure=SMALL)
    with ExitStack() as stack:
        commands = [sweepfig_command("config.yaml", "--shard", f"{n}/4") for n in (1, 2, 3, 4)]
        for process in [stack.enter_context(started(command)) for command in commands]:
            assert_ok(finish(process, 120))
    there = tree(Path("plots"))
    shutil.rmtree("plots")
    assert_ok(run_sweepfig("config.yaml"))
    assert tree(Path("plots")) == there


@pytest.mark.slow
def test_a_failure_in_an_earlier_shard_fails_the_last_which_makes_the_table(sweep):
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"}, figures_per_job=2)
    Path("mine.py").write_text(
        "def draw(axes, data):\n    assert data.point['wavenumber'] > 0.31, 'no ink'\n"
    )
    assert run_sweepfig("config.yaml", "--shard", "1/3").status == 1
    last = [run_sweepfig("config.yaml", "--shard", f"{n}/3") for n in (2, 3)][-1]
    assert last.status == 1
    assert "no ink" in Path("plots/data.csv").read_text()
    assert "3 of 6 targets were not drawn" in last.text


def test_a_preview_starts_no_process(sweep, monkeypatch):
    monkeypatch.setattr("sweepfig.pool.process.start", lambda *_: pytest.fail("one was started"))
    sweep.write_config(figure=SMALL)
    asked = ["preview", "config.yaml", "--processes", "2"]
    assert CliRunner().invoke(group, asked, catch_exceptions=False).exit_code == 0


def test_draw_without_a_sweep_draws_the_demo_in_the_checkout(tmp_path):
    asked = ("draw", "--limit", "1", "--output", str(tmp_path / "there"))
    assert counts(assert_ok(run_sweepfig(*asked, folder=ROOT))) == (1, 0, 0)
    assert [path.parent.name for path in figures(tmp_path / "there")] == ["k0=0.26"]
