"""Read from a running Snakemake what its public interface lacks; no other module uses its internals."""

from __future__ import annotations

import inspect
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import Any

PATIENCE = 20  # seconds; a cluster's profile may ask for more
AHEAD = 4  # most processes that are started before it is known how many figures there are


class Snakemake:
    """What this workflow needs to know about the Snakemake that runs it.

    Values are read only when they are needed: Snakemake sets some of them after it has read the Snakefile.
    If a Snakemake release lacks one, the run ends with a message that names it.

    Parameters
    ----------
    workflow
        Snakemake's object `workflow`, as it is in the Snakefile.
    """

    def __init__(self, workflow: Any) -> None:
        self._workflow = workflow
        self._modifier = self._get("modifier")  # a module's while it is read, and no longer

    def _get(self, name: str) -> Any:
        return self._get_of(self._workflow, name)

    @staticmethod
    def _get_of(holder: Any, name: str, holders_name: str = "") -> Any:
        try:
            return attrgetter(name)(holder)
        except AttributeError as error:
            whole = f"{holders_name}.{name}" if holders_name else name
            raise SystemExit(
                f"error: snakemake: this release has no workflow.{whole} ({error}); allowed are the "
                "releases that docs/versions.md lists"
            ) from None

    @property
    def is_module(self) -> bool:
        """Whether another workflow uses this one as a module."""
        return self._get_of(self._modifier, "base_snakefile", "modifier") is not None

    @property
    def is_alone(self) -> bool:
        """Whether this process is Snakemake's own, and this workflow the only one that it runs."""
        main = sys.modules["__main__"]
        name = getattr(getattr(main, "__spec__", None), "name", None) or Path(sys.argv[0]).stem
        return not self.is_module and name in ("snakemake", "snakemake.__main__")

    def with_prefix(self, path: str) -> str:
        """Return a path with a module's `prefix:` applied."""
        return str(self._get_of(self._modifier, "modify_path", "modifier")(path))

    @property
    def configfiles(self) -> list[Path]:
        """All config files that were read so far."""
        return [Path(file) for file in self._get("configfiles")]

    @property
    def given_configfiles(self) -> list[Path]:
        """The config files given on the command line."""
        return [Path(file) for file in self._get("overwrite_configfiles")]

    @property
    def is_dry(self) -> bool:
        """Whether no job runs: with -n, --summary and the like. Known only after parsing."""
        return self._get("executor_plugin") is None or bool(self._get("dryrun"))

    @property
    def is_deleting(self) -> bool:
        """Whether the command is to delete all output."""
        return "--delete-all-output" in sys.argv

    @property
    def is_clusters_job(self) -> bool:
        """Whether this is a job that a cluster started."""
        return bool(self._get("remote_exec"))

    @property
    def has_own_environments(self) -> bool:
        """Whether jobs run in their own software environments."""
        return bool(self._get("deployment_settings.deployment_method"))

    @property
    def cores(self) -> int | None:
        """The machine's cores for the run; None for a cluster. Known after parsing."""
        is_clusters = self._get("non_local_exec")
        return None if is_clusters else int(self._get("resource_settings.cores") or 1)

    @property
    def has_warm_processes(self) -> bool:
        """Whether jobs run in warm processes, where each figure can be one; or none runs. After parsing."""
        executor = self._get("executor_plugin")
        is_clusters = self.is_clusters_job or self._get("resource_settings.nodes") is not None
        if is_clusters or self.has_own_environments:
            return False
        if executor is None or executor.common_settings.dryrun_exec:
            return True  # --summary and its like, -n
        return bool(executor.common_settings.touch_exec or executor.name == "warm")

    def start_processes(self, *functions: str) -> None:
        """Have the warm executor, if it is the run's, start processes while Snakemake works out the jobs."""
        executor = self._get("executor_plugin")
        is_warm = executor is not None and executor.name == "warm" and self.has_warm_processes
        if not (is_warm and self.is_alone):  # another program may start several runs
            return
        with suppress(ImportError):  # an older release of the plugin
            from snakemake_executor_plugin_warm import ahead

            ahead.start(functions, min(self.cores or 1, AHEAD))

    def forces(self, rule: str) -> bool:
        """Whether the command line forces a rule to run, with -F or -R. Known only after parsing."""
        forced = self._get("dag_settings.forcerun")
        is_named = any(name == rule or name.endswith(f"_{rule}") for name in forced)
        return bool(self._get("dag_settings.forceall")) or is_named

    def forces_target(self, file: str) -> bool:
        """Whether the command line has a file made anew: with -f. Known after parsing."""
        return bool(self._get("dag_settings.forcetargets")) and file in self.targets

    @property
    def targets(self) -> list[str]:
        """The files and rules that the command line asks for. Known only after parsing."""
        return [str(target) for target in self._get("dag_settings.targets")]

    def watch_failures(self, note: Callable[[str, str], None]) -> None:
        """Have a function called with the output and the cause, if there is one, of each job that fails."""
        from snakemake.logging import logger

        class Failures(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if getattr(record, "event", "") != "job_error":
                    return
                for file in getattr(record, "output", None) or ():
                    path = str(file).removesuffix(" (update)")
                    note(path, getattr(record, "rule_msg", None) or "its job failed")

        logger.addHandler(Failures())

    def be_patient(self) -> None:
        """Make Snakemake wait longer for missing files, which another run in this folder may be replacing.

        This is not set in the default profile, because it would override a cluster's profile.
        """
        execution = self._get("execution_settings")
        execution.latency_wait = max(execution.latency_wait, PATIENCE)


def import_no_pandas() -> None:
    """Keep Snakemake from importing pandas, which takes a fifth of a second, to look at parameters.

    It asks of each whether it is one of pandas' tables. Where pandas is not imported, none is.
    """
    from snakemake import persistence

    base = getattr(persistence, "PersistenceBase", None)
    names = ("_serialize_param_pandas", "_serialize_param_builtin")
    if not all(hasattr(base, name) for name in names):  # another release
        return
    if_imported, else_ = (getattr(base, name) for name in names)

    def serialize(self: Any, value: object) -> object:
        return (if_imported if "pandas" in sys.modules else else_)(self, value)

    setattr(base, names[0], serialize)


def tell_parameters(function: Callable[..., object]) -> None:
    """Tell Snakemake a function's parameters, for which it looks twice at each of thousands of calls."""
    with suppress(ImportError):  # another release
        from snakemake.common import overwrite_function_params

        overwrite_function_params(function, inspect.signature(function).parameters)


def end_timers() -> None:
    """Cancel the scheduler's remaining timers: they have no effect, but Snakemake would wait for them."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
