"""List the subcommands of `sweepfig`; whatever else is given is drawn.

It imports no subcommand's work, so that the help and the shell's completion come at once.
"""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

import sweepfig
from sweepfig.commands.draw import draw, preview, watch
from sweepfig.commands.finished import archive, book, movies, open_gallery, prune, verify
from sweepfig.commands.init import init
from sweepfig.commands.redraw import redraw

SUBCOMMANDS = (
    draw,
    init,
    preview,
    watch,
    open_gallery,
    verify,
    movies,
    book,
    archive,
    prune,
    redraw,
)


class _Group(click.Group):
    """Subcommands in the order of a user's work; `draw` is meant where none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "--help", "--version"}:
            args = ["draw", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        there = super().shell_complete(ctx, incomplete)
        return [*there, CompletionItem(incomplete, type="file")]


@click.group(cls=_Group, invoke_without_command=True)
@click.version_option(sweepfig.__version__, message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> int:
    """Draw a figure for each point of a simulation sweep.

    \b
    sweepfig my_runs/      a folder of NetCDF files or Zarr stores: looks, writes
                           a config, draws, says where the gallery is
    sweepfig 'runs/*.nc'   files, or a pattern
    sweepfig my.yaml       a config: yours, or one that sweepfig wrote
    """  # noqa: D301 (click's mark of lines to keep)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
    return 0


for _subcommand in SUBCOMMANDS:
    group.add_command(_subcommand)
