"""What functions, parameters and children may do: no job is told as done that is not, none hangs."""

import os
import threading
import time

import pytest
from snakemake_executor_plugin_warm.task import Task
from snakemake_executor_plugin_warm.workers import Workers

RULE = """
rule all:
    input: "copy.txt"
rule make:
    output: "made.txt"
    params: warm="plots:make"
    shell: "exit 1"
rule copy:
    input: "made.txt"
    output: "copy.txt"
    shell: "cp {input} {output}"
"""
LATE = """
import time
from contextlib import contextmanager

@contextmanager
def late(path):
    open(path, "w").close()
    try:
        yield
    finally:
        time.sleep(2)
        open(path, "w").write("whole")

def make(jobs):
    for job in jobs:
        with late(job.output[0]):
            yield None
"""
CHILD = """
import os

def make(jobs):
    for job in jobs:
        {start}
        os._exit(3)
        yield None
"""


def test_what_a_function_cleans_up_is_done_before_its_last_job_is(folder):
    folder.write("rules.smk", RULE)
    folder.write("plots.py", LATE)
    folder.run("rules.smk")
    assert folder.read("copy.txt") == "whole"


@pytest.mark.parametrize(
    "start",
    [
        'os.system("sleep 60 &")',
        pytest.param("os.fork() or __import__('time').sleep(60)", marks=pytest.mark.slow),
    ],
)
def test_a_crash_is_noticed_while_a_child_lives(folder, start):
    folder.write("rules.smk", RULE)
    folder.write("plots.py", CHILD.format(start=start))
    began = time.monotonic()
    assert "its process ended with exit status 3" in folder.run("rules.smk", ok=False)
    assert time.monotonic() - began < 40


MADE = """
rule all:
    input: "result.txt"
rule slow:
    input: "in.txt"
    output: "mid.txt"
    shell: "sleep 1.5; cp {input} {output}"
rule module:
    input: "mid.txt"
    output: "plots.py"
    shell: "sed s/NUMBER/$(cat {input})/ template > {output}"
rule make:
    input: "plots.py"
    output: "result.txt"
    params: warm="plots:make"
    shell: "exit 1"
"""
TEMPLATE = """
def make(jobs):
    for job in jobs:
        open(job.output[0], "w").write("NUMBER")
        yield None
"""


def test_a_module_that_the_run_makes_is_not_imported_before(folder):
    folder.write("rules.smk", MADE)
    folder.write("template", TEMPLATE)
    for number in ("501", "502"):
        folder.write("in.txt", number)
        folder.run("rules.smk")
        assert folder.read("result.txt") == number


LOCAL = """
import os
access = os.access
onstart:
    # Protected since Snakemake has looked at it; this way for root, too, who may write everything.
    os.access = lambda path, *more, **named: path != "last/0" and access(path, *more, **named)
rule all:
    input: expand("quick/{n}", n=range(3)), "slow.txt", expand("last/{n}", n=range(8))
rule quick:
    output: "quick/{n}"
    params: warm="plots:make"
    priority: 2
    shell: "exit 1"
rule slow:
    output: "slow.txt"
    priority: 1
    shell: "sleep 3; touch {output}"
use rule quick as last with:
    output: "last/{n}"
    priority: 0
"""


@pytest.mark.parametrize("option", [(), pytest.param(("--keep-going",), marks=pytest.mark.slow)])
def test_a_job_that_cannot_begin_ends_the_run_while_a_local_one_is_at_work(folder, option):
    folder.write("rules.smk", LOCAL)
    folder.write("plots.py", TEMPLATE)
    (folder.path / "last").mkdir()
    folder.write("last/0", "precious")
    said = folder.run("rules.smk", "--forceall", *option, cores=1, ok=False)
    assert "Write-protected output files for rule last" in said
    assert folder.read("last/0") == "precious"


