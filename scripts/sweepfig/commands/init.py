"""Take the command line that writes a config, and says how to draw it."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from sweepfig.commands.options import NonEmptyPath, is_config
from sweepfig.config.reader import ROOT
from sweepfig.core.errors import UserError


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="SWEEP...", type=NonEmptyPath())
@click.option(
    "--config",
    type=NonEmptyPath(path_type=Path),
    metavar="FILE",
    help="Write there; by default beside the output folder.",
)
@click.option(
    "--output",
    type=NonEmptyPath(),
    metavar="FOLDER",
    help="For the figures; by default named after the data.",
)
@click.option("--force", is_flag=True, help="Replace a config that is there.")
def init(paths: tuple[str, ...], config: Path | None, output: str | None, force: bool) -> int:
    """Write a config for data, and draw nothing.

    SWEEP is a folder, files or a pattern. The config has a comment for each choice that was made.
    """
    from sweepfig.commands import own_data
    from sweepfig.propose.output_folder import has_config

    data = own_data.find(paths, output, may_be_broken=True)
    path = config or data.config
    if has_config(path) and not force:
        raise UserError(
            f"{path}: there is a file; --force replaces it, --config NAME writes to another one"
        )
    for line in own_data.write_config(data, path):
        print(line)
    print("draw: " + "\n  or: ".join(map(shlex.join, _commands(str(path)))))
    return 0


def _commands(config: str) -> list[list[str]]:
    """Return the commands that draw a config."""
    draw = (
        ["sweepfig", config] if is_config(config) else ["sweepfig", "draw", "--configfile", config]
    )
    snakefile = ROOT / "Snakefile"
    if not snakefile.is_file():
        return [draw]
    there = [] if snakefile.parent == Path.cwd() else ["-s", _short(snakefile)]
    return [
        draw,
        ["snakemake", "--cores", "all", *there, "--configfile", config],
    ]


def _short(path: Path) -> str:
    path, here = path.resolve(), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
