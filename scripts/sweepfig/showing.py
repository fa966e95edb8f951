"""What shows a drawn sweep: metrics.nc, overview figures, the gallery. Made for both paths alike.

The page is written last and says what all of it was made from; as long as that is so, a run leaves
it alone and imports none of what makes it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from sweepfig import names, storage
from sweepfig.jsonable import digest_of
from sweepfig.manifest import Row
from sweepfig.plan import Plan
from sweepfig.planfile import to_json

PACKAGES = ("jinja2", "matplotlib", "netCDF4", "numpy", "pillow")
MODULES = ("showing.py", "gallery.py", "overview.py", "table.py", "png.py")
MARK = ".snakemake_timestamp"  # Snakemake puts it into a folder; here it is on both paths
RECORD = re.compile(r'<meta name="sweepfig" content="(\w+)\.(\w+)">')


def show(plan: Plan, rows: Sequence[Row], output: str | Path) -> None:
    """Bring all that shows a sweep up to date.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, with the figures.
    """
    # Not what the files' times were: the same data make the same page.
    shown = {**json.loads(to_json(plan)), "files": None, "digest": None, "inputs": None}
    content = _digest_of_all(shown, rows)
    made_from = (code_digest(), content)
    if recorded(output) == made_from and is_as_told(plan, output):
        return
    from sweepfig.gallery import index_html, index_js
    from sweepfig.overview import overview_pngs
    from sweepfig.table import metrics_nc

    def write(path: Path, content: bytes) -> None:
        storage.write(path, content, temporary=names.temporary_folder(output))

    write(names.metrics_file(output), metrics_nc(plan, rows))
    for path, picture in overview_pngs(plan, rows, output).items():
        write(path, picture)
    _fill_sheet_folder(plan, rows, Path(output))
    write(names.gallery_data_file(output), index_js(plan, rows).encode())
    page = index_html(plan, rows, digest=".".join(made_from))
    write(names.gallery_file(output), page.encode())


def is_as_told(plan: Plan, output: str | Path, others: Sequence[Path] = ()) -> bool:
    """Whether all that shows a sweep is as it was when the last run told its findings; `others` as well."""
    is_line, n_curves = plan.ordinate is None, len(plan.sources)
    files = names.files_that_show(output, n_curves, is_line=is_line)
    files += [names.sheet_folder(output), *others]
    try:
        told = names.findings_file(output).stat().st_mtime_ns
        return all(file.stat().st_mtime_ns <= told for file in files)
    except OSError:
        return False


def _digest_of_all(shown: dict[str, Any], rows: Sequence[Row]) -> str:
    # Row by row: the text of a million would take as much memory as they do.
    digest = hashlib.blake2b(digest_of(shown).encode(), digest_size=16)
    for row in rows:
        digest.update(json.dumps(row.cells()).encode())
    return digest.hexdigest()


def _fill_sheet_folder(plan: Plan, rows: Sequence[Row], output: Path) -> None:
    """Copy the contact sheet's figures to where Snakemake's report finds them, numbered."""
    from sweepfig.overview import on_the_sheet

    folder = names.sheet_folder(output)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    for place, target in enumerate(on_the_sheet(plan, rows), 1):
        figure = rows[target].figure
        shutil.copyfile(output / figure, folder / f"{place:02}_{figure.replace('/', ' ')}")


@functools.lru_cache(maxsize=1)
def code_digest() -> str:
    """Return the digest of the code, page and versions that make what shows a sweep."""
    here = Path(__file__).parent
    files = [*(here / name for name in MODULES), *sorted((here / "page").iterdir())]
    own = [hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest() for file in files]
    return digest_of([own, [metadata.version(package) for package in PACKAGES]])


def recorded(output: str | Path) -> tuple[str, str] | None:
    """Return what the page in a folder was made from: code and content; None if there is no page."""
    try:
        with names.gallery_file(output).open(encoding="utf-8") as file:
            found = RECORD.search(file.read(2000))
    except (OSError, UnicodeDecodeError):
        return None
    return (found[1], found[2]) if found else None


def is_outdated(output: str | Path) -> bool:
    """Whether there is a page, but made by other code or versions than these."""
    made_from = recorded(output)
    return names.gallery_file(output).exists() and (made_from or ("",))[0] != code_digest()
