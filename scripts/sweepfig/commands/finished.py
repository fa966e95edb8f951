"""Take the command lines for a drawn sweep: `open`, `verify`, `movies`, `book`, `archive` and `prune`."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from sweepfig import __version__
from sweepfig.commands.options import Count, NonEmptyPath, processes_option
from sweepfig.core import console
from sweepfig.core import paths as files
from sweepfig.core.errors import UserError, counted

DRAWN = "SWEEP is the folder of its figures, or what was drawn: the config, or the data."

drawn_argument = click.argument(
    "paths", nargs=-1, required=True, metavar="SWEEP...", type=NonEmptyPath()
)
name_option = click.option("--name", help="Make this one alone, as k=0.33; by default all.")


@click.command("open", epilog=DRAWN)
@drawn_argument
def open_gallery(paths: tuple[str, ...]) -> int:
    """Open a drawn sweep's gallery in the browser."""
    import webbrowser

    page = files.gallery_file(_output(paths))
    if not page.is_file():
        raise UserError(f"{page}: there is no gallery; a run over all of the sweep makes it")
    if not webbrowser.open(page.resolve().as_uri()):
        print(page)
    return 0


@click.command(epilog=DRAWN)
@drawn_argument
@processes_option
@click.option(
    "--plain",
    type=Count(),
    default=20,
    metavar="N",
    show_default=True,
    help="Figures to draw with plain matplotlib, 20 or more.",
)
def verify(paths: tuple[str, ...], processes: int, plain: int) -> int:
    """Draw all again and compare; some with plain matplotlib."""
    from sweepfig.verify.checks import check

    return check(files.plan_file(_current_output(paths)), processes=processes, plain=plain)


@click.command(epilog=DRAWN)
@drawn_argument
@name_option
def movies(paths: tuple[str, ...], name: str | None) -> int:
    """Make movies along the last axis."""
    return _make("movies", paths, name)


@click.command(epilog=DRAWN)
@drawn_argument
@name_option
def book(paths: tuple[str, ...], name: str | None) -> int:
    """Make a PDF for each value of the first axis."""
    return _make("books", paths, name)


@click.command(epilog=DRAWN)
@drawn_argument
@click.option(
    "-o",
    "--to",
    "file",
    type=NonEmptyPath(path_type=Path),
    metavar="FILE",
    help="The archive; by default beside the output folder, and named after it.",
)
@click.option(
    "--configfile",
    type=NonEmptyPath(path_type=Path),
    metavar="FILE",
    help="The config that drew it.",
)
@click.option("--title", default="", metavar="TEXT", help="By default of the sweep's own names.")
@click.option("--description", default="", metavar="TEXT", help="Likewise.")
@click.option(
    "--author", multiple=True, metavar="'NAME <ORCID>'", help="With or without ORCID; repeat it."
)
@click.option("--license", metavar="ID", help="As CC-BY-4.0 (SPDX), or an address.")
@click.option("--keyword", multiple=True, metavar="WORD", help="May be repeated.")
@click.option("--data", is_flag=True, help="Pack the sweep's own files, too.")
@click.option("--as-is", is_flag=True, help="Pack what is there, if something is missing or old.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def archive(
    paths: tuple[str, ...],
    file: Path | None,
    configfile: Path | None,
    title: str,
    description: str,
    author: tuple[str, ...],
    license: str | None,
    keyword: tuple[str, ...],
    data: bool,
    as_is: bool,
    force: bool,
) -> int:
    """Pack figures, numbers and config into one file, to publish."""
    from sweepfig.archive.crate.about import About, Author, License
    from sweepfig.archive.pack import Order, pack
    from sweepfig.commands.own_data import config_that_drew

    authors = tuple(map(Author.parse, author))
    allowed = None if license is None else License.parse(license)
    output = _output(paths)
    config = configfile or config_that_drew(paths, output)
    order = Order(
        output=Path(output),
        config=config,
        file=file or Path(os.path.relpath(f"{os.path.abspath(output)}.zip")),
        about=About(title, description, authors, allowed, keyword),
        mend=_command_that_draws(config, output if configfile else None),
        version=__version__,
        with_data=data,
        as_is=as_is,
        force=force,
    )
    from sweepfig.fallback import progress_bar

    with progress_bar(leave=False) if sys.stderr.isatty() else nullcontext() as show:
        lines = pack(order, show)
    print(*lines, sep="\n")
    return 0


def _command_that_draws(config: Path | None, output: str | None) -> str:
    """Return what brings figures up to date, in a message's words."""
    if config is None:
        return "the command that drew them"
    return shlex.join(["sweepfig", str(config), *(["--output", output] if output else [])])


@click.command(epilog=DRAWN)
@drawn_argument
@click.option("--yes", is_flag=True, help="Remove them without asking.")
def prune(paths: tuple[str, ...], yes: bool) -> int:
    """Remove figures that the config names no more."""
    offer_to_prune(_current_output(paths), yes=yes)
    return 0


def offer_to_prune(output: str | Path, *, yes: bool) -> None:
    """Print the orphans of an output folder, ask whether to remove them, and do so; with `yes`, don't ask.

    Raises
    ------
    UserError
        If there is no terminal to ask on, and `yes` is False.
        If the last run could not read all files: a figure may be of one of them.
    """
    from sweepfig.plan.plan_file import load
    from sweepfig.report.orphans import orphans, prune

    plan = load(files.plan_file(output))
    if plan.unread:
        (file, reason), *others = plan.unread
        more = f" (and {len(others)} more)" if others else ""
        raise UserError(
            f"{output}: nothing is removed, as figures may be of a file that the last run could not read: "
            f"{file}: {reason}{more}; mend or remove it, run again, and then prune"
        )
    found = orphans(plan, output)
    print(*(Path(output) / figure for figure in found), sep="\n", end="\n" if found else "")
    if not found:
        print("no orphans: nothing to remove")
    elif yes or _is_wanted(
        f"remove {counted(len(found), 'figure')}?", otherwise="--yes removes them"
    ):
        print(counted(sum(1 for _ in prune(output, found)), "figure"), "removed")
    else:
        print("nothing removed")


def _is_wanted(question: str, *, otherwise: str) -> bool:
    if not sys.stdin.isatty():
        raise UserError(f"{question} There is nobody to ask; {otherwise}")
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _make(kind: str, paths: tuple[str, ...], name: str | None) -> int:
    from sweepfig.plan.plan_file import load
    from sweepfig.report import sequences

    output = _current_output(paths)
    made = sequences.make(load(files.plan_file(output)), output, kind, name)
    print(made)
    for line in made.lines():
        print(line, file=sys.stderr)
    return console.EXIT_FAILED if made.not_made or made.left_out else 0


def _output(paths: tuple[str, ...]) -> str:
    from sweepfig.commands.own_data import output_of

    return output_of(paths)


def _current_output(paths: tuple[str, ...]) -> str:
    from sweepfig.commands.own_data import current_output_of

    return current_output_of(paths)
