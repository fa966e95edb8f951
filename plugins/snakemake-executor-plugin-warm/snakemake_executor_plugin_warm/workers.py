"""Share jobs out among warm processes, within the cores of a run.

A process that dies or takes too long fails the job that it was at, and no other: the rest of its call
goes to the next process.

To begin a job takes Snakemake some milliseconds, in which a process would wait for it. Where jobs are
quick, those of the next call begin while the processes are still at work.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice, takewhile
from typing import Any

from snakemake_executor_plugin_warm import ahead
from snakemake_executor_plugin_warm.process import Outcome
from snakemake_executor_plugin_warm.task import Task
from snakemake_executor_plugin_warm.warm_process import Died, WarmProcess

QUICK = 0.1  # s, for a job; a run that is to stop waits for all that have begun


class Workers:
    """Warm processes, as many as there are cores; and the jobs that wait for one.

    Parameters
    ----------
    cores : int
        Threads of all jobs that run at a time, those without a function among them.
    jobs_per_call : int
        The most jobs that a function is called with.
    on_error : callable
        Called with what kept a task from beginning; no other begins after that.
    """

    def __init__(
        self, cores: int, jobs_per_call: int, on_error: Callable[[Exception], None]
    ) -> None:
        self._cores, self._free, self._most = cores, cores, jobs_per_call
        self._on_error = on_error
        self._waiting: list[Task] = []
        self._not_begun: list[Task] | None = None  # a list: no task begins any more
        self._beginning: list[Task] = []  # they begin, or have begun and wait for a core
        self._seconds: dict[str, float] = {}  # that the last job of a function took
        self._idle: list[WarmProcess] = []
        self._processes: set[WarmProcess] = set()
        self._changed = threading.Condition()
        self._is_over = False
        self._threads: set[threading.Thread] = set()
        self._dispatcher = threading.Thread(target=self._dispatch, daemon=True)
        self._dispatcher.start()

    def start(self, names: Sequence[str], jobs: Iterable[tuple[int, int]]) -> None:
        """Start processes before there is a job for them, and have them import functions.

        Parameters
        ----------
        names : sequence of str
            The functions of the jobs that are to come.
        jobs : iterable of (int, int)
            Their threads and libraries' threads; no more are taken than there are cores for.
        """
        free = self._cores
        for threads, library_threads in jobs:
            free -= min(threads, self._cores)
            if free < 0:
                return
            threads = min(library_threads or threads, self._cores)
            process = ahead.take(threads) or WarmProcess(threads)
            process.prepare(names)
            with self._changed:
                self._processes.add(process)
                self._idle.append(process)

    def submit(self, tasks: Sequence[Task]) -> None:
        """Have jobs begin when cores are free."""
        with self._changed:
            for task in tasks:
                if self._not_begun is None or task.has_begun:
                    bisect.insort(self._waiting, task)
                else:
                    self._not_begun.append(task)
            self._changed.notify_all()

    def stop_beginning(self) -> None:
        """Let no job begin any more."""
        with self._changed:
            if self._not_begun is None:
                self._not_begun = []
            self._not_begun += [task for task in self._waiting if not task.has_begun]
            self._waiting = [task for task in self._waiting if task.has_begun]
            self._changed.notify_all()

    def take_not_begun(self) -> list[Any]:
        """Return what the tasks were made from that didn't begin, each once."""
        with self._changed:
            not_begun, self._not_begun = self._not_begun or [], []
        return [task.source for task in not_begun]

    def release(self, threads: int) -> None:
        """Take the cores of a job for free that had no function."""
        with self._changed:
            self._free += threads
            self._changed.notify_all()

    def cancel(self) -> None:
        """Kill every process; no job that waits begins, and of none that ran a word is heard."""
        with self._changed:
            self._is_over = True
            self._waiting.clear()
            for process in self._processes:
                process.kill()
            self._changed.notify_all()

    def close(self) -> None:
        """Wait for the jobs that run; end the processes."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_over or not (self._waiting or self._beginning or self._threads)
            )
            self._is_over = True
            self._changed.notify_all()
            for process in self._processes:
                process.end()

    def _dispatch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_next)
                if self._is_over:
                    return
                self._beginning = tasks = self._take()
            begun = [task for task in tasks if self._begin(task)]
            with self._changed:
                if begun:
                    self._changed.wait_for(partial(self._is_free, tasks[0].threads))
                    cause = self._start(begun, tasks[0].threads)
            if begun and cause is not None:
                self._handle_death(Died(cause, fails="all"), begun)
            with self._changed:
                self._beginning = []
                self._changed.notify_all()

    def _start(self, tasks: list[Task], threads: int) -> str | None:
        """Have a process do tasks that have begun; one without a function is at work already.

        Return why it can't: the machine has too many threads.
        """
        self._free -= threads
        if tasks[0].name and not self._is_over:
            thread = threading.Thread(target=self._run, args=(tasks, threads), daemon=True)
            self._threads.add(thread)
            try:
                thread.start()
            except RuntimeError as error:
                self._threads.discard(thread)
                self._free += threads
                return f"no thread for its process can be started: {error}"
        return None

    def _is_free(self, threads: int) -> bool:
        # More threads than there are cores run alone.
        return self._is_over or min(threads, self._cores) <= self._free

    def _has_next(self) -> bool:
        if not self._waiting:
            return self._is_over
        first = self._waiting[0]
        return self._is_free(first.threads) or self._seconds.get(first.name, QUICK) < QUICK

    def _take(self) -> list[Task]:
        """Return the next task; with it those after it, its share, that the same call can do."""
        first = self._waiting[0]
        first.threads = min(first.threads, self._cores)
        count = 1
        if first.name:
            known = islice(self._waiting, 2 * self._cores * self._most)
            count = max(1, sum(1 for _ in takewhile(first.is_like, known)) // (2 * self._cores))
        tasks = self._waiting[:count]
        del self._waiting[:count]
        return tasks

    def _begin(self, task: Task) -> bool:
        if self._is_over:
            return False
        if task.has_begun:
            return True
        try:
            task.begin()
        except Exception as error:
            self.stop_beginning()
            self._on_error(error)
            return False
        task.has_begun = True
        return True

    def _run(self, tasks: list[Task], threads: int) -> None:
        """Have a process do tasks."""
        process, left = None, list(tasks)
        try:
            process = self._process(tasks[0].library_threads or threads)
            for outcome in process.call(
                tasks[0].name, [(task.sent, task.seconds) for task in tasks]
            ):
                self._note_seconds(tasks[0].name, outcome.seconds)
                left[0].on_end(outcome)
                del left[0]
        except Died as death:
            self._handle_death(death, left)
        except Exception as error:  # rather a failure than jobs of which nothing is heard
            if process is not None:
                process.end()  # it may have more to say, about these jobs
            self._handle_death(Died(f"{type(error).__name__}: {error}", fails="all"), left)
        finally:
            with self._changed:
                if process is not None and process.is_alive:
                    self._idle.append(process)
                elif process is not None:
                    self._processes.discard(process)
                self._threads.discard(threading.current_thread())
                self._free += threads
                self._changed.notify_all()

    def _note_seconds(self, name: str, seconds: float) -> None:
        """Note how long a job of a function took; wake the dispatcher where that shows it quick."""
        with self._changed:
            was_quick = self._seconds.get(name, QUICK) < QUICK
            self._seconds[name] = seconds
            if seconds < QUICK and not was_quick:
                self._changed.notify_all()

    def _handle_death(self, death: Died, left: list[Task]) -> None:
        """Say what a death means for the tasks that were not done; what can be done waits again."""
        if self._is_over:
            return
        count = {"all": len(left), "first": 1, "none": 0}[death.fails]
        for task in left[:count]:
            task.on_end(Outcome(str(death)))
        self.submit(left[count:])

    def _process(self, threads: int) -> WarmProcess:
        with self._changed:
            if self._is_over:
                raise Died("the run was ended", fails="all")
            fitting = [process for process in self._idle if process.threads == threads]
            if fitting:
                self._idle.remove(fitting[-1])
                return fitting[-1]
            if self._idle and len(self._processes) >= self._cores:
                idle = self._idle.pop(0)
                self._processes.discard(idle)
                idle.end()
            process = WarmProcess(threads)
            self._processes.add(process)
            return process
