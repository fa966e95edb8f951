"""Do what the command lines that draw ask for: plan and draw, once or again and again, and say it."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Never

from sweepfig.commands.options import MADE_BY, Request
from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.core.errors import UserError
from sweepfig.fallback import Run, draw_plan, ensure_plan, gather_shards, progress_bar
from sweepfig.plan import freshness
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection, Shard, parse
from sweepfig.pool.starmap import Workers
from sweepfig.report.summary import closing_lines, failure_lines, limited_lines


def draw(config: str, mapping: Mapping[str, Any], request: Request, workers: Workers) -> int:
    """Draw what a config asks for; return the exit status.

    Parameters
    ----------
    config : str
        The config's file.
    mapping : mapping
        The config, as its file has it.
    request : Request
    workers : Workers
        That may be started.

    Raises
    ------
    UserError
        If the config is not valid, or can't be planned.
    """
    drawing = _Drawing(config, settings.of_file(config, mapping), request, workers)
    _say_guess(config, request)
    run = drawing.draw()
    if request.shard is not None and not run.stopped:
        run = drawing.close_shards(run)
    if run.stopped:
        print(f"error: {run.stopped}; run again to draw the rest", file=sys.stderr)
    return 0 if run.is_complete else console.EXIT_FAILED


def draw_a_few(config: str, request: Request) -> int:
    """Draw a few figures of a config's sweep; return the exit status."""
    from sweepfig.run.preview import preview

    drawing = _Drawing(config, settings.read(config), request)
    _say_guess(config, request)
    _say_what_varies(drawing)
    plan = load(ensure_plan(drawing.config, drawing.output))
    chosen = drawing.selection.targets(plan)
    is_whole = not plan.unread
    for line in preview(plan, drawing.output, chosen, processes=request.processes):
        print(line.text, flush=True)
        is_whole &= not line.is_of_failure
    for text in failure_lines(plan, [], plan.n_targets, drawing.output):  # files that were left out
        print(text, flush=True)
    return 0 if is_whole else console.EXIT_FAILED


def draw_as_it_grows(config: str, request: Request, *, seconds: float) -> Never:
    """Draw again and again what has changed; never return."""
    from sweepfig.commands.watch import watch

    drawing = _Drawing(config, settings.read(config), request)
    _say_guess(config, request)
    print(f"looking every {seconds:g} s; Ctrl-C ends it", flush=True)
    say = functools.partial(print, file=sys.stderr, flush=True)
    watch(drawing.config, drawing.output, seconds=seconds, draw=drawing.draw, say=say)


class _Drawing:
    """Runs over one config, each of which says what it came to.

    Without `workers` the sweep grows, and each run has processes of its own.
    """

    def __init__(
        self,
        config: str,
        checked: settings.Settings,
        request: Request,
        workers: Workers | None = None,
    ) -> None:
        self.source, self.config = config, checked
        self.output = os.path.expanduser(request.output) if request.output else checked.output
        freshness.check_output(self.output)
        self.selection = Selection(
            parse(request.only) if request.only else checked.only,
            checked.limit if request.limit is None else request.limit,
            Shard.parse(request.shard) if request.shard is not None else None,
        )
        self._workers, self._processes = workers, request.processes
        self._said: list[str] | None = None
        self.told: set[str] = set()  # the files whose parameters were looked at

    def draw(self) -> Run:
        """Draw what is not current."""
        began = time.perf_counter()
        _say_what_varies(self)
        plan_path = ensure_plan(self.config, self.output)
        plan = load(plan_path)  # once: its file may be gone at the end
        chosen = self.selection.targets(plan)
        if chosen is None:
            from sweepfig.run.forecast import say_forecast  # a little later than all else

            say_forecast(plan_path, workers=self._workers)
        with _progress(leave=self._workers is not None) as show:
            run = draw_plan(
                plan_path,
                processes=self._processes,
                growing=self._workers is None,
                chosen=chosen,
                workers=self._workers,
                on_progress=show,
            )
        what = (self.output, time.perf_counter() - began)
        counts, *lines = (
            closing_lines(plan, run.findings, run.receipt, *what, has_table=run.has_table)
            if chosen is None
            else limited_lines(plan, run.rows, run.receipt, self.selection, *what)
        )
        if self._said is None:
            print(counts, *lines, sep="\n", flush=True)
        elif run.receipt.drawn or lines != self._said:
            print(time.strftime("%H:%M:%S"), counts, flush=True)
            print(*(line for line in lines if line not in self._said), sep="\n", flush=True)
        self._said = lines
        if self.selection.is_all and self._workers is not None:
            self._log(run)
        return run

    def close_shards(self, run: Run) -> Run:
        """After a shard of a whole sweep make the table, if this one was the last; return what it came to."""
        if self.selection.only or self.selection.limit is not None:
            return run
        began, plan_path = time.perf_counter(), paths.plan_file(self.output)
        whole = gather_shards(plan_path, self._workers)
        if whole is None:
            return run
        what = (load(plan_path), whole.findings, whole.receipt)
        seconds, has_table = time.perf_counter() - began, whole.has_table
        print(*closing_lines(*what, self.output, seconds, has_table=has_table), sep="\n")
        self._log(whole)
        return whole

    def _log(self, run: Run) -> None:
        """Log a run over all targets where the config says; that fails no run."""
        if self.config.log_to is None or run.stopped:
            return
        from sweepfig.report.tracking import log_to_mlflow

        is_logged, line = log_to_mlflow(run.rows, self.output)
        print(line, file=sys.stdout if is_logged else sys.stderr, flush=True)


def _say_guess(config: str, request: Request) -> None:
    """Say that a config that is given by name is still as it was guessed, if it is."""
    if config in (*request.paths, request.configfile):
        from sweepfig.propose.config_text import guess_lines

        for line in guess_lines(Path(config)):
            print(line, flush=True)


def _say_what_varies(drawing: _Drawing) -> None:
    """Say in what added runs differ from those of the last plan, where the config has no axis for it."""
    try:
        before = {stamp.path for stamp in load(paths.plan_file(drawing.output)).files}
    except UserError:  # there is no plan yet
        return
    there = {stamp.path for stamp in freshness.sweep_files(drawing.config)}
    if there <= before | drawing.told:
        return
    drawing.told = there
    from sweepfig.propose.axes.added import varied_since  # with xarray, which takes long to import

    names = varied_since(drawing.config.sweep, before)
    if names:
        source = str(drawing.source)
        anew = f", or remove {source} and name the data, and it is proposed anew"
        print(
            f"  not sure: the added runs differ from the others in {', '.join(names)}, for which {source} "
            f"has no axis; add it to sweep.axes{anew if _is_proposed(Path(source)) else ''}",
            flush=True,
        )


def _is_proposed(config: Path) -> bool:
    """Whether a config was written by sweepfig."""
    try:
        return config.read_text(encoding="utf-8").startswith(f"# {MADE_BY}")
    except (OSError, ValueError):
        return False


def _progress(*, leave: bool) -> AbstractContextManager[Callable[[int, int], None] | None]:
    """Show a bar on a terminal; nothing elsewhere."""
    return progress_bar(leave=leave) if sys.stderr.isatty() else nullcontext()
