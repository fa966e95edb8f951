"""What a figure's file says of itself: the digest of what it was drawn from.

Separate from `painting`, so that a job that finds all figures current never imports matplotlib.
"""

from __future__ import annotations

import re
from pathlib import Path

from sweepfig import png

DIGEST_KEY = "sweepfig"
DIGEST = re.compile(rb"sweepfig:([0-9a-f]{32})")
ENDS = {".png": png.END, ".svg": b"</svg>\n", ".pdf": b"%%EOF\n"}
VECTOR_METADATA = {
    "svg": lambda digest: {"Date": None, "Identifier": f"{DIGEST_KEY}:{digest}"},
    "pdf": lambda digest: {"CreationDate": None, "Keywords": f"{DIGEST_KEY}:{digest}"},
}


def recorded_digest(path: Path) -> str | None:
    """Return the digest that a figure's file carries; None if there is no whole figure there."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".png":
                return png.read_text(file).get(DIGEST_KEY)
            content = file.read()
    except OSError:
        return None
    found = DIGEST.search(content)
    return found[1].decode() if found and content.endswith(ENDS[path.suffix]) else None
