"""Bring the files that show a drawn sweep up to date: metrics.nc, overview figures, the gallery.

If they are unchanged since the last run (`sweepfig.report.findings.StoredFindings`), and would be made from
the same content, a run leaves them alone and does not import the code that makes them.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sweepfig.batch.row import Row
from sweepfig.core import naming, paths, storage
from sweepfig.core.digests import digest_of, digest_of_code, version
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import to_json
from sweepfig.pool.forks import Forks
from sweepfig.pool.starmap import Workers
from sweepfig.report.file_tasks import begin
from sweepfig.report.overview import pictures
from sweepfig.report.overview.ranking import on_the_sheet

PACKAGES = ("matplotlib", "netCDF4", "numpy", "pillow", "zlib-ng")
MARK = ".snakemake_timestamp"  # Snakemake puts it into a folder; here it is on both paths


def import_ahead() -> None:
    """Find and import what `show` needs."""
    with suppress(OSError):  # `show` will say so
        code_digest()
    from sweepfig.report import table  # noqa: F401
    from sweepfig.report.gallery import axes_box, index, slice_file, slices  # noqa: F401


def write_report_files(
    plan: Plan,
    plan_path: str | Path,
    rows: Sequence[Row],
    output: str | Path,
    workers: Workers | Forks | None = None,
) -> bool:
    """Make all that shows a sweep.

    Parameters
    ----------
    plan : Plan
    plan_path : str or Path
        Its plan.json, which workers read.
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, with the figures.
    workers : Workers or Forks, optional
        That help if they are started.

    Returns
    -------
    bool
        Whether the page has the numbers of all slices; not if a file of the sweep has changed meanwhile.
    """
    from sweepfig.report.gallery import slices

    of_slices = slices.tasks(plan, plan_path, rows, Path(output), code_digest())
    begun = begin([*pictures.tasks(plan, rows, output), *of_slices], workers)
    from sweepfig.report.gallery.axes_box import axes_box
    from sweepfig.report.gallery.index import index_html, index_js
    from sweepfig.report.gallery.slice_file import is_whole
    from sweepfig.report.table import metrics_nc

    def write(path: Path, content: bytes) -> None:
        storage.write(path, content, temporary=paths.temporary_folder(output))

    write(paths.metrics_file(output), metrics_nc(plan, rows))
    _fill_sheet_folder(plan, rows, Path(output))
    box = axes_box(plan, rows, output)
    write(paths.gallery_data_file(output), index_js(plan, rows, box).encode())
    write(paths.gallery_file(output), index_html(plan, rows).encode())
    slices.tidy(plan, Path(output), MARK)
    has_all = True
    for path, content in begun:
        write(path, content)
        has_all &= is_whole(content)
    return has_all


def strays(plan: Plan, output: str | Path) -> list[Path]:
    """Return the files with names of a run's own that this plan has none of: they tell of another sweep.

    Of a plan before, with a model, with lines, with holes or with other numbers; or of a copied folder.
    """
    own = {*paths.overview_files(output, plan.overviews)}
    if plan.n_holes:
        own.add(paths.holes_file(output))
    known = [*paths.overview_files(output), paths.holes_file(output)]
    return [path for path in known if path not in own and _is_file_or_link(path)]


def _is_file_or_link(path: Path) -> bool:
    """Whether there is something with this name that is no folder: a pipe, a dangling link."""
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def made_from(plan: Plan, rows: Sequence[Row]) -> str:
    """Return the digests of the code and of the content that the files showing a sweep are made from."""
    # Without the input files' times: the same data give the same page.
    without = {"files": None, "depends": None, "check": None, "digest": None, "inputs": None}
    shown = {**json.loads(to_json(plan)), **without}
    return f"{code_digest()}.{_digest_of_all(shown, rows)}"


def digests(files: Sequence[Path], output: str | Path) -> dict[str, str]:
    """Return the digest of each file's content, by its path in the output folder."""
    return {file.relative_to(output).as_posix(): storage.content_digest(file) for file in files}


def are_unchanged(stored: Mapping[str, str], output: str | Path) -> bool:
    """Whether files still have these digests, which `digests` returned."""
    try:
        return digests([Path(output) / file for file in stored], output) == stored
    except OSError:
        return False


def _digest_of_all(shown: dict[str, Any], rows: Sequence[Row]) -> str:
    # Row by row: the text of a million rows would take as much memory as the rows.
    digest = hashlib.blake2b(digest_of(shown).encode(), digest_size=16)
    for row in rows:
        digest.update(json.dumps(row.cells()).encode())
    return digest.hexdigest()


def _fill_sheet_folder(plan: Plan, rows: Sequence[Row], output: Path) -> None:
    """Copy the contact sheet's figures to where Snakemake's report finds them, numbered.

    File by file: another run may be at it, too.
    """
    folder = paths.sheet_folder(output)
    figures = [rows[target].figure for target, _ in on_the_sheet(plan, rows)]
    names = [f"{place:02}_{_short(name)}" for place, name in enumerate(figures, 1)]
    temporary = paths.temporary_folder(output)
    storage.write(folder / MARK, b"", temporary=temporary)
    for name, figure in zip(names, figures, strict=True):
        storage.write(folder / name, storage.read(output / figure), temporary=temporary)
    for former in {path.name for path in folder.iterdir()} - {MARK, *names}:
        (folder / former).unlink(missing_ok=True)


def _short(figure: str) -> str:
    """Return a figure's path as a file's name: of a long one the end."""
    name = figure.replace("/", " ").encode()[-naming.LONGEST_PIECE :]
    return name.decode(errors="ignore").strip()


@functools.lru_cache(maxsize=1)
def code_digest() -> str:
    """Return the digest of the code, page and versions that make the files showing a sweep."""
    return digest_of([digest_of_code(""), [version(package) for package in PACKAGES]])
