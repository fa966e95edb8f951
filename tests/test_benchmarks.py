"""Each benchmark runs to its end and measures something, with sweeps as small as they get."""

from __future__ import annotations

import re
import shutil

import bench
import pytest
from demo_sweeps import write_sweep
from paths import ROOT

TABLED = {  # a part of benchmarks/results.md: the options that make it small, some of its rows
    "kinds": (("--figures", "1", "--turns", "1"), r"lines +\d+\.\d .* ms\n.*, a range each +\d"),
    "parts_of_template": (("--figures", "20"), r"pixels +\d+\.\d{3} ms\n.*PNG +\d+\.\d{3} ms"),
    "twins": (
        ("--targets", "2", "--turns", "1"),
        r"lines, log axis +\d.*\nfields, log colours +\d",
    ),
    "beside": (("--epochs", "1", "--wavenumbers", "1"), r"\| handed over, sweep of 21 \| \d"),
    "stages": (("-k", "digest", "--benchmark-max-time=0.01"), r"test_digest +\d"),
}


@pytest.fixture
def config(tmp_path):
    return write_sweep(tmp_path / "sweep", 2)


@pytest.mark.slow
@pytest.mark.parametrize("part", TABLED)
def test_a_table_has_its_rows(part):
    options, rows = TABLED[part]
    told = "\n".join(getattr(bench, part)(*options))
    assert re.search(rows, told, re.DOTALL)
    assert " 0.000 ms" not in told  # a stage of the template that is no longer part of it


@pytest.mark.slow
def test_the_plain_ways_draw(config, tmp_path):
    ways = list(bench.small_ways(tmp_path, config.parent / "sweep.nc", 1, [1], naive=1))
    names = ["plain loop", "Snakemake, a process a figure"]
    assert [way.way for way in ways] == names + ["gnuplot"] * bool(shutil.which("gnuplot"))
    assert all(way.seconds > 0 for way in ways)


@pytest.mark.slow
def test_the_library_draws_by_the_template_and_then_nothing(config):
    timing = bench.fallback(config, 2, 1)
    assert timing.share == "100%"
    assert timing.again < timing.seconds
    assert "first one on disk after" in bench.few_figures(config, n_turns=1)[0]
    assert re.match(r"A worker holds \d+ MiB", bench.memory_of_worker(config, 2)[0])


@pytest.mark.slow
def test_the_workflow_draws_by_the_template(config):
    assert bench.snakemake(config, 2, 1, "a job a figure").share == "100%"


@pytest.mark.slow
def test_what_carried_data_add_is_measured(capsys):
    import carried_data

    carried_data.main(["--figures", "2", "--turns", "1"])
    rows = capsys.readouterr().out.splitlines()[1:]
    assert len(rows) == len(carried_data.CASES)
    more = [float(row.split("%")[0].split()[-1]) for row in rows]  # of the files' sizes
    assert 0 < more[0] < more[1] < more[2]


@pytest.mark.slow
def test_a_sweep_of_stand_ins_is_measured(tmp_path):
    import scale

    row = scale.measure((1, 2), tmp_path)
    assert re.fullmatch(r"\| 1 x 2 = 2 \|( \d+\.\d s \(\d+\.\d\), \d+ MB \|){5}", row)


def test_what_job_cost_imports_is_there():
    import job_cost  # whole runs of it take a minute of Slurm

    assert set(job_cost.EXECUTORS) <= {path.name for path in (ROOT / "profiles").iterdir()}
