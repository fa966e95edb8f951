"""Find the config of files that are given without one, or propose it.

Figures and config are named after the data, in the working folder: `my_runs/` is drawn into
`my_runs-figures/`, as `my_runs-figures.yaml` says. A config that draws some of the files is theirs, however
it was edited. A name that other data have is never taken. A guess that can't be drawn is no config
until it is edited.
"""

from __future__ import annotations

import os
import shlex
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepfig.commands.options import MADE_BY, is_config, refuse_more_than_a_config
from sweepfig.config import settings
from sweepfig.core import paths, storage
from sweepfig.core.errors import UserError, listed
from sweepfig.plan import freshness
from sweepfig.plan.plan import Plan
from sweepfig.propose import output_folder
from sweepfig.propose.config_text import config_of, config_text, count
from sweepfig.propose.data_files import data_files
from sweepfig.propose.output_folder import (
    config_beside,
    files_in_config,
    has_config,
    is_held_by,
    real,
)
from sweepfig.propose.proposed import Proposal, Undecided
from sweepfig.survey import patterns

NAMES_SHOWN = 3  # names in a message


@dataclass(frozen=True)
class OwnData:
    """Files of a sweep, and where their config and figures are.

    Attributes
    ----------
    given : tuple of str
        The paths by which the user named them.
    there : tuple of str
        The files and folders that these lead to.
    files : tuple of str
        The files of data among them and in them.
    output : str
        The folder for the figures.
    is_new : bool
        Whether there is no config yet; `has_config` says when there is one.
    """

    given: tuple[str, ...]
    there: tuple[str, ...]
    files: tuple[str, ...]
    output: str
    is_new: bool

    @property
    def config(self) -> Path:
        """The config's file, beside the output folder."""
        return config_beside(self.output)

    @property
    def words(self) -> str:
        """The data in a message's words."""
        more = f" and {len(self.given) - NAMES_SHOWN} more" if len(self.given) > NAMES_SHOWN else ""
        return shlex.join(self.given[:NAMES_SHOWN]) + more


def find(
    given: Sequence[str], output: str | None = None, *, may_be_broken: bool = False
) -> OwnData:
    """Find the data's files, and the config and output folder that are theirs or that they may have.

    Parameters
    ----------
    given : sequence of str
        Folders, which are searched with the folders in them; files; patterns.
    output : str, optional
        The output folder; by default one that is named after the data.
    may_be_broken : bool
        Take a config of the data's name that can't be read for theirs: it is to be replaced, if asked.

    Raises
    ------
    UserError
        If a path leads nowhere, a folder has no file of data, `output` has figures of other data, or a config
        of the data's name can't be read.
    """
    there = tuple(each for path in given for each in _paths_at(path))
    files = tuple(data_files(there)[0])
    if output is not None:
        output = os.path.expanduser(output)
        freshness.check_output(output)
        names = [output]
    else:
        names = output_folder.names(output_folder.name_of(there))
    chosen = output_folder.choose(
        names, lambda name: is_held_by(name, files, may_be_broken=may_be_broken)
    )
    if chosen is None:
        config = config_beside(names[0])
        is_drawn = paths.plan_file(names[0]).exists() or has_config(config)
        held = f", or {config}, is of other data" if is_drawn else " has other files in it"
        raise UserError(f"{names[0]}: this folder{held}; --output FOLDER names another one")
    is_new = not has_config(config_beside(chosen))
    return OwnData(tuple(given), there, files, chosen, is_new=is_new)


def known_lines(data: OwnData) -> Iterator[str]:
    """Yield what to say of data that have a config: which one, and what it leaves out."""
    yield f"{data.words}: drawn as {data.config} says"
    drawn = real(files_in_config(data.config))
    left = [file for file in data.files if os.path.realpath(file) not in drawn]
    if left:
        names = listed(left, NAMES_SHOWN)
        yield f"  left out: {names}; remove {data.config}, and it is proposed anew"


