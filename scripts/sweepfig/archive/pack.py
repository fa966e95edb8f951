"""Pack a drawn sweep into an archive: check that it is whole, write the zip, describe it.

The archive:

    README.txt                      what is what, and how to draw again
    figures/                        the output folder: figures, tables, gallery, plan
        data.csv-metadata.json      the columns of data.csv
    input/                          what they were drawn from, by the paths that the config has
        requirements.txt            the versions that drew
        data-sha256.txt             the digests of the sweep's files, if they are not packed
        elsewhere/                  what lies outside of the working folder
    manifest-sha256.txt             the digest of each file before it
    ro-crate-metadata.json          what each file is (`sweepfig.archive.crate`)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sweepfig.archive import figures, inputs, readiness
from sweepfig.archive.crate import entities, programs
from sweepfig.archive.crate.about import About
from sweepfig.archive.crate.metadata import METADATA, Content, metadata_json
from sweepfig.archive.inputs import Inputs
from sweepfig.archive.readiness import State
from sweepfig.archive.readme import readme_txt
from sweepfig.archive.zip_file import Zip, written
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError, counted
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.report.table import title

README, SUMS = "README.txt", "manifest-sha256.txt"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Order:
    """What is to be packed, and how.

    Attributes
    ----------
    output : Path
        The output folder.
    config : Path, optional
        None if it is not known.
    file : Path
        The archive.
    about : About
    mend : str
        The command that draws what is missing.
    version : str
        This program's.
    with_data : bool
        Pack the sweep's own files, too.
    as_is : bool
        Pack what is there, whatever is missing or not current.
    force : bool
        Replace a file that is there.
    """

    output: Path
    config: Path | None
    file: Path
    about: About
    mend: str
    version: str
    with_data: bool = False
    as_is: bool = False
    force: bool = False


def pack(order: Order, on_progress: Progress | None = None) -> list[str]:
    """Pack a drawn sweep; return lines that say what was packed, and what may be added.

    Parameters
    ----------
    order : Order
    on_progress : callable, optional
        Called with the number of figures and files of data that are done, and of all of them.

    Raises
    ------
    UserError
        If the sweep is not whole and current, and is not to be packed as it is; or the archive's file is
        there already, or can't be there.
    OSError
        If a file can't be read or written, or is removed meanwhile.
    """
    _check_file(order)
    plan = load(paths.plan_file(order.output))
    checked = None if order.config is None else settings.read(order.config)
    state = readiness.state_of(plan, order.output, checked)
    if state.doubts and not order.as_is:
        raise UserError(
            f"{order.output}: {'; '.join(state.doubts)}; {order.mend} draws what can be drawn, "
            "--as-is packs what is there"
        )
    found = inputs.find(plan, order.config)
    with written(order.file) as archive:
        _write(archive, order, plan, state, found, on_progress)
        n_files = archive.n_files
    size = order.file.stat().st_size / 1e6
    return [
        f"{order.file}: {counted(state.n_figures, 'figure')}, {counted(n_files, 'file')}, {size:.1f} MB",
        *(f"  as it is: {doubt}" for doubt in state.doubts),
        *_hints(order, found),
    ]


def _check_file(order: Order) -> None:
    path = order.file
    if path.is_dir() or not path.parent.is_dir():
        what = "a folder is there" if path.is_dir() else f"there is no folder {path.parent}"
        raise UserError(f"{path}: the archive can't be written: {what}; -o NAME takes another")
    if os.path.lexists(path) and not order.force:
        raise UserError(
            f"{path}: there is a file; --force replaces it, -o NAME writes to another one"
        )


def _write(
    archive: Zip,
    order: Order,
    plan: Plan,
    state: State,
    found: Inputs,
    on_progress: Progress | None,
) -> None:
    """Write all files of the archive."""
    about = completed(order, plan, state)
    program, packages = programs.sweepfig(order.version), [*programs.packages(plan)]
    n_files = state.n_figures * len(plan.variants)
    on_file = _Counter(n_files + len(found.data), on_progress)
    text = readme_txt(about, found, program, has_data=order.with_data)
    readme = archive.add_content(README, [text.encode()])
    are_described = n_files <= figures.MOST_DESCRIBED
    drawn = figures.pack(
        archive, plan, order.output, state.own, on_file, are_described=are_described
    )
    if on_file.done != n_files:
        raise UserError(
            f"{order.output}: figures were removed, changed or drawn while they were packed; "
            "do it again when nothing else is at work there"
        )
    used = inputs.pack(archive, found, [program, *packages], on_file, with_data=order.with_data)
    sums = archive.add_content(SUMS, archive.sums())
    top = [
        entities.file(readme, "What is what, and how to draw again"),
        drawn.folder,
        used.folder,
        entities.file(sums, "SHA-256 of each file"),
    ]
    content = Content(
        about=about,
        ended=_ended(order.output),
        top=top,
        within=[*drawn.parts, *used.parts, *drawn.columns],
        used=used.used,
        made=[drawn.folder, *drawn.tables],
        program=program,
        packages=packages,
    )
    archive.add_content(METADATA, [metadata_json(content).encode()])


class _Counter:
    """Counts the files that are done, and tells how many there are."""

    def __init__(self, total: int, on_progress: Progress | None) -> None:
        self.done, self._total, self._tell = 0, total, on_progress

    def __call__(self) -> None:
        self.done += 1
        if self._tell is not None:
            self._tell(self.done, self._total)


def completed(order: Order, plan: Plan, state: State) -> About:
    """Return what is said of an archive, with what the user left out in the sweep's own names."""
    about = order.about
    axes = [quantity.name for quantity in plan.quantities[: len(plan.axes)]]
    said = (
        f"{counted(state.n_figures, 'figure')} of a parameter sweep, one for each choice of "
        f"{', '.join(axes)}, drawn by sweepfig {order.version}, with the numbers that were measured."
    )
    said += "".join(f" Packed as it is: {doubt}." for doubt in state.doubts)
    return replace(
        about,
        title=about.title or plan.gallery_title or f"Figures of {title(plan)}",
        description=about.description or said,
        keywords=about.keywords or ("parameter sweep", *axes, plan.quantities[-1].name),
    )


def _ended(output: Path) -> str:
    """Return when the last run over all of the sweep ended, which made the table, or else its plan."""
    made = next(filter(Path.exists, (paths.data_file(output), paths.plan_file(output))))
    return datetime.fromtimestamp(made.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _hints(order: Order, found: Inputs) -> Iterator[str]:
    """Yield what is not in the archive, and how to add it."""
    if order.config is None:
        yield "  the config is not known; --configfile FILE packs it, too"
    if not order.with_data and found.data:
        more = f" and {len(found.data) - 1} more" if len(found.data) > 1 else ""
        yield f"  the data ({found.data[0].path}{more}) are not packed; --data packs them, too"
    if order.about.missing:
        yield f"  before you publish it, say {' and '.join(order.about.missing)}"
