"""Ask Snakemake for what the interface of executor plugins doesn't tell: the one place that does."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from typing import Any

import psutil
from snakemake_interface_common.exceptions import WorkflowError

from snakemake_executor_plugin_warm.job import Items, Job
from snakemake_executor_plugin_warm.process import Outcome

MODULES = (".py", ".so", ".pyd")
GRACE = 0.5  # s, for a process to end by itself


def function_of(job: Any) -> str:
    """Return the function that a job's rule names; empty if it names none."""
    return "" if job.is_group() else str(job.params.get("warm") or "")


def is_warm(job: Any) -> bool:
    """Whether a job can run in a warm process."""
    if not function_of(job):
        return False
    rule, methods = job.rule, job.dag.workflow.deployment_settings.deployment_method
    return not (
        job.is_shadow
        or (methods and (job.conda_env_spec or job.container_img_url or job.env_modules))
        or (job.benchmark_repeats or 1) > 1
        or (rule.cache and job.dag.workflow.workflow_settings.cache is not None)
    )


def threads(job: Any) -> int:
    """Return a warm job's threads; one where Snakemake counts none, for each takes a process."""
    return max(1, int(job.threads))


def library_threads(job: Any) -> int:
    """Return how many threads libraries may use in a job; 0 for all that it has."""
    asked = job.resources.get("warm_library_threads")
    return asked if isinstance(asked, int) else 0


def foreseen(jobs: Iterable[Any]) -> tuple[list[str], Iterator[tuple[int, int]]]:
    """Return the functions of the warm jobs; and each job's threads and libraries' threads, once asked for.

    Rules of few threads come first, for of their jobs the most run at a time. What can't be known by now
    is left out. To find a job's threads takes Snakemake half a millisecond, and it does so again when the
    job is ready.
    """
    names, by_rule = set(), defaultdict(list)
    for job in jobs:
        if any(str(file).endswith(MODULES) for file in job.output):
            return [], iter(())  # a module of before would be imported
        with suppress(Exception):  # what it needs may depend on a file that isn't there yet
            if is_warm(job):
                names.add(function_of(job))
                by_rule[job.rule.name].append(job)
    return sorted(names), _threads(by_rule.values())


def _threads(rules: Iterable[list[Any]]) -> Iterator[tuple[int, int]]:
    for _, jobs in sorted(((_threads_of_one(jobs), jobs) for jobs in rules), key=itemgetter(0)):
        for job in jobs:
            with suppress(Exception):  # as above
                yield threads(job), library_threads(job)


def _threads_of_one(jobs: Iterable[Any]) -> int:
    """Return how many threads the first of a rule's jobs takes that can tell."""
    for job in jobs:
        with suppress(Exception):  # as above
            return threads(job)
    return 0


def check_rules(workflow: Any) -> None:
    """Raise if a rule names a function, but says nothing of how it is done without it."""
    for rule in workflow.rules:
        if rule.norun and "warm" in rule.params.keys():  # noqa: SIM118  # a list with names
            raise WorkflowError(
                f"rule {rule.name} names a function (params: warm), and needs a script, shell or run besides,"
                " for when it can't run in a warm process"
            )


def is_last_failure(job: Any) -> bool:
    """Whether the failure of a job is to end the run: it is not tried again, and Snakemake doesn't go on."""
    keep_going = job.dag.workflow.execution_settings.keep_going
    return not keep_going and job.restart_times <= job.attempt - 1


def call_off(scheduler: Any, jobs: Iterable[Any]) -> None:
    """Have the scheduler, which waits for them, forget jobs that it gave but that didn't begin."""
    for job in jobs:
        scheduler.running.discard(job)


class Beginning:
    """Held while a local job begins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._thread = threading.get_ident()

    def __exit__(self, *error: object) -> None:
        self._thread = 0
        self._lock.release()

    @property
    def is_mine(self) -> bool:
        """Whether this thread holds it."""
        return self._thread == threading.get_ident()


def hear_ends_with(beginning: Beginning, local: Any) -> None:
    """Have the local executor report a job's end only when no job begins.

    It starts a job before it has noted that the job began. Snakemake begins jobs in the thread that also
    takes note of their ends. Begun in another one, a quick job could be noted as begun after its end: the
    next run would take its output for incomplete.
    """
    report = local._callback

    def report_after_begin(*args: Any) -> None:
        if beginning.is_mine:  # it has ended before who begins it could ask to be told
            local.pool.submit(report_after_begin, *args)
            return
        with beginning:
            report(*args)

    local._callback = report_after_begin


def jobid(job: Any) -> int:
    """Return Snakemake's number of a job; of a group the least."""
    return min(jobid(one) for one in job) if job.is_group() else int(job.jobid)


def described(job: Any) -> Job:
    """Return what a function is told of a job."""
    return Job(
        rule=job.rule.name,
        id=jobid(job),
        input=_items(job.input, str),
        output=_items(job.output, str),
        params=_items(job.params, _plain),
        log=_items(job.log, str),
        wildcards=dict(job.wildcards_dict),
        threads=job.threads,
        resources={
            name: value
            for name, value in job.resources.items()
            if isinstance(value, (int, float, str))
        },
        attempt=job.attempt,
    )


def _items(found: Any, kind: Any) -> Items:
    items = [kind(item) for item in found]
    named: dict[str, Any] = {}
    for name, (first, last) in found._names.items():
        named[name] = items[first] if last is None else items[first:last]
    return Items(items, named)


def _plain(value: Any) -> Any:
    """Return a parameter without what Snakemake knows of it, if it is a file or a list of them."""
    if isinstance(value, str):
        return str(value)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def write_benchmark(job: Any, outcome: Outcome) -> None:
    """Write a job's benchmark file, in Snakemake's format; what was not measured is `-`."""
    from snakemake.benchmark import BenchmarkRecord, write_benchmark_records

    record = BenchmarkRecord(
        running_time=outcome.seconds,
        max_rss=outcome.max_rss,
        cpu_usage=100 * outcome.cpu_seconds,
        cpu_time=outcome.cpu_seconds,
    )
    # One by one, as Snakemake does: given to the class it makes a tuple of each.
    record.jobid, record.rule_name, record.threads = jobid(job), job.rule.name, job.threads
    record.wildcards, record.params = job.wildcards, job.params
    record.resources, record.input = job.resources, job.input
    record.data_collected = True
    extended = job.dag.workflow.output_settings.benchmark_extended
    write_benchmark_records([record], str(job.benchmark), extended)


def end_timers() -> None:
    """End what is to wake Snakemake's scheduler when it is over: the run would wait for it, up to 1 s."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and thread.function.__qualname__.startswith(
            "JobScheduler."
        ):
            thread.cancel()


def end_children() -> None:
    """End all processes that this one has started, and those that they have."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.Error):
            child.terminate()
    end = time.monotonic() + GRACE
    while any(map(_is_at_work, children)) and time.monotonic() < end:
        time.sleep(0.02)  # not psutil.wait_procs: who started a process needs its exit status
    for child in children:
        with suppress(psutil.Error):
            child.kill()


def _is_at_work(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