def write_config(
    data: OwnData, config: Path | None = None, *, is_brief: bool = False
) -> Iterator[str]:
    """Propose a config and write it; yield what was taken, what was doubtful, and where all this stands.

    In brief, of several doubts the first is said, and where the others stand.

    Raises
    ------
    UserError
        If what is proposed can't be drawn: the config has what was found, and the reason.
        If nothing can be proposed; then nothing is written.
    """
    warnings.filterwarnings("ignore", module="xarray")  # about attributes that don't affect figures
    found, plan, wrong = _guess(data)
    path, head = config or data.config, f"{MADE_BY} from {data.words}"
    proposed = config_of(found, data.output)
    text = config_text(found, plan, proposed, head=head, wrong=wrong)
    storage.write(path, text.encode(), temporary=path.parent)
    if plan is None:
        raise UserError(
            f"what was guessed can't be drawn: {wrong}\n{path} has what was guessed, to be completed"
        )
    curves = ", ".join(dict.fromkeys(curve["variable"] for curve in found.curves))
    over = " and ".join(filter(None, [found.abscissa, found.ordinate]))
    axes = ", ".join(axis.dimension for axis in found.axes)
    files = f" ({len(data.files)} files)" if len(data.files) > 1 else ""
    yield f"{data.words}{files}: {curves} over {over}, a figure for each {axes}"
    doubts = found.doubts
    if is_brief and len(doubts) > 1:
        doubts = [f"{doubts[0]}; and {len(doubts) - 1} more, in {path}"]
    yield from (f"  not sure: {doubt}" for doubt in doubts)
    yield f"{path} says so, to be edited: {count(plan)}"


def _guess(data: OwnData) -> tuple[Proposal, Plan | None, str]:
    """Return what is proposed, with its plan, or None and why it can't be drawn."""
    from sweepfig.plan.make import make_plan  # with xarray, which takes long to import
    from sweepfig.propose.proposal import propose

    try:
        found = propose(data.there)
    except Undecided as error:
        return error.proposal, None, str(error)
    try:
        proposed = config_of(found, data.output)
        return found, make_plan(settings.check(proposed, source="the proposed config")), ""
    except UserError as error:
        return found, None, str(error)


def output_of(given: Sequence[str]) -> str:
    """Return the output folder of a drawn sweep, given the folder, the config or the data.

    Raises
    ------
    UserError
        If nothing is drawn there.
    """
    if any(map(is_config, given)):
        refuse_more_than_a_config(given)
    if len(given) == 1 and paths.plan_file(given[0]).is_file():
        return given[0]
    if is_config(given[0]) and not Path(given[0]).is_file():
        raise UserError(f"{given[0]}: there is no such file")
    # A folder of data may have a page, too, but hardly both files.
    pages = (paths.gallery_file(given[0]), paths.gallery_data_file(given[0]))
    if len(given) == 1 and all(page.is_file() for page in pages):
        raise UserError(
            f"{given[0]}: {paths.plan_file('')} is missing in it, which says what was drawn; "
            "name the config or the data"
        )
    config = Path(given[0]) if is_config(given[0]) else find(given).config
    output = settings.read(config).output if has_config(config) else given[0]
    if not paths.plan_file(output).is_file():
        raise UserError(
            f"{shlex.join(given[:NAMES_SHOWN])}: nothing is drawn of it yet; "
            f"sweepfig {shlex.join(given[:NAMES_SHOWN])} does so"
        )
    return output


def current_output_of(given: Sequence[str]) -> str:
    """Return the output folder as `output_of` does, if its figures are what the config says now.

    A folder is taken as it is: by its own plan.

    Raises
    ------
    UserError
        As `output_of`; and if the config, the data or the program was changed after the figures were drawn.
    """
    output = output_of(given)
    config = None if given[0] == output else config_that_drew(given, output)
    if config is not None and not freshness.has_current_plan(settings.read(config), output):
        raise UserError(
            f"{output}: these figures are not those of {config} as it is now: it, the data or the program "
            f"was changed since, or another config drew them; sweepfig {shlex.quote(str(config))} brings "
            f"them up to date; to take them as they are, name the folder: {shlex.quote(output)}"
        )
    return output


def config_that_drew(given: Sequence[str], output: str) -> Path | None:
    """Return the config of a drawn sweep, given as for `output_of`; None if the folder does not tell it.

    A folder's config is the one beside it of the same name, if its figures go there.
    """
    if is_config(given[0]):
        return Path(given[0])
    if given[0] != output:
        return find(given).config
    beside = config_beside(os.path.normpath(output))
    is_its = has_config(beside) and settings.read(beside).output == os.path.normpath(output)
    return beside if is_its else None


def _paths_at(path: str) -> list[str]:
    """Return the files, stores and folders that a path or a pattern leads to."""
    there = patterns.files_named(path)
    if not there:
        raise UserError(f"{path}: no file matches it")
    for each in there:
        if not os.path.exists(each):
            hint = "" if "/" in each or "." in each else "; sweepfig --help lists the commands"
            raise UserError(f"{each}: there is no such file or folder{hint}")
        if paths.plan_file(each).is_file():
            raise UserError(f"{each}: these are figures; their config or their data can be drawn")
    return there
