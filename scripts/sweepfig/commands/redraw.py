"""Take the command line of `redraw`, which draws figures again from their files alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import yaml

from sweepfig.commands.options import NonEmptyPath
from sweepfig.core import console, storage
from sweepfig.core.errors import UserError

if TYPE_CHECKING:
    from sweepfig.redrawing.redraw import Redrawn


class Request(NamedTuple):
    """What the command line asks for: its options, with `changes` as settings of `figure`."""

    output: str | None
    changes: Mapping[str, Any]
    trust: bool


@click.command()
@click.argument("figures", nargs=-1, required=True, metavar="FIGURE...", type=NonEmptyPath())
@click.option(
    "-o",
    "--output",
    type=NonEmptyPath(),
    metavar="PATH",
    help="Write the figure there; of several a folder, as one that is there or ends in /.",
)
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="Draw with another setting: figure.ylimits=[0,20], figure.format=pdf. May be repeated.",
)
@click.option("--trust", is_flag=True, help="Run the function that came with a figure.")
@click.option(
    "--data", type=NonEmptyPath(), metavar="FILE", help="Write its numbers alone: .nc or .csv."
)
def redraw(
    figures: tuple[str, ...],
    output: str | None,
    changes: tuple[str, ...],
    trust: bool,
    data: str | None,
) -> int:
    """Draw figures again from their files alone.

    FIGURE was drawn with figure.carry_data. Without options it is drawn and compared, and nothing is
    written; with --set alone, FIGURE.redrawn is written beside it.
    """
    if data is not None:
        return _write_data(figures, Path(data), is_alone=not (output or changes or trust))
    request = Request(output, _settings(changes), trust)
    status = 0
    is_named = output is not None and not Path(output).is_dir()
    there = () if is_named else figures  # a figure is replaced only where its own name is said
    taken = {Path(figure).resolve(): "the figure itself" for figure in there}
    for figure, target in zip(figures, _targets(figures, request), strict=True):
        try:
            status = max(status, _redraw(figure, target, request, taken))
        except UserError as error:
            if len(figures) == 1:
                raise
            print(f"error: {error}", file=sys.stderr)
            status = console.EXIT_MISTAKE
    return status


def _redraw(figure: str, target: Path | None, request: Request, taken: dict[Path, str]) -> int:
    """Draw a figure, write it if there is a target for it, and say so; return the exit status.

    Nothing is written over what is `taken`, files with what each is; the target is added to them.
    """
    from sweepfig.redrawing.redraw import redrawn

    found = redrawn(figure, request.changes, trust=request.trust)
    if found.difference:
        print(f"{figure}: drawn with other versions: {found.difference}")
    if target is None:
        print(f"{figure}: {_said(found)}")
        return 0 if found.is_same else console.EXIT_FAILED
    target = _with_ending(target, figure, found)
    place = target.resolve()
    if place in taken:
        raise UserError(f"{figure}: {target} is {taken[place]}; with -o another one is allowed")
    taken[place] = f"what {figure} was written to"
    target.parent.mkdir(parents=True, exist_ok=True)
    print(f"{figure}: {'the same bytes, ' if found.is_same else ''}in {found.figure.save(target)}")
    return 0


def _said(found: Redrawn) -> str:
    return "the same bytes" if found.is_same else "other bytes are drawn here; -o writes them"


def _with_ending(target: Path, figure: str, found: Redrawn) -> Path:
    """Return the path to write to; one made of the figure's own name gets the new format's ending."""
    is_own_name = target.name in (Path(figure).name, _beside(figure).name)
    return target.with_suffix(Path(found.figure.name).suffix) if is_own_name else target


def _targets(figures: Sequence[str], request: Request) -> Iterator[Path | None]:
    """Yield where each figure is to be written; None where nowhere.

    Several are written into a folder as they lie below the folder that all of them are in.
    """
    if request.output is None:
        yield from (_beside(figure) if request.changes else None for figure in figures)
        return
    output = Path(request.output)
    if len(figures) > 1 and output.exists() and not output.is_dir():
        raise UserError(
            f"-o: got {output}, a file, for {len(figures)} figures; a folder is allowed"
        )
    if len(figures) == 1 and not (output.is_dir() or request.output.endswith(os.sep)):
        yield output
        return
    folders = [os.path.dirname(os.path.abspath(figure)) for figure in figures]
    common = os.path.commonpath(folders)
    for figure, folder in zip(figures, folders, strict=True):
        yield output / os.path.relpath(folder, common) / Path(figure).name


def _beside(figure: str) -> Path:
    path = Path(figure)
    return path.with_name(f"{path.stem}.redrawn{path.suffix}")


def _settings(given: Sequence[str]) -> dict[str, Any]:
    """Return settings of `figure` from ``figure.KEY=VALUE``, whose values are YAML.

    Raises
    ------
    UserError
        If one has no value, its key is not of `figure`, or its value is no YAML.
    """
    found: dict[str, Any] = {}
    for each in given:
        key, equals, value = each.partition("=")
        section, _, name = key.strip().partition(".")
        if not equals or section != "figure" or not name:
            raise UserError(
                f"--set: got {each!r}; figure.KEY=VALUE is allowed, as figure.ylimits=[0,20]"
            )
        try:
            found[name] = yaml.safe_load(value)
        except (yaml.YAMLError, ValueError, RecursionError):
            raise UserError(
                f"--set: got {each!r}, whose value is no YAML; a value as in a config is allowed"
            ) from None
    return found


def _write_data(figures: Sequence[str], target: Path, *, is_alone: bool) -> int:
    if len(figures) > 1 or not is_alone:
        raise UserError(f"--data: one figure, and no other option, is allowed; got {target}")
    from sweepfig.redrawing.dataset import slice_of

    numbers = slice_of(figures[0])
    if target.suffix == ".nc":
        content = bytes(numbers.to_netcdf())
    elif target.suffix == ".csv":
        content = numbers.to_dataframe().to_csv().encode()
    else:
        raise UserError(f"--data: got {target}; a name that ends in .nc or .csv is allowed")
    storage.write(target, content, temporary=target.parent)
    print(f"{figures[0]}: its numbers are in {target}")
    return 0
