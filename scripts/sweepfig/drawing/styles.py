"""Turn a style's name or file into the rcParams that it sets, and nothing else.

Not by `matplotlib.style.use`, which does more: it imports a module if a style's name has a dot, fetches URLs,
and lets a file turn on LaTeX, which reads files. A style comes with a config, and a config may come from
somebody whom the user does not know. `rc_context` sets the parameters.
"""

from __future__ import annotations

import fnmatch
import itertools
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler

from sweepfig.core import storage
from sweepfig.core.errors import UserError, shown
from sweepfig.drawing import bounds

# Okabe and Ito's colours (jfly.uni-koeln.de/color), which colour-blind people can distinguish; the line
# styles distinguish neighbours in grey, and show a curve that lies beneath another.
OKABE_ITO = cycler(
    color=[
        *("#0072B2", "#D55E00", "#009E73", "#000000"),
        *("#56B4E9", "#E69F00", "#CC79A7", "#F0E442"),
    ],
    linestyle=["-", "--", "-.", ":"] * 2,
)
OWN: Mapping[str, Mapping[str, Any]] = {"okabe-ito": {"axes.prop_cycle": OKABE_ITO}}
LARGEST_BYTES = 2**20
COMMENT = re.compile(r'("[^"]*")|#.*')
# These run programs, import modules or write further files.
FORBIDDEN = ("text.latex.*", "pgf.*", "ps.usedistiller", "figure.hooks", "animation.*")
FORBIDDEN_VALUES = {"text.usetex": True, "svg.image_inline": False}
# These are no part of a style; matplotlib's styles don't set them either.
IGNORED = (
    *("backend", "backend_fallback", "interactive", "toolbar", "savefig.directory", "timezone"),
    *("date.epoch", "docstring.hardcopy", "figure.max_open_warning", "figure.raise_window"),
    *("tk.*", "webagg.*", "keymap.*", "macosx.*"),
)
# And these are left as they are where all others are set to matplotlib's own defaults.
NOT_OF_STYLES = ("backend", "interactive", "toolbar", "webagg.port")
_seen: dict[str, tuple[int, ...]] = {}  # the fonts' files, as they were last found


def set_defaults() -> None:
    """Set rcParams to matplotlib's own defaults, but for those that are no style's."""
    with matplotlib._api.suppress_matplotlib_deprecation_warning():
        defaults = matplotlib.rcParamsDefault.items()
        matplotlib.rcParams.update({k: v for k, v in defaults if k not in NOT_OF_STYLES})


def files(style: str) -> list[str]:
    """Return the files that a style's figures depend on: the style's own, and the fonts it may use."""
    own = _file_of(style)
    try:
        fonts = font_files(parameters(style))
    except (UserError, OSError, ValueError):  # drawing will report it
        fonts = []
    return [*([] if own is None else [str(own)]), *fonts]


def font_files(found: Mapping[str, Any]) -> list[str]:
    """Return the files of the font families that rcParams name, including newly installed ones."""
    if not any(key.startswith(("font.", "mathtext.")) for key in found):
        return []
    learn_new_fonts(found)
    from matplotlib.font_manager import fontManager

    defaults: Any = matplotlib.rcParamsDefault
    wanted = _families({**defaults, **found})
    entries = (*fontManager.ttflist, *fontManager.afmlist)
    return sorted({entry.fname for entry in entries if entry.name in wanted})


def learn_new_fonts(found: Mapping[str, Any]) -> None:
    """Tell matplotlib which fonts were installed, replaced or removed since it listed them.

    This is done only if rcParams name fonts: matplotlib's own are always there.
    """
    if not any(key.startswith(("font.", "mathtext.")) for key in found):
        return
    from matplotlib.font_manager import findSystemFonts, fontManager

    listed = {entry.fname for entry in fontManager.ttflist}
    there = {file: stamp for file in listed.union(findSystemFonts()) if (stamp := _stamp(file))}
    if there == _seen:
        return
    same = {file for file in listed & there.keys() if there[file] == _seen.get(file, there[file])}
    fontManager.ttflist = [entry for entry in fontManager.ttflist if entry.fname in same]
    for file in sorted(there.keys() - same):
        with suppress(Exception):  # like matplotlib, skip files that it can't read as fonts
            fontManager.addfont(file)
    _seen.clear()
    _seen.update(there)
    fonts_seen.cache_clear()
    _forget_open_fonts()


@cache
def fonts_seen() -> int:
    """Return a number that is another one after each change of the fonts' files that was found."""
    return hash(frozenset(_seen.items()))


def _forget_open_fonts() -> None:
    """Have matplotlib open fonts anew: it keeps them open by their paths."""
    from matplotlib import font_manager

    for holder, name in (
        (font_manager, "_get_font"),
        (font_manager.fontManager, "_findfont_cached"),
    ):
        with suppress(AttributeError):  # another release keeps them elsewhere
            getattr(holder, name).cache_clear()


def _stamp(file: str) -> tuple[int, ...]:
    """Return what tells one state of a file from another; nothing if it is not there."""
    try:
        there = os.stat(file)
    except OSError:
        return ()
    return there.st_mtime_ns, there.st_ctime_ns, there.st_size, there.st_ino


