"""Define the arguments and options that several subcommands have, and run a command line of click's."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from sweepfig.core.errors import UserError
from sweepfig.pool import starmap

CONFIGS = (".yaml", ".yml", ".json")

MADE_BY = "Made by sweepfig"  # so begins a config that it proposes


@dataclass(frozen=True)
class Request:
    """The arguments and options of a subcommand that draws.

    Attributes
    ----------
    paths : tuple of str
        A config, or files, folders and patterns of data.
    configfile : str, optional
        A config by its option.
    output : str, optional
        The output folder, instead of the config's.
    processes : int
    only : tuple of str
        ``AXIS=VALUE``; see `sweepfig.plan.selection.parse`.
    limit : int, optional
    shard : str, optional
        ``NUMBER/OF``; see `sweepfig.plan.selection.Shard`.
    """

    paths: tuple[str, ...]
    configfile: str | None
    output: str | None
    processes: int
    only: tuple[str, ...]
    limit: int | None
    shard: str | None = None


class Seconds(click.ParamType):
    """A time that is neither too short to look at files in nor longer than a day."""

    name = "seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number of seconds."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0.1 <= seconds <= 86400:
            self.fail(f"got {value!r}; seconds from 0.1 to 86400 are allowed", param, ctx)
        return seconds


class Count(click.ParamType):
    """A whole number from 1."""

    name = "count"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the number."""
        if not str(value).isdecimal() or int(value) < 1:
            self.fail(f"got {value!r}; a whole number from 1 is allowed", param, ctx)
        return int(value)


class NonEmptyPath(click.Path):
    """A path; an empty one, as of a shell's variable that is not set, would be the working folder."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path."""
        if not os.fspath(value):
            self.fail("got ''; a path is allowed", param, ctx)
        return super().convert(value, param, ctx)


Command = Callable[..., Any]

sweep_argument = click.argument("paths", nargs=-1, metavar="SWEEP...", type=NonEmptyPath())
processes_option = click.option(
    "--processes",
    type=Count(),
    default=starmap.default_processes,
    metavar="N",
    show_default="all usable cores less one",
    help="Processes that draw.",
)
_DRAWING = (
    sweep_argument,
    click.option(
        "--configfile",
        type=NonEmptyPath(),
        metavar="FILE",
        help="A config, whatever its name ends in.",
    ),
    click.option(
        "--output",
        type=NonEmptyPath(),
        metavar="FOLDER",
        help="Draw there instead of the config's output.",
    ),
    processes_option,
    click.option(
        "--only",
        multiple=True,
        metavar="AXIS=VALUE",
        help="Draw these alone: k=0.33, nu=1e-6:1e-4 (a range), k=0.3,0.33. May be repeated.",
    ),
    click.option("--limit", type=Count(), metavar="N", help="Draw the first N of them alone."),
)


def is_config(path: str) -> bool:
    """Whether a path is a config's, by its ending; others are of data."""
    return path.lower().endswith(CONFIGS)


def refuse_more_than_a_config(given: Sequence[str]) -> None:
    """Raise `UserError` for a config among several paths."""
    if len(given) > 1:
        raise UserError(f"{', '.join(given[:3])}: one config is allowed, or data without a config")


def takes_a_sweep(command: Command) -> Command:
    """Give a subcommand the arguments and options of a `Request`."""
    for decorate in reversed(_DRAWING):
        command = decorate(command)
    return command


def run(command: click.Command) -> int:
    """Run a command with the process's arguments; return its exit status.

    Raises
    ------
    UserError
        If an argument is wrong.
    """
    try:
        return int(command.main(standalone_mode=False) or 0)
    except click.UsageError as error:
        usage = f"; see {error.ctx.command_path} --help" if error.ctx else ""
        raise UserError(f"{error.format_message().removesuffix('.')}{usage}") from None
