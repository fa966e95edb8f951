"""Look at a sweep's files and write a config that draws them, with what was guessed as comments.

The command line of ``python scripts/init.py`` in a checkout, and of ``python -m sweepfig.init`` where the
library is installed.
"""

from __future__ import annotations

import argparse
import shlex
import warnings
from pathlib import Path

from sweepfig.config import settings
from sweepfig.core import console
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Plan
from sweepfig.propose.config_text import config_of, config_text, count
from sweepfig.propose.proposal import propose
from sweepfig.propose.proposed import Proposal, Undecided


def main() -> int:
    """Write the config; return the exit status."""
    options = _options()
    path = Path(options.config)
    if path.exists() and not options.force:
        raise UserError(
            f"{path}: there is a file; --force replaces it, --config NAME writes to another one"
        )
    warnings.filterwarnings("ignore", module="xarray")  # about attributes that don't affect figures
    head = f"Made by init.py from {shlex.join(options.files[:3])}"
    head += f" and {len(options.files) - 3} more" if len(options.files) > 3 else ""
    found, plan, wrong = _guess(options.files, options.output)
    text = config_text(found, plan, config_of(found, options.output), head=head, wrong=wrong)
    path.write_text(text, encoding="utf-8")
    if plan is None:
        raise UserError(
            f"what was guessed can't be drawn: {wrong}\n{path} has what was guessed, to be completed"
        )
    print(f"{path}: {count(plan)}")
    for doubt in found.doubts:
        print(f"  not sure: {doubt}")
    print("draw: " + "\n  or: ".join(map(shlex.join, _commands(str(path)))))
    return 0


def _guess(files: list[str], output: str) -> tuple[Proposal, Plan | None, str]:
    """Return what is proposed, with its plan, or None and why it can't be drawn."""
    try:
        found = propose(files)
    except Undecided as error:
        return error.proposal, None, str(error)
    try:
        config = config_of(found, output)
        return found, make_plan(settings.check(config, source="the proposed config")), ""
    except UserError as error:
        return found, None, str(error)


def _commands(config: str) -> list[list[str]]:
    """Return the commands that draw a config."""
    snakefile = settings.ROOT / "Snakefile"
    if not snakefile.is_file():
        return [["python", "-m", "sweepfig", config]]
    there = [] if snakefile.parent == Path.cwd() else ["-s", _short(snakefile)]
    fallback = _short(settings.ROOT / "scripts" / "fallback.py")
    return [
        ["snakemake", "--cores", "all", *there, "--configfile", config],
        ["python", fallback, config],
    ]


def _short(path: Path) -> str:
    path, here = path.resolve(), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "files", nargs="+", metavar="data.nc", help="the sweep: one file or many, or a folder"
    )
    parser.add_argument(
        "--config", default="config.yaml", metavar="FILE", help="default: %(default)s"
    )
    parser.add_argument(
        "--output", default="plots", metavar="FOLDER", help="for the figures; default: %(default)s"
    )
    parser.add_argument("--force", action="store_true", help="replace a config that is there")
    return parser.parse_args()


if __name__ == "__main__":
    console.run(main)
