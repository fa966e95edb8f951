"""Draw a sweep's figures without Snakemake: one process tree, the same figures, byte for byte.

The command line of the fallback: ``python -m sweepfig my.yaml`` where the library is installed, and
``python scripts/fallback.py`` in a checkout.
"""

from __future__ import annotations

import argparse
import functools
import math
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from sweepfig import cli
from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.fallback import Run, draw_plan, ensure_plan
from sweepfig.plan import freshness
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection, parse
from sweepfig.pool import starmap
from sweepfig.report.summary import closing_lines, limited_lines
from sweepfig.run.preview import preview


def main() -> int:
    """Draw what the config asks for; return the exit status."""
    options = _options()
    config = settings.read(options.configfile)
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
    drawing = _Drawing(
        config, output, options.processes, selection, growing=options.watch is not None
    )
    if options.watch is not None:
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
    """Runs over one config, each of which says what it came to."""

    def __init__(
        self,
        config: settings.Settings,
        output: str,
        processes: int,
        selection: Selection,
        *,
        growing: bool,
    ) -> None:
        self._config, self._output, self._processes = config, output, processes
        self._selection, self._growing = selection, growing
        self._said: list[str] | None = None

    def draw(self) -> Run:
        """Draw what is not current."""
        began = time.perf_counter()
        plan_path = ensure_plan(self._config, self._output)
        plan = load(plan_path)  # once: its file may be gone at the end
        chosen = self._selection.targets(plan)
        if chosen is None:
            cli.say_forecast(plan, self._output)
        with tqdm(unit="figure", disable=not sys.stderr.isatty(), leave=not self._growing) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            run = draw_plan(
                plan_path,
                processes=self._processes,
                growing=self._growing,
                chosen=chosen,
                may_draw_here=not self._growing,
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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=_command(), description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("config", nargs="?", help="the config file")
    parser.add_argument(
        "--configfile", metavar="FILE", help="the same; default in a checkout: the demo's"
    )
    parser.add_argument(
        "--processes",
        type=_count,
        default=starmap.default_processes(),
        metavar="N",
        help="workers; default: all usable cores less one (here %(default)s)",
    )
    parser.add_argument(
        "--output", metavar="FOLDER", help="draw there instead of the config's output"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="AXIS=VALUE",
        help="draw these alone: k=0.33, nu=1e-6:1e-4 (a range), k=0.3,0.33",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="draw the first N of them alone")
    parser.add_argument(
        "--preview",
        action="store_true",
        help="draw the first, the middle, the last and the extreme ones, and say how long all take",
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="then list the figures that earlier runs drew and that are of no target any more, and "
        "ask whether to remove them",
    )
    parser.add_argument("--yes", action="store_true", help="with --prune: remove without asking")
    parser.add_argument(
        "--watch",
        nargs="?",
        const=5.0,
        type=_seconds,
        metavar="SECONDS",
        help="draw what is new or has changed, again and again, until stopped; default: every 5 s",
    )
    options = parser.parse_args()
    if options.config is not None and options.configfile is not None:
        parser.error("two config files are given; one is allowed")
    options.configfile = options.configfile or options.config or _demo(parser)
    return options


def _command() -> str | None:
    return "python -m sweepfig" if Path(sys.argv[0]).name == "__main__.py" else None


def _demo(parser: argparse.ArgumentParser) -> Path:
    if not settings.EMBEDDED_CONFIG.is_file():
        parser.error("no config file is given; say python -m sweepfig my.yaml")
    return settings.EMBEDDED_CONFIG


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"got {text!r}; a whole number from 1 is allowed")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0.1 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"got {text!r}; seconds from 0.1 to 86400 are allowed")
    return seconds


if __name__ == "__main__":
    console.run(main)
