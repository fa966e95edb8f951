import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from types import SimpleNamespace

import pytest
from running import is_alive, until
from snakemake_executor_plugin_warm.inside import foreseen
from snakemake_executor_plugin_warm.job import Items, Job
from snakemake_executor_plugin_warm.task import Task
from snakemake_executor_plugin_warm.workers import Workers


@pytest.fixture
def outcomes():
    return {}


@pytest.fixture
def workers(monkeypatch):
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parent / "workflow"))
    workers = Workers(cores=1, jobs_per_call=50, on_error=lambda error: None)
    yield workers
    workers.cancel()


def tasks(outcomes, names, function="letters:kinds"):
    """Return tasks that tell of their jobs' ends."""

    def task(number, kind):
        job = Job("rule", number, *([Items([], {})] * 4), {"kind": kind}, 1, {}, 1)
        return Task(
            (number,),
            1,
            lambda: None,
            number,
            name=function,
            sent=pickle.dumps(job),
            on_end=lambda outcome: outcomes.update({number: outcome.cause}),
        )

    return [task(number, kind) for number, kind in enumerate(names)]


def test_the_death_of_an_idle_process_fails_no_job(workers, outcomes):
    workers.submit(tasks(outcomes, ["good"]))
    until(lambda: len(outcomes) == 1 and workers._idle)
    process = workers._idle[0]._process
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not is_alive(process.pid))
    outcomes.clear()
    workers.submit(tasks(outcomes, ["good"] * 8))
    until(lambda: len(outcomes) == 8)
    assert set(outcomes.values()) == {None}


def test_a_module_that_ends_processes_fails_no_job_of_another_module(workers, outcomes):
    workers.start(["dying:nowhere", "letters:kinds"], [(1, 0), (1, 0)])
    workers.submit(tasks(outcomes, ["good"] * 4))
    until(lambda: len(outcomes) == 4)
    assert set(outcomes.values()) == {None}


@pytest.mark.parametrize(("before", "is_frozen"), [([], True), (["nowhere:at_all"], False)])
def test_no_garbage_of_an_import_that_failed_is_kept_for_good(workers, outcomes, before, is_frozen):
    workers.start([*before, "letters:kinds"], [(1, 0)])
    workers.submit(tasks(outcomes, ["frozen"]))
    until(lambda: len(outcomes) == 1)
    assert outcomes == {0: f"frozen: {is_frozen}"}


def test_no_garbage_of_jobs_is_kept_for_good(workers, outcomes):
    workers.submit(tasks(outcomes, ["frozen"]))
    until(lambda: len(outcomes) == 1)
    workers.submit(tasks(outcomes, ["good"], function="letters:told_of_freezing"))
    until(lambda: outcomes[0] != "frozen: True")
    assert outcomes == {0: "same: True"}


def test_a_cause_that_cannot_be_told_fails_its_job_alone(workers, outcomes):
    workers.submit(tasks(outcomes, ["unsayable", "good", "surrogate", "good"]))
    until(lambda: len(outcomes) == 4)
    assert outcomes == {
        0: "Unsayable, whose text can't be made: ValueError",
        1: None,
        2: "ValueError: \\ud800",
        3: None,
    }


PRINTING = """
import os, sys
from snakemake_executor_plugin_warm.job import Items, Job
from snakemake_executor_plugin_warm.process import outcomes

def job(n, *logs):
    return Job("rule", n, *([Items([], {{}})] * 3), Items(logs, {{}}), {{}}, 1, {{}}, 1)

def tell(jobs):
    for job in jobs:
        print("told", job.id, file=sys.{name})
        if job.id in (1, 2):
            {harm}
        if job.id == 2:
            raise RuntimeError("closed")
        yield None

for stream in sys.stdout, sys.stderr:
    stream.reconfigure(line_buffering=True)  # as `main` has it
jobs = [job(0), job(1, "1"), job(2, "2"), job(3), job(4)]
for call in jobs[:4], jobs[4:]:
    print([outcome.cause for outcome in outcomes(tell, call)], file=open("causes", "a"))
"""


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize(
    "harm",
    [
        "sys.{name}.close()",
        "os.close(1); os.close(2)",
        "sys.{name}.close(); os.close(1); os.close(2)",
        "sys.{name} = open(os.devnull, 'w')",
    ],
)
def test_a_job_that_closes_what_it_prints_to_takes_no_other_along(tmp_path, name, harm):
    code = PRINTING.format(name=name, harm=harm.format(name=name))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    printed = (done.stdout if name == "stdout" else done.stderr).splitlines()
    # Of the job without descriptors the traceback may be there, too, which its log can't have.
    told = [line for line in printed if line.startswith("told")]
    assert told == ["told 0", "told 3", "told 4"]  # after a failure a call begins
    causes = (tmp_path / "causes").read_text().splitlines()
    assert causes == ["[None, None, 'RuntimeError: closed', None]", "[None]"]
    assert (tmp_path / "1").read_text() == "told 1\n"


def test_a_process_that_ends_by_itself_is_not_called_killed(workers, outcomes):
    workers.submit(tasks(outcomes, ["unhands", "good"]))
    until(lambda: len(outcomes) == 2)
    assert outcomes == {0: "its process ended with exit status 1", 1: None}


def test_a_process_that_lives_on_without_its_connection_is_ended(workers, outcomes, monkeypatch):
    monkeypatch.setattr("snakemake_executor_plugin_warm.warm_process.GRACE", 0.1)
    workers.submit(tasks(outcomes, ["lingers", "good"]))
    until(lambda: len(outcomes) == 2)
    assert outcomes == {0: "its process closed its connection to Snakemake, and was ended", 1: None}


