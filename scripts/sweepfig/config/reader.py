"""Read a config file as a mapping, and refuse mistakes that YAML accepts without a message.

Separate from `settings`, which checks the values: here the file's content may be anything. YAML lets a few
hundred bytes stand for a billion values, and silently takes the last of two equal keys.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from sweepfig.core.errors import UserError, shown

ROOT = Path(__file__).resolve().parents[3]
EMBEDDED_CONFIG = ROOT / "config" / "config.yaml"
LARGEST_BYTES = 2**20
MOST_VALUES = 100_000  # an alias counts as the values that it stands for
DEEPEST = 50


def read_mapping(path: str | os.PathLike[str], *, what: str = "config") -> dict[str, Any]:
    """Return the mapping of a config file, YAML or JSON; `what` is in it, for messages.

    Raises
    ------
    UserError
        If it can't be read, is too large, is no YAML or holds no mapping; if it has a key twice, Python
        for Snakemake (``__use_yte__``), or aliases that contain themselves or stand for too many values.
    """
    try:
        content = _parse(_read_text(Path(path)))
    except OSError as error:
        raise UserError(f"{path}: the {what} file can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: the {what} file is not UTF-8 text: {error.reason}") from None
    except _Refused as error:
        raise UserError(f"{path}: the {what} file {error}") from None
    except RecursionError:
        raise UserError(
            f"{path}: the {what} file is not valid YAML for this: "
            f"lists in lists, or mappings, deeper than {DEEPEST}"
        ) from None
    except Exception as error:  # YAML's own, or Python's for `!!float x`
        raise UserError(f"{path}: the {what} file is not valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise UserError(
            f"{path}: the {what} must be a mapping of keys to values, not {type(content).__name__}"
        )
    return content


class _Refused(Exception):
    """A mistake that YAML itself accepts."""


def _read_text(path: Path) -> str:
    found = path.stat()
    # Reading a pipe could wait for ever, and Snakemake reads the file more than once.
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise _Refused("can't be read: it is a pipe or a device; an ordinary file is allowed")
    if found.st_size > LARGEST_BYTES:
        raise _Refused(
            f"is too large: it has {found.st_size} bytes; at most {LARGEST_BYTES} are allowed"
        )
    return path.read_text(encoding="utf-8")


def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):  # Snakemake accepts JSON; YAML would refuse tabs in it
        try:
            content = json.loads(text, object_pairs_hook=_without_repeats)
        except (json.JSONDecodeError, RecursionError):
            pass
        else:
            return content
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _check(node, {}, ())
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    _check_keys([key for key, _ in pairs], "")
    return dict(pairs)


def _check(node: yaml.Node, seen: dict[yaml.Node, int], inside: Sequence[yaml.Node]) -> int:
    """Return how many values a node stands for; an alias counts as the values that it stands for."""
    if node in inside:
        raise _Refused(f"has an alias that holds itself{_place(node)}; plain values are allowed")
    if len(inside) > DEEPEST:
        raise RecursionError
    if node not in seen:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            _check_keys(keys, _place(node))
        inner = (_check(child, seen, (*inside, node)) for child in _children(node))
        seen[node] = 1 + sum(inner)
    if seen[node] > MOST_VALUES:
        raise _Refused(
            f"has more than {MOST_VALUES} values{_place(node)}, its aliases counted as what they "
            "stand for; fewer are allowed"
        )
    return seen[node]


def _check_keys(keys: Sequence[str], place: str) -> None:
    met: set[str] = set()
    for key in keys:
        if key in met:
            raise _Refused(f"has the key {shown(key)} more than once{place}; once is allowed")
        met.add(key)
    if "__use_yte__" in met:
        raise _Refused("has the key '__use_yte__', which runs Python; plain values are allowed")


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _place(node: yaml.Node) -> str:
    return f" (in what begins at line {node.start_mark.line + 1})"
