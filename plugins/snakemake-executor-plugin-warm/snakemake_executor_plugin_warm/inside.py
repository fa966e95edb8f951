"""Ask Snakemake for what the interface of executor plugins doesn't tell: the one place that does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from snakemake_executor_plugin_warm.job import Items, Job
from snakemake_executor_plugin_warm.process import Outcome


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
        or any(f.is_flagged("pipe") or f.is_flagged("service") for f in (*job.input, *job.output))
    )


def jobid(job: Any) -> int:
    """Return Snakemake's number of a job; of a group the first."""
    return int(min(job.jobid.split(","), key=len)) if isinstance(job.jobid, str) else int(job.jobid)


def described(job: Any) -> Job:
    """Return what a function is told of a job."""
    return Job(
        rule=job.rule.name,
        id=jobid(job),
        input=_items(job.input, str),
        output=_items(job.output, str),
        params=_items(job.params, lambda value: value),
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


def write_benchmark(job: Any, outcome: Outcome) -> None:
    """Write a job's benchmark file, in Snakemake's format; what was not measured is NA."""
    from snakemake.benchmark import BenchmarkRecord, write_benchmark_records

    record = BenchmarkRecord(
        jobid=jobid(job),
        rule_name=job.rule.name,
        wildcards=job.wildcards,
        params=job.params,
        running_time=outcome.seconds,
        max_rss=outcome.max_rss,
        cpu_usage=100 * outcome.cpu_seconds,
        cpu_time=outcome.cpu_seconds,
        resources=job.resources,
        threads=job.threads,
        input=job.input,
    )
    record.data_collected = True
    extended = job.dag.workflow.output_settings.benchmark_extended
    write_benchmark_records([record], str(job.benchmark), extended)


def end_shells(jobs: Iterable[Any] | Mapping[Any, int]) -> None:
    """End the shell commands of jobs that run locally."""
    from snakemake.shell import shell

    for job in jobs:
        if not job.is_group():
            shell.terminate(job.jobid)
