"""A style's name or file -> the rcParams it sets, and nothing else.

Separate from `figures`, because `matplotlib.style.use` does more than that: it imports a module where a
style's name has a dot, fetches URLs, and lets a file turn on LaTeX, which reads files. A style comes
with a config, and a config may be a stranger's.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib import style as matplotlib_style

from sweepfig.errors import UserError, shown

# Okabe and Ito's colours (jfly.uni-koeln.de/color), which eyes of every kind tell apart; the strokes tell
# neighbours apart in grey, and let a curve be seen beneath one that it agrees with.
OKABE_ITO = cycler(
    color=[
        *("#0072B2", "#D55E00", "#009E73", "#000000"),
        *("#56B4E9", "#E69F00", "#CC79A7", "#F0E442"),
    ],
    linestyle=["-", "--", "-.", ":"] * 2,
)
OWN: Mapping[str, Mapping[str, Any]] = {"okabe-ito": {"axes.prop_cycle": OKABE_ITO}}
LARGEST_BYTES = 2**20
# What they turn on runs programs, imports modules or writes further files.
FORBIDDEN = ("text.latex.*", "pgf.*", "ps.usedistiller", "figure.hooks", "animation.*")
FORBIDDEN_VALUES = {"text.usetex": True, "svg.image_inline": False}
# Not a matter of style, and matplotlib's styles, too, leave them alone.
IGNORED = (
    *("backend", "backend_fallback", "interactive", "toolbar", "savefig.directory", "timezone"),
    *("date.epoch", "docstring.hardcopy", "figure.max_open_warning", "figure.raise_window"),
    *("tk.*", "webagg.*", "keymap.*", "macosx.*"),
)


def content(style: str) -> str:
    """Return what a style's figures depend on: its file's text, or the parameters of a named one.

    Raises
    ------
    UserError
        If there is no such style, or no such ordinary file.
    """
    if style == "default":
        return ""
    if style in OWN:
        return repr(sorted(OWN[style].items()))
    if style in matplotlib_style.library:
        return repr(sorted(matplotlib_style.library[style].items()))
    try:
        return _read(Path(style).expanduser())
    except (OSError, ValueError, RuntimeError) as error:  # of the path, of UTF-8, of `~nobody`
        there = ", ".join(["default", *OWN, *matplotlib_style.available])
        raise UserError(
            f"figure.style: {style!r} is neither a style's name nor a readable file ({error}); "
            f"the names are {there}"
        ) from None


def parameters(style: str) -> Any:
    """Return the rcParams that a style sets; see `content`.

    Raises
    ------
    UserError
        If it sets what would run LaTeX or another program, or write files.
    """
    if style == "default":
        return {}
    if style in OWN:
        return dict(OWN[style])
    found: Any  # the stubs list every parameter by its name
    if style in matplotlib_style.library:
        whole = matplotlib_style.library[style]  # classic lists all, as they are by default
        found = {key: whole[key] for key in whole if not _matches(key, FORBIDDEN)}
    else:
        content(style)  # it is an ordinary file
        found = matplotlib.rc_params_from_file(Path(style).expanduser(), use_default_template=False)
    result: dict[str, Any] = {key: found[key] for key in found if not _matches(key, IGNORED)}
    for key, value in result.items():
        if _is_forbidden(key, value):
            raise UserError(
                f"figure.style: {style!r} sets {key} to {shown(value)}, which may run programs or touch "
                "further files; labels are matplotlib's own mathtext, and other parameters are allowed"
            )
    return result


def _is_forbidden(key: str, value: Any) -> bool:
    if key in FORBIDDEN_VALUES:
        return bool(value == FORBIDDEN_VALUES[key])
    return _matches(key, FORBIDDEN)


def _matches(key: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns)


def _read(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise ValueError("it is not an ordinary file")
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"it is larger than {LARGEST_BYTES} bytes")
    return path.read_text(encoding="utf-8")