def _families(found: Mapping[str, Any]) -> set[str]:
    names = [found[key] for key in found if key.startswith(("font.", "mathtext."))]
    words = (name if isinstance(name, list | tuple) else [name] for name in names)
    return {str(word).partition(":")[0] for word in itertools.chain.from_iterable(words)}


def content(style: str) -> str:
    """Return a style's content, on which its figures depend: a file's text, or a named style's parameters.

    Raises
    ------
    UserError
        If there is no such style, or no such ordinary file.
    """
    if style == "default":
        return ""
    if style in OWN:
        return repr(sorted(OWN[style].items()))
    own = _file_of(style)
    if own is None:
        return repr(sorted(_matplotlib_style().library[style].items()))
    try:
        return _read(own)
    except (OSError, ValueError, RuntimeError) as error:  # a bad path, bad UTF-8, or `~nobody`
        there = ", ".join(["default", *OWN, *_matplotlib_style().available])
        raise UserError(
            f"figure.style: {style!r} is neither a style's name nor a readable file ({error}); "
            f"the names are {there}"
        ) from None


def parameters(style: str) -> Any:
    """Return the rcParams that a style sets; see `content`.

    Raises
    ------
    UserError
        If it sets parameters that would run LaTeX or another program, or write files.
    """
    if style == "default":
        return {}
    if style in OWN:
        return dict(OWN[style])
    own = _file_of(style)
    if own is None:
        whole: Any = _matplotlib_style().library[style]  # "classic" lists all parameters
        result = {key: whole[key] for key in whole if not _matches(key, (*IGNORED, *FORBIDDEN))}
    else:
        result = _parse(content(style), style)
    for key, value in result.items():
        if _is_forbidden(key, value):
            raise UserError(
                f"figure.style: {style!r} sets {key} to {shown(value)}, which may run programs or touch "
                "further files; labels are matplotlib's own mathtext, and other parameters are allowed"
            )
    _check_subplot(result, style)
    return result


def _parse(text: str, style: str) -> dict[str, Any]:
    """Return the parameters that a style's text sets, without `IGNORED`.

    Raises
    ------
    UserError
        If a line is wrong, of which matplotlib would only warn; the message names the line.
    """
    result: dict[str, Any] = {}
    for number, line in enumerate(text.split("\n"), 1):
        said = COMMENT.sub(lambda found: found[1] or "", line).strip()
        key, _, value = (piece.strip() for piece in said.partition(":"))
        if not said or _matches(key, IGNORED):
            continue
        try:
            if key in result:
                raise ValueError(f"{key} is set twice; once is allowed")
            result[key] = _checked(key, value)
        except ValueError as error:
            reason = " ".join(str(error).split())
            raise UserError(
                f"figure.style: {style!r}, line {number} ({shown(said)}): {reason}"
            ) from None
    return result


def _checked(key: str, word: str) -> Any:
    """Return a parameter's value, as matplotlib reads it, from the style's text for it."""
    if key == "axes.prop_cycle":
        bounds.check_cycle(word)
    if word.startswith('"') and word.endswith('"'):
        word = word[1:-1]
    parameters: Any = matplotlib.RcParams()  # the stubs list every parameter by its name
    try:
        parameters[key] = word
        value = parameters[key]
    except KeyError:
        raise ValueError(
            f"matplotlib {matplotlib.__version__} has no parameter {key!r}; its own are allowed, each on "
            "a line as in `lines.linewidth: 2`"
        ) from None
    except Exception as error:
        raise ValueError(str(error)) from None
    for name, each in value.by_key().items() if key == "axes.prop_cycle" else [(key, [value])]:
        for one in each:
            bounds.check(name, one)
    return value


def _check_subplot(found: Mapping[str, Any], style: str) -> None:
    whole: Any = {**matplotlib.rcParamsDefault, **found}
    for low, high in (("left", "right"), ("bottom", "top")):
        ends = [f"figure.subplot.{name}" for name in (low, high)]
        if not whole[ends[0]] < whole[ends[1]]:
            raise UserError(
                f"figure.style: {style!r} leaves the Axes no place: {ends[0]} is {whole[ends[0]]:g}, and "
                f"{ends[1]} {whole[ends[1]]:g}; the first below the second is allowed"
            )


def _file_of(style: str) -> Path | None:
    """Return the file that a style is read from, which may be in the user's style library.

    matplotlib's list is not used for it: it holds the library from when matplotlib was imported.
    """
    if style == "default" or style in OWN:
        return None
    if "/" not in style:
        named = Path(matplotlib.get_configdir(), "stylelib", f"{style}.mplstyle")
        if named.is_file():
            return named
    return None if style in _matplotlib_style().library else Path(style).expanduser()


def _matplotlib_style() -> Any:
    from matplotlib import style  # takes 13 ms; the default doesn't need it

    return style


def is_file(style: str) -> bool:
    """Whether a style is read from a file."""
    return _file_of(style) is not None


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
    return storage.read(path).decode()
