"""Do what the fallback's command line asks for: plan and draw, once or again and again, and say it."""

from __future__ import annotations

import argparse
import functools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sweepfig import cli
from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.fallback import Run, draw_plan, ensure_plan
from sweepfig.plan import freshness
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection, parse
from sweepfig.pool.starmap import Workers
from sweepfig.report.summary import closing_lines, limited_lines
from sweepfig.run.preview import preview


def draw(options: argparse.Namespace, mapping: Mapping[str, Any], workers: Workers) -> int:
    """Draw what a config asks for; return the exit status.

    Parameters
    ----------
    options : Namespace
        Of the command line (`sweepfig.__main__`).
    mapping : mapping
        The config, as its file has it.
    workers : Workers
        That may be started.

    Raises
    ------
    UserError
        If the config is not valid, or can't be planned.
    """
    config = settings.of_file(options.configfile, mapping)
    output = os.path.expanduser(options.output) if options.output else config.output
    freshness.check_output(output)
    selection = Selection(
        parse(options.only) if options.only else config.only,
        config.limit if options.limit is None else options.limit,
    )
    if options.preview:
        plan = load(ensure_plan(config, output))
        chosen = selection.targets(plan)
        for line in preview(plan, output, chosen, processes=options.processes):
            print(line, flush=True)
        return 0
    growing = options.watch is not None
    drawing = _Drawing(config, output, selection, None if growing else workers, options.processes)
    if growing:
        from sweepfig.watch import watch

        print(f"looking every {options.watch:g} s; Ctrl-C ends it", flush=True)
        say = functools.partial(print, file=sys.stderr, flush=True)
        watch(config, output, seconds=options.watch, draw=drawing.draw, say=say)
    run = drawing.draw()
    if options.prune:
        cli.offer_to_prune(load(paths.plan_file(output)), output, yes=options.yes)
    if run.stopped:
        print(f"error: {run.stopped}; run again to draw the rest", file=sys.stderr)
    return 0 if run.is_complete else console.FAILED


class _Drawing:
    """Runs over one config, each of which says what it came to.

    Without `workers` the sweep grows, and each run has `processes` of its own.
    """

    def __init__(
        self,
        config: settings.Settings,
        output: str,
        selection: Selection,
        workers: Workers | None,
        processes: int,
    ) -> None:
        self._config, self._output, self._selection = config, output, selection
        self._workers, self._processes = workers, processes
        self._said: list[str] | None = None

    def draw(self) -> Run:
        """Draw what is not current."""
        began = time.perf_counter()
        plan_path = ensure_plan(self._config, self._output)
        plan = load(plan_path)  # once: its file may be gone at the end
        chosen = self._selection.targets(plan)
        if chosen is None:
            cli.say_forecast(plan, self._output)
        with _progress(leave=self._workers is not None) as show:
            run = draw_plan(
                plan_path,
                processes=self._processes,
                growing=self._workers is None,
                chosen=chosen,
                workers=self._workers,
                on_progress=show,
            )
        what = (self._output, time.perf_counter() - began)
        counts, *lines = (
            closing_lines(plan, run.findings, run.receipt, *what)
            if chosen is None
            else limited_lines(plan, run.rows, run.receipt, self._selection, *what)
        )
        if self._said is None:
            print(counts, *lines, sep="\n", flush=True)
        elif run.receipt.drawn or lines != self._said:
            print(time.strftime("%H:%M:%S"), counts, flush=True)
            print(*(line for line in lines if line not in self._said), sep="\n", flush=True)
        self._said = lines
        return run


@contextmanager
def _progress(*, leave: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal, as long as the block lasts; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # and a twentieth of a second

    with tqdm(unit="figure", leave=leave) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
