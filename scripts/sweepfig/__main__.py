"""Draw a sweep's figures without Snakemake: one process tree, the same figures, byte for byte.

The command line of the fallback: ``python -m sweepfig my.yaml`` where the library is installed, and
``python scripts/fallback.py`` in a checkout. Apart from `command`, which does what it asks, so that workers
import what they need while this process does.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sweepfig.config import reader
from sweepfig.core import console, paths
from sweepfig.pool import starmap
from sweepfig.run import preload

# Objects made before the next look for garbage, as `gc.set_threshold` takes it: of what imports make there is
# none, and to look through it as often as usual takes a tenth of a second.
SELDOM = (10_000, 20, 50)


def main() -> int:
    """Draw what the config asks for; return the exit status."""
    gc.set_threshold(*SELDOM)
    options = _options()
    config = reader.read_mapping(options.configfile)
    with starmap.Workers(options.processes, preload.MODULES) as workers:
        if _are_needed(options, config):
            workers.start()
        from sweepfig import command

        return command.draw(options, config, workers)


def _are_needed(options: argparse.Namespace, config: Mapping[str, Any]) -> bool:
    """Whether there is certainly something to draw, for no run was here before, and a core to do so.

    Without one, workers would only hold up this process; that of many figures has them later.
    """
    output = options.output or config.get("output", "plots")
    if not isinstance(output, str) or options.preview or options.watch is not None:
        return False
    is_first = not os.path.exists(paths.plan_file(os.path.expanduser(output)))
    return is_first and starmap.idle_cores() > 1


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
    if not reader.EMBEDDED_CONFIG.is_file():
        parser.error("no config file is given; say python -m sweepfig my.yaml")
    return reader.EMBEDDED_CONFIG


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
