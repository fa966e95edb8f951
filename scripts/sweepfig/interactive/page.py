"""Write what a notebook shows of a drawn sweep: the summary, some figures, a link to the gallery.

The figures are within the page, so that the notebook shows them wherever it is opened.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from html import escape
from pathlib import Path

MOST_SHOWN = 6
LARGEST_BYTES = 300_000  # of one figure; a notebook holds all that it shows
MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


def page(
    lines: Sequence[str],
    doubts: Sequence[str],
    figures: Sequence[Path],
    output: Path,
    gallery: Path | None,
) -> str:
    """Return the page.

    Parameters
    ----------
    lines : sequence of str
        The summary; its first line has the counts.
    doubts : sequence of str
        Guesses to look at.
    figures : sequence of Path
        All that there are; some of them, spread over the sweep, are shown.
    output : Path
        The folder that they lie in.
    gallery : Path, optional
        The gallery's page.
    """
    shown = "".join(_picture(figure, output) for figure in _spread(figures))
    link = (
        f'<p><a href="{_address(gallery)}">gallery of all {len(figures)}</a></p>' if gallery else ""
    )
    return (
        f"<div><p>{escape(lines[0])}</p>{_listed('guessed', doubts)}{_rest(lines[1:])}"
        f'<div style="display:flex;flex-wrap:wrap;gap:8px">{shown}</div>{link}</div>'
    )


def _listed(head: str, items: Sequence[str]) -> str:
    inside = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<details><summary>{head}</summary><ul>{inside}</ul></details>" if items else ""


def _rest(lines: Sequence[str]) -> str:
    text = "\n".join(line for line in lines if not line.startswith("look at "))
    return f'<pre style="white-space:pre-wrap">{escape(text)}</pre>' if text else ""


def _spread(figures: Sequence[Path]) -> list[Path]:
    count = min(MOST_SHOWN, len(figures))
    return [figures[n * (len(figures) - 1) // max(count - 1, 1)] for n in range(count)]


def _picture(figure: Path, output: Path) -> str:
    name = escape(figure.relative_to(output).as_posix())
    return (
        f'<figure style="margin:0;width:300px">{_image(figure, name)}<figcaption>'
        f'<a href="{_address(figure)}"><small>{name}</small></a></figcaption></figure>'
    )


def _image(figure: Path, name: str) -> str:
    kind = MEDIA_TYPES.get(figure.suffix)
    try:
        if kind is None or figure.stat().st_size > LARGEST_BYTES:
            return ""
        content = base64.b64encode(figure.read_bytes()).decode("ascii")
    except OSError:  # removed since
        return ""
    return f'<img style="width:100%" alt="{name}" src="data:{kind};base64,{content}">'


def _address(path: Path) -> str:
    """Return a link's address: relative to the notebook, which usually lies in the working folder."""
    from urllib.parse import quote

    here = os.path.relpath(path)
    is_below = not here.startswith(os.pardir) and not os.path.isabs(here)
    return escape(quote(Path(here).as_posix()) if is_below else path.absolute().as_uri())
