"""Draw a sweep's figures without Snakemake: one process tree, the same figures, byte for byte.

The command line of the fallback: ``python -m sweepfig my.yaml`` where the library is installed, and
``python scripts/fallback.py`` in a checkout.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tqdm import tqdm

from sweepfig import cli, inputs, pool, settings
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan import load
from sweepfig.summary import closing_lines


def main() -> int:
    """Draw what the config asks for; return the exit status."""
    options = _options()
    began = time.perf_counter()
    config = settings.read(options.configfile)
    output = options.output or config.output
    inputs.check_output(output)
    plan_path = ensure_plan(config, output)
    plan = load(plan_path)  # once: its file may be gone at the end
    cli.say_forecast(plan, output)
    with tqdm(unit="figure", disable=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        run = draw_plan(plan_path, processes=options.processes, on_progress=show)
    seconds = time.perf_counter() - began
    print(*closing_lines(plan, run.rows, run.receipt, output, seconds), sep="\n")
    if run.stopped:
        print(f"error: {run.stopped}; run again to draw the rest", file=sys.stderr)
    return 0 if run.is_complete else cli.FAILED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=_command(), description=__doc__.splitlines()[0])
    parser.add_argument("config", nargs="?", help="the config file")
    parser.add_argument(
        "--configfile", metavar="FILE", help="the same; default in a checkout: the demo's"
    )
    parser.add_argument(
        "--processes",
        type=_count,
        default=pool.default_processes(),
        metavar="N",
        help="workers; default: all usable cores less one (here %(default)s)",
    )
    parser.add_argument(
        "--output", metavar="FOLDER", help="draw there instead of the config's output"
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


if __name__ == "__main__":
    cli.run(main)
