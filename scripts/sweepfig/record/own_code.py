"""Take the source of a user's function along with a figure, and load it where it is trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sweepfig.core import storage
from sweepfig.core.digests import digest_of
from sweepfig.drawing.look import is_users_function
from sweepfig.drawing.user_modules import Modules

LARGEST_SOURCE = 2**18  # bytes


def of_kind(kind: str, depends: Sequence[str]) -> dict[str, Any] | None:
    """Return what a record says of the function that draws a kind; None of a built-in kind.

    Parameters
    ----------
    kind : str
        ``file.py:function`` or ``module:function``.
    depends : sequence of str
        The files of `figure.depends`.

    Returns
    -------
    mapping
        ``source``, the text of its module, or None if it needs more files than that one; ``needs``, the names
        of these, and the installed packages that it imports; ``digest`` of all of them.
    """
    if not is_users_function(kind):
        return None
    modules = Modules(kind)
    others = [*map(str, modules.files[1:]), *depends]
    needs = [*(Path(file).name for file in others), *sorted(modules.installed)]
    source = None if others or not modules.files else _text(modules.files[0])
    return {"source": source, "needs": needs, "digest": digest_of(modules.digest())}


def _text(path: Path) -> str | None:
    try:
        content = storage.read(path)
        return content.decode() if len(content) <= LARGEST_SOURCE else None
    except (OSError, UnicodeDecodeError):
        return None


def described(kind: str, code: Mapping[str, Any] | None) -> str:
    """Return in words which function draws a kind, and from where its code would be taken."""
    place, _, function = kind.rpartition(":")
    if code is None or code["source"] is None:
        needs = f"; it needs {', '.join(code['needs'])}" if code and code["needs"] else ""
        return f"the function {function} of {place}, which the file does not carry{needs}"
    lines = len(code["source"].splitlines())
    return f"the function {function} of {place}, whose {lines} lines the file carries"


def placed(kind: str, code: Mapping[str, Any], folder: Path) -> str:
    """Write the source that a figure carries into a folder, and return the kind that names it there.

    Where it carries none, the kind is returned as it is.
    """
    place, _, function = kind.rpartition(":")
    if code["source"] is None:
        return kind
    path = folder / f"{Path(place).stem}.py"
    path.write_bytes(code["source"].encode())
    return f"{path}:{function}"
