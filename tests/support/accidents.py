"""What accidents, programs and people do to files."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

HOWS = ("rewrite", "replace", "older", "kept", "replaced and kept", "future")
HARMS = (
    "delete",
    "empty",
    "half",
    "zeros",
    "flip",
    "flip and keep",
    "append",
    "future",
    "past",
    "touch",
    "again",
)
OLD = 1_000_000_000.0  # seconds; 2001
AHEAD = 86_400.0


def put(path: Path, content: bytes, how: str) -> None:
    """Write a file as people and programs do: `how` says what becomes of its inode and time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat() if path.exists() else None
    if before is not None and path.read_bytes() == content:
        return
    if how in ("replace", "older", "replaced and kept"):
        beside = path.with_name(f".{path.name}")
        beside.write_bytes(content)
        beside.replace(path)
    elif before is not None:  # the inode stays
        with path.open("r+b") as file:
            file.write(content)
            file.truncate()
    else:
        path.write_bytes(content)
    if how == "older":
        os.utime(path, (OLD, OLD))
    elif how == "future":
        os.utime(path, (time.time() + AHEAD, time.time() + AHEAD))
    elif "kept" in how and before is not None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def do_harm(path: Path, harm: str) -> None:
    """Do to a file what disks, editors and people do."""
    content, before = path.read_bytes(), path.stat()
    middle = len(content) // 2
    if harm == "delete":
        path.unlink()
    elif harm in ("future", "past", "touch"):
        when = {"future": time.time() + AHEAD, "past": OLD, "touch": time.time()}[harm]
        os.utime(path, (when, when))
    else:
        zeros = bytes(min(40, middle))
        flipped = (
            content and content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]
        )
        spoiled = {
            "empty": b"",
            "half": content[:middle],
            "zeros": content[:middle] + zeros + content[middle + len(zeros) :],
            "append": content + b"\n",
            "again": encoded_again(path),
        }.get(harm, flipped)
        put(path, spoiled, "kept" if harm == "flip and keep" else "rewrite")
        if harm == "flip and keep":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def encoded_again(path: Path) -> bytes:
    """Return a PNG as another program writes it: other bytes, the same text in it."""
    content = path.read_bytes()
    if path.suffix != ".png":
        return content
    try:
        picture = Image.open(io.BytesIO(content))
        picture.load()
    except Exception:
        return content
    info = PngInfo()
    for key, value in picture.text.items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    picture.rotate(180).save(buffer, "png", pnginfo=info)
    return buffer.getvalue()


def swap(one: Path, other: Path) -> None:
    """Swap two files by renames: each keeps its inode and time."""
    between = one.with_name(f".{one.name}.swap")
    one.rename(between)
    other.rename(one)
    between.rename(other)
