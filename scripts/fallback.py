"""Draw a sweep's figures without Snakemake: one process tree, the same figures, byte for byte."""

from __future__ import annotations

import argparse
import sys
import time

from sweepfig import cli, inputs, pool, settings
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan import load
from sweepfig.summary import closing_lines
from tqdm import tqdm


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--configfile", default=settings.EMBEDDED_CONFIG, metavar="FILE", help="default: the demo's"
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
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"got {text!r}; a whole number from 1 is allowed")
    return int(text)


if __name__ == "__main__":
    cli.run(main)
