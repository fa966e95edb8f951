"""Processes that a Snakefile has started do the first jobs; none is left over."""

import json

import pytest
from running import is_alive, until
from snakemake_executor_plugin_warm import ahead
from snakemake_executor_plugin_warm.workers import Workers

SNAKEFILE = """
import json
from snakemake_executor_plugin_warm import ahead

ahead.start(["letters:count"], {processes})
with open("pids.json", "w") as file:
    json.dump([process._process.pid for process in ahead._started], file)


rule all:
    input: expand("{{n}}.txt", n=range({jobs}))


rule count:
    input: text="letters.py"
    output: "{{n}}.txt"
    threads: {threads}
    params: warm="letters:count"
    shell: "echo shell > {{output}}"
"""


@pytest.mark.parametrize(
    ("processes", "jobs", "threads", "taken"),
    [
        (1, 4, 1, 1),
        (2, 1, 1, 1),
        pytest.param(2, 4, 2, 0, marks=pytest.mark.slow),  # libraries may use two threads
    ],
)
def test_the_executor_takes_those_that_its_jobs_need(folder, processes, jobs, threads, taken):
    folder.write("Snakefile", SNAKEFILE.format(processes=processes, jobs=jobs, threads=threads))
    folder.run("Snakefile")
    started = json.loads(folder.read("pids.json"))
    assert len(started) == processes
    at_work = {int(folder.read(f"{n}.txt").split()[1]) for n in range(jobs)}
    assert len(at_work & set(started)) == taken
    assert not any(map(is_alive, started))


def test_one_that_dies_before_there_is_an_executor_is_not_taken(folder):
    kill = "import os, signal\nfor process in ahead._started: os.kill(process._process.pid, signal.SIGKILL)"
    snakefile = SNAKEFILE.format(processes=2, jobs=4, threads=1)
    folder.write("Snakefile", snakefile.replace("rule all:", f"{kill}\n\nrule all:"))
    folder.run("Snakefile")
    assert all(folder.has(f"{n}.txt") for n in range(4))


def test_those_of_a_run_that_had_no_executor_end_when_others_start():
    ahead.start([], 1)
    (first,) = ahead._started
    ahead.start([], 1)
    assert not is_alive(first._process.pid)
    assert len(ahead._started) == 1
    ahead.end_others()


def test_a_dry_run_leaves_none(folder):
    folder.write("Snakefile", SNAKEFILE.format(processes=1, jobs=1, threads=1))
    folder.run("Snakefile", "--dry-run")
    (started,) = json.loads(folder.read("pids.json"))
    until(lambda: not is_alive(started))


def test_none_is_kept_where_modules_are_made():
    ahead.start([], 1)
    (process,) = ahead._started
    workers = Workers(cores=1, jobs_per_call=50, on_error=lambda error: None)
    workers.start([], iter(()))  # as `inside.foreseen` has it for a run that makes modules
    ahead.end_others()
    workers.cancel()
    assert not is_alive(process._process.pid)
    assert ahead.take(1) is None