STYLED = """
from dataclasses import dataclass

@dataclass
class Style:
    colour: str

def paint(wildcards): return "red"

rule all:
    input: "a.txt", "b.txt", "c.txt"
rule own_class:
    output: "a.txt"
    params: warm="plots:make", style=Style("red")
    shell: "touch {output}"
rule own_function:
    output: "b.txt"
    params: warm="plots:make", painters=[paint]
    shell: "touch {output}"
rule plain:
    output: "c.txt"
    params: warm="plots:make", style={"colour": "red"}
    shell: "exit 1"
"""


def test_jobs_whose_parameters_the_snakefile_defines_run_locally(folder):
    folder.write("rules.smk", STYLED)
    folder.write("plots.py", TEMPLATE)
    folder.run("rules.smk")
    assert folder.read("c.txt") == "NUMBER"


def test_a_search_path_with_what_is_no_string_does_no_harm(folder):
    lines = "import sys\nfrom pathlib import Path\nsys.path.insert(0, Path('scripts'))\n"
    folder.write("rules.smk", lines + RULE)
    folder.write("plots.py", TEMPLATE)
    folder.run("rules.smk")
    assert folder.read("copy.txt") == "NUMBER"


def test_too_few_jobs_per_call_are_refused(folder):
    folder.write("rules.smk", RULE)
    folder.write("plots.py", TEMPLATE)
    said = folder.run("rules.smk", "--warm-jobs-per-call", "-1", ok=False)
    assert "--warm-jobs-per-call: got -1; a whole number from 1 is allowed" in said


@pytest.mark.parametrize(
    "option",
    [
        ("--warm-seconds-per-job", "0"),
        pytest.param(("--set-resources", "make:runtime=0"), marks=pytest.mark.slow),
    ],
)
def test_no_seconds_are_no_limit(folder, option):
    folder.write("rules.smk", RULE)
    folder.write("plots.py", LATE)
    folder.run("rules.smk", *option)
    assert folder.read("copy.txt") == "whole"


COUNTED = """
import os, time

def make(jobs):
    for job in jobs:
        open(job.output[0], "w").write(str(os.getpid()))
        time.sleep(0.2)
        yield None
"""
NO_THREADS = """
rule all:
    input: expand("out/{n}", n=range(24))
rule make:
    output: "out/{n}"
    threads: 0
    params: warm="plots:make"
    shell: "exit 1"
"""


def test_jobs_without_threads_take_a_core_each(folder):
    folder.write("rules.smk", NO_THREADS)
    folder.write("plots.py", COUNTED)
    folder.run("rules.smk", "--warm-jobs-per-call", "1")
    assert len({folder.read(f"out/{n}") for n in range(24)}) <= 2


def test_where_no_thread_can_be_started_the_jobs_fail(monkeypatch):
    told = {}
    workers = Workers(cores=1, jobs_per_call=50, on_error=lambda error: None)

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    task = Task(
        (0,), 1, lambda: None, 0, name="plots:make", on_end=lambda o: told.update(cause=o.cause)
    )
    workers.submit([task])
    end = time.monotonic() + 20
    while not told and time.monotonic() < end:
        os.sched_yield()
    workers.close()
    assert told == {"cause": "no thread for its process can be started: can't start new thread"}


QUICK = """
import time
from snakemake.executors import local
from snakemake.jobs import Job

note_begin, info = Job.register, local.SubmittedJobInfo

def info_late(*args, **more):
    time.sleep({seconds})
    return info(*args, **more)

local.SubmittedJobInfo = info_late

def note_begin_late(*args, **more):
    time.sleep(1)
    note_begin(*args, **more)

Job.register = note_begin_late

rule all:
    input: "a", "b"
rule make:
    output: "{{n}}"
    shell: "touch {{output}}"
"""


@pytest.mark.parametrize("seconds", [1, pytest.param(0, marks=pytest.mark.slow)])
def test_a_job_that_is_quicker_than_the_note_of_its_begin_is_complete(folder, seconds):
    folder.write("rules.smk", QUICK.format(seconds=seconds))
    folder.run("rules.smk")
    (folder.path / "a").unlink()
    assert "1 of 2 steps" in folder.run("rules.smk")
