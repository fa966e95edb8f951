"""Note that a figure was drawn wrongly: then plain matplotlib draws all figures of the folder.

The note counts for figures of the same look, drawn by the same code and versions. With it, only a figure that
plain matplotlib has drawn is current; not one drawn faster, by whichever process and run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sweepfig.batch.row import Row
from sweepfig.core import paths, storage
from sweepfig.drawing.file.provenance import PLAIN
from sweepfig.plan.plan import Plan


def note(plan: Plan, output: str | Path, figure: str) -> None:
    """Note that a plan's figure was drawn wrongly, if that is not noted of another one.

    Raises
    ------
    OSError
        If the note can't be written.
    """
    if not wrong_figure(plan, output):
        content = json.dumps([_looks(plan), figure], ensure_ascii=False).encode()
        path = paths.plain_file(output)
        storage.write(path, content, temporary=paths.temporary_folder(output))


def consequence(figure: str) -> str:
    """Return in words what follows from a figure that was drawn wrongly."""
    return f"a check found {figure} not to be as plain matplotlib draws it, so all was drawn again"


def say_if_wrong(plan: Plan, output: str | Path) -> None:
    """Print that a figure was drawn wrongly, if one was: for runs without closing lines."""
    if figure := wrong_figure(plan, output):
        print(f"drawn by plain matplotlib: {consequence(figure)}", file=sys.stderr)


def wrong_figure(plan: Plan, output: str | Path) -> str:
    """Return the figure that is known to have been drawn wrongly; nothing if there is none."""
    path = paths.plain_file(output)
    if not path.exists():  # almost always, and each figure asks this
        return ""
    try:
        drawing, figure = json.loads(storage.read(path))
    except (OSError, ValueError, TypeError):
        return "an unknown figure"  # damaged: the plain way is the safe one
    return str(figure) if drawing == _looks(plan) else ""


def _looks(plan: Plan) -> str:
    """Return the digests of all looks in one: a twin's may be wrong, too."""
    return " ".join(variant.drawing_digest for variant in plan.variants)


def is_doubtful(row: Row) -> bool:
    """Whether a target's files may be wrong if another one is: plain matplotlib did not draw all of them."""
    return any(file.drawn_by not in ("", PLAIN) for file in row.files)
