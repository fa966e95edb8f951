"""Find out which files of slices' numbers have to be made, beside the gallery's page.

Each has the numbers of some neighbouring targets (`sweepfig.plan.gallery_data`); one has what all share. A
file that was made from the same is left alone, so that one changed slice costs one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sweepfig.batch.row import Row
from sweepfig.core import paths, storage
from sweepfig.core.digests import array_to_json, digest_of
from sweepfig.plan import gallery_data
from sweepfig.plan.plan import Plan
from sweepfig.report.file_tasks import Task
from sweepfig.report.gallery.slice_file import is_made_from, make, make_shared


def tasks(
    plan: Plan, plan_path: str | Path, rows: Sequence[Row], output: Path, code: str
) -> list[Task]:
    """Return what makes each file that is missing, damaged or made from something else.

    Parameters
    ----------
    plan : Plan
    plan_path : str or Path
        Its plan.json, which workers read.
    rows : sequence of Row
        Every target's.
    output : Path
    code : str
        The digest of the code that makes them.
    """
    wanted = gallery_data.files(plan, output)
    if not wanted:
        return []
    *numbered, shared = wanted
    of_plan = (str(plan_path), plan.digest)
    coordinates = [plan.abscissa, *([] if plan.ordinate is None else [plan.ordinate])]
    common = digest_of([code, *map(array_to_json, coordinates)])
    found = [Task(shared, make_shared, of_plan)]
    for number, path in enumerate(numbered):
        which = gallery_data.targets_of(plan, number)
        digests = [rows[n].digest if rows[n].has_figure else "" for n in which]
        made_from = digest_of([common, number, digests])
        if not _is_made_from(path, made_from):
            found.append(Task(path, make, (*of_plan, number, which, digests, made_from)))
    return found


def _is_made_from(path: Path, made_from: str) -> bool:
    try:
        return is_made_from(storage.read(path), made_from)
    except OSError:
        return False


def tidy(plan: Plan, output: Path, mark: str) -> None:
    """Remove the files of former plans, and the folder if none is wanted; else mark it as Snakemake does."""
    folder = paths.slices_folder(output)
    for path in {*paths.slices_files(output)} - {*gallery_data.files(plan, output)}:
        path.unlink()
    if plan.gallery_data != "off":
        storage.write(folder / mark, b"", temporary=paths.temporary_folder(output))
    elif folder.is_dir():
        (folder / mark).unlink(missing_ok=True)
        with suppress(OSError):  # it has files of others
            folder.rmdir()