def test_a_process_that_cannot_be_started_fails_its_jobs(workers, outcomes, monkeypatch):
    def none(*args, **kwargs):
        raise OSError("no more processes")

    monkeypatch.setattr("subprocess.Popen", none)
    workers.submit(tasks(outcomes, ["good"] * 2))
    until(lambda: len(outcomes) == 2)
    assert set(outcomes.values()) == {"OSError: no more processes"}


def test_an_end_that_raises_takes_no_other_job_along(workers, outcomes):
    def fails(outcome):
        if outcome.cause is None:
            raise RuntimeError("no room")
        outcomes[0] = outcome.cause

    first, *others = tasks(outcomes, ["good"] * 3)
    first.on_end = fails
    workers.submit([first])
    workers.submit(others)
    until(lambda: len(outcomes) == 3)
    assert outcomes == {0: "RuntimeError: no room", 1: None, 2: None}


def test_processes_are_started_for_the_jobs_of_few_threads_of_which_the_most_run_at_a_time():
    def job(rule, threads):
        workflow = SimpleNamespace(
            deployment_settings=SimpleNamespace(deployment_method=set()),
            workflow_settings=SimpleNamespace(cache=None),
        )
        return SimpleNamespace(
            rule=SimpleNamespace(name=rule, cache=False),
            **{"threads": threads, "output": [], "resources": {}, "benchmark_repeats": None},
            **{"params": {"warm": f"{rule}:do"}, "is_shadow": False, "is_group": lambda: False},
            dag=SimpleNamespace(workflow=workflow),
        )

    names, threads = foreseen([job("table", 2), job("draw", 1), job("table", 2), job("draw", 1)])
    assert names == ["draw:do", "table:do"]
    assert list(threads) == [(1, 0), (1, 0), (2, 0), (2, 0)]


def test_no_more_is_asked_of_the_jobs_to_come_than_there_are_cores_for(workers):
    jobs = iter([(1, 0)] * 10)
    workers.start([], jobs)
    assert len(workers._processes) == workers._cores
    assert len(list(jobs)) >= 10 - workers._cores - 1


def test_processes_for_other_threads_take_the_place_of_idle_ones(workers, outcomes):
    workers._cores = workers._free = 2
    first, second = tasks(outcomes, ["good"] * 2)
    second.threads = 2
    workers.start(["letters:kinds"], [(1, 0)] * 2)
    workers.submit([first, second])
    until(lambda: len(outcomes) == 2)
    until(lambda: len(workers._processes) == 2)
    assert sorted(process.threads for process in workers._processes) == [1, 2]


@pytest.mark.parametrize(("first", "are_begun"), [("good", [0, 1]), ("patient", [0])])
def test_only_where_jobs_are_quick_the_next_begins_while_a_process_is_at_work(
    workers, outcomes, first, are_begun
):
    workers._most = 1
    workers.submit(tasks(outcomes, [first]))
    until(lambda: len(outcomes) == 1 and workers._idle)
    outcomes.clear()
    begun, sent = [], tasks(outcomes, ["patient", "good"])
    for task in sent:
        task.begin = partial(begun.append, task.source)
    workers.submit(sent)
    until(lambda: begun == are_begun)
    time.sleep(0.5)
    assert (begun, outcomes) == (are_begun, {})
    until(lambda: outcomes == {0: None, 1: None})
    assert begun == [0, 1]


def test_the_next_begins_as_soon_as_a_job_of_a_call_that_goes_on_was_quick(workers, outcomes):
    begun, sent = [], tasks(outcomes, ["good", "patient", "good", "good"])
    for task in sent:
        task.begin = partial(begun.append, task.source)
    workers.submit(sent)
    until(lambda: begun == [0, 1, 2] and outcomes == {0: None})
    until(lambda: len(outcomes) == 4)


def test_what_has_begun_is_finished_when_nothing_else_is_to_begin(workers, outcomes):
    workers._most = 1
    workers.submit(tasks(outcomes, ["good"]))
    until(lambda: len(outcomes) == 1 and workers._idle)
    outcomes.clear()
    begun, sent = [], tasks(outcomes, ["patient", "good", "good"])
    for task in sent:
        task.begin = partial(begun.append, task.source)
    workers.submit(sent)
    until(lambda: begun == [0, 1])
    workers.stop_beginning()
    assert workers.take_not_begun() == [2]
    workers.close()
    until(lambda: outcomes == {0: None, 1: None})
    assert begun == [0, 1]


def test_closing_waits_for_what_runs(workers, outcomes):
    workers.submit(tasks(outcomes, ["good"] * 3))
    closing = threading.Thread(target=workers.close)
    closing.start()
    closing.join(60)
    assert len(outcomes) == 3


def test_names_of_items_go_before_methods_of_lists_and_survive_pickling():
    items = pickle.loads(pickle.dumps(Items(["a", "b"], {"index": "a", "table": "b"})))
    assert (items.index, items.table, items[1], items.get("none", 3)) == ("a", "b", "b", 3)
    with pytest.raises(AttributeError):
        items.none  # noqa: B018


def test_a_job_whose_threads_are_processes_of_its_own_waits_for_no_other_warm_process(outcomes):
    workers = Workers(cores=2, jobs_per_call=50, on_error=lambda error: None)
    try:
        workers.submit(tasks(outcomes, ["good"]))
        until(lambda: len(outcomes) == 1 and workers._idle)
        there = workers._idle[0]
        for library_threads, expected in ((1, {there}), (0, {there, None})):
            outcomes.clear()
            (task,) = tasks(outcomes, ["good"])
            task.threads, task.library_threads = 2, library_threads
            workers.submit([task])
            until(lambda: len(outcomes) == 1 and workers._free == 2)
            found = {process if process is there else None for process in workers._processes}
            assert found == expected
    finally:
        workers.cancel()
