"""Run the jobs of rules that name a Python function in warm processes, many to a call.

A rule names its function as a parameter, ``warm="module:function"``. The function is given a list of
`Job`, and yields for each, in order, None if it is done, or the cause why it is not. Jobs of other rules
run as Snakemake's local executor runs them.
"""

from __future__ import annotations

import io
import pickle
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.executors.real import RealExecutor
from snakemake_interface_executor_plugins.registry import ExecutorPluginRegistry
from snakemake_interface_executor_plugins.settings import (
    CommonSettings,
    ExecMode,
    ExecutorSettingsBase,
)

from snakemake_executor_plugin_warm import ahead, inside
from snakemake_executor_plugin_warm.job import Job
from snakemake_executor_plugin_warm.process import Outcome
from snakemake_executor_plugin_warm.task import Task
from snakemake_executor_plugin_warm.workers import Workers

__all__ = ["Executor", "ExecutorSettings", "Job", "common_settings"]

MINUTE = 60


@dataclass
class ExecutorSettings(ExecutorSettingsBase):
    """What the command line may say: ``--warm-jobs-per-call``, ``--warm-seconds-per-job``."""

    jobs_per_call: int = field(
        default=50, metadata={"help": "Most jobs that a function is called with.", "type": int}
    )
    seconds_per_job: int | None = field(
        default=None,
        metadata={
            "help": "How long a warm job may take; its resource `runtime` (minutes) goes before it.",
            "type": int,
        },
    )


common_settings = CommonSettings(
    non_local_exec=False,
    implies_no_shared_fs=False,
    job_deploy_sources=False,
    pass_envvar_declarations_to_cmd=True,
    auto_deploy_default_storage_provider=False,
)


class Executor(RealExecutor):
    """Runs jobs in warm processes where it can, else as the local executor does."""

    def __post_init__(self) -> None:
        settings = self.executor_settings or ExecutorSettings()
        if settings.jobs_per_call < 1:
            raise WorkflowError(
                f"--warm-jobs-per-call: got {settings.jobs_per_call}; a whole number from 1 is allowed"
            )
        self._local = (
            ExecutorPluginRegistry().get_plugin("local").executor(self.workflow, self.logger)
        )
        self._seconds = settings.seconds_per_job
        self._workers = Workers(self.cores, settings.jobs_per_call, self._cannot_begin)
        self._beginning = inside.Beginning()
        inside.hear_ends_with(self._beginning, self._local)
        self._local_threads: dict[Any, int] = {}  # local jobs that run, and their threads
        self._is_first = True
        inside.check_rules(self.workflow)
        self._workers.start(*inside.foreseen(self.dag.needrun_jobs()))
        ahead.end_others()

    @property
    def cores(self) -> int:
        """The threads of all jobs that may run at a time."""
        return int(self.workflow.resource_settings.cores or 1)

    def get_exec_mode(self) -> ExecMode:
        """Return the mode of jobs that the local executor starts Snakemake for."""
        return ExecMode.SUBPROCESS

    def get_python_executable(self) -> str:
        """Return this Python."""
        return sys.executable

    def run_job(self, job: Any) -> None:
        """Run a job when cores are free."""
        self.run_jobs([job])

    def run_jobs(self, jobs: Sequence[Any]) -> None:
        """Run jobs when cores are free: those of a higher priority first, then in Snakemake's order."""
        if self._is_first:
            self._is_first = False
            _end_at_once()
        self._workers.submit([self._task(job) for job in jobs])

    def _task(self, job: Any) -> Task:
        order = (-job.priority, inside.jobid(job))
        sent = _pickled(job) if inside.is_warm(job) else None
        if sent is None:
            return Task(order, job.threads, lambda: self._run_locally(job), job)
        return Task(
            order,
            inside.threads(job),
            lambda: self._begin(job),
            job,
            name=inside.function_of(job),
            sent=sent,
            seconds=self._seconds_of(job),
            on_end=lambda outcome: self._end(job, outcome),
            library_threads=inside.library_threads(job),
        )

    def _seconds_of(self, job: Any) -> float | None:
        """Return how long a job may take: by its resource in seconds, in minutes, or the setting."""
        seconds, minutes = job.resources.get("warm_seconds"), job.resources.get("runtime")
        if isinstance(seconds, int):
            return seconds or None
        return (MINUTE * minutes if isinstance(minutes, int) else self._seconds) or None

    def _run_locally(self, job: Any) -> None:
        self._local_threads[job] = min(job.threads, self.cores)
        self.run_job_pre(job)
        with self._beginning:
            self._local.run_job(job)

    def _begin(self, job: Any) -> None:
        self.run_job_pre(job)
        self.workflow.async_run(job.prepare())
        self.report_job_submission(SubmittedJobInfo(job))

    def _cannot_begin(self, error: Exception) -> None:
        """End the run, as Snakemake does: to report a failed job would remove output that it hasn't made."""
        self.workflow.scheduler.executor_error_callback(error)

    def _end(self, job: Any, outcome: Outcome) -> None:
        cause = outcome.cause
        if cause is None and job.benchmark:
            try:
                inside.write_benchmark(job, outcome)
            except Exception as error:
                cause = f"its benchmark can't be written: {error}"
        if cause is None:
            self.report_job_success(SubmittedJobInfo(job))
            return
        if inside.is_last_failure(job):
            self._workers.stop_beginning()
        self.report_job_error(SubmittedJobInfo(job), msg=cause)

    def handle_job_success(self, job: Any) -> None:
        """Take the cores of a job for free that ran locally."""
        self._forget(job)

    def handle_job_error(self, job: Any) -> None:
        """Take the cores of a job for free that ran locally; begin no other, if Snakemake is to stop."""
        self._forget(job)
        if inside.is_last_failure(job):
            self._workers.stop_beginning()
            inside.call_off(self.workflow.scheduler, self._workers.take_not_begun())

    def _forget(self, job: Any) -> None:
        threads = self._local_threads.pop(job, None)
        if threads is not None:
            self._workers.release(threads)

    def shutdown(self) -> None:
        """Wait for the jobs that run; end the processes."""
        self._local.shutdown()
        # They are over, but Snakemake, which waits here, doesn't say so.
        for job in list(self._local_threads):
            self._forget(job)
        self._workers.close()
        inside.end_timers()

    def cancel(self) -> None:
        """End every job."""
        self._workers.cancel()
        inside.end_children()
        self._local.cancel()
        inside.end_timers()


def _pickled(job: Any) -> bytes | None:
    """Return what a process is sent of a job; None if that can't be sent."""
    file = io.BytesIO()
    try:
        _Pickler(file).dump(inside.described(job))
    except Exception:
        return None
    return file.getvalue()


class _Pickler(pickle.Pickler):
    """Refuses what a Snakefile defines: only Snakemake itself has that."""

    def reducer_override(self, value: Any) -> Any:
        if getattr(value, "__module__", "") in ("snakemake.workflow", "__main__", None):
            raise pickle.PicklingError(f"{value!r} is the Snakefile's")
        return NotImplemented


def _end_at_once() -> None:
    """Have SIGTERM end the run as Ctrl-C does: thousands of jobs may have begun, in Snakemake's eyes."""

    def end(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGTERM, end)
