"""Read the files of slices' numbers as the gallery's page reads them."""

from __future__ import annotations

import base64
import json
import struct
import zlib

import numpy as np
from sweepfig.core import paths


def back(found, levels):
    """Return the numbers that codes stand for, as the page computes them."""
    rows = []
    for codes, is_wide, low, step in zip(*found, strict=True):
        codes, half = codes.astype(int), levels // 2
        numbers = low + codes * step
        if is_wide:
            sizes = np.exp(low + ((codes - 1) % half) * step)
            numbers = np.where(codes == 0, 0.0, np.where(codes > half, -sizes, sizes))
        rows.append(np.where(codes == levels + 1, np.nan, numbers))
    return np.array(rows)


def unpacked(text):
    """Return the head and the codes of what `Rows.packed` returned."""
    content = zlib.decompress(base64.b64decode(text))
    (size,) = struct.unpack("<I", content[:4])
    head, planes = json.loads(content[4 : 4 + size]), content[4 + size :]
    high, low = np.frombuffer(planes, np.uint8).reshape(2, -1).astype(np.uint16)
    steps, rows, begin = (high << 8) | low, [], 0
    for length, *_ in head["rows"]:
        row = steps[begin : begin + length].astype(int)
        rows.append(np.cumsum((row >> 1) ^ -(row & 1)).astype(np.uint16))
        begin += length
    assert begin == len(steps)
    return head, rows


def read(path):
    """Return what a file hands to the page: its name and its content."""
    call = path.read_text().partition("\n")[2].removeprefix("window.takeSlices(")
    return json.loads(f"[{call.rstrip().removesuffix(');')}]")


def targets(output, number=0):
    """Return each target of a file, with its rows as numbers."""
    head, rows = unpacked(read(paths.slices_file(output, number))[1])
    found = []
    for target in head["targets"]:
        numbers = []
        for n in target["curves"] if target else ():
            _, levels, is_wide, low, step = head["rows"][n]
            row = ([rows[n]], [is_wide], [low], [step])
            numbers.append(back(row, levels)[0].reshape(target["shape"]))
        found.append((target, numbers))
    return found
