"""Note that the template drew a figure wrongly: then all figures of the folder are drawn the plain way.

The note counts for figures of the same look, drawn by the same code and versions. With it, a figure that the
template has drawn is not current, whichever process or run it was drawn in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sweepfig.core import paths, storage
from sweepfig.plan.plan import Plan


def note(plan: Plan, output: str | Path, figure: str) -> None:
    """Note that the template drew a plan's figure wrongly, if that is not noted of another one.

    Raises
    ------
    OSError
        If the note can't be written.
    """
    if not wrong_figure(plan, output):
        content = json.dumps([plan.drawing_digest, figure], ensure_ascii=False).encode()
        path = paths.plain_file(output)
        storage.write(path, content, temporary=paths.temporary_folder(output))


def consequence(figure: str) -> str:
    """Return in words what follows from a figure that the template drew wrongly."""
    return f"the template drew {figure} otherwise, so all that it drew was drawn again"


def say_if_wrong(plan: Plan, output: str | Path) -> None:
    """Print that the template is wrong, if it is known to be: for runs without closing lines."""
    if figure := wrong_figure(plan, output):
        print(f"drawn by plain matplotlib: {consequence(figure)}", file=sys.stderr)


def wrong_figure(plan: Plan, output: str | Path) -> str:
    """Return the figure that the template is known to have drawn wrongly; nothing if there is none."""
    path = paths.plain_file(output)
    if not path.exists():  # almost always, and each figure asks this
        return ""
    try:
        drawing, figure = json.loads(storage.read(path))
    except (OSError, ValueError, TypeError):
        return "an unknown figure"  # damaged: the plain way is the safe one
    return str(figure) if drawing == plan.drawing_digest else ""
