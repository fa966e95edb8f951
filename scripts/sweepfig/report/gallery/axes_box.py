"""Find where in the figures their Axes are, so that thumbnails can show nothing else.

It is measured on some drawn figures, because a user's function and a style decide it, too: the frame of the
Axes is what is looked for. Figures without one, or with several, are shown whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sweepfig.batch.row import Row
from sweepfig.plan.plan import Plan

SAMPLES = 4  # figures that are measured
DARK = 110  # a frame's grey is below it, of 255
LEAST = 0.4  # a frame is at least this wide and high, as a share of the figure
CLOSED = 0.97  # share of a frame's side that is dark: markers lie over some of it
MOST_APART = 0.03  # of the figure; the boxes of figures differ by their tick labels' widths


class Box(NamedTuple):
    """A part of a figure, as shares of its width and height from the top left corner.

    Its `aspect` is its height over its width, both in pixels.
    """

    left: float
    top: float
    width: float
    height: float
    aspect: float


def axes_box(plan: Plan, rows: Sequence[Row], output: str | Path) -> Box | None:
    """Return the box within the Axes of every figure measured.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, with the figures.

    Returns
    -------
    box : Box or None
        None if the figures are no PNGs, have no frame or several, or too different ones.
    """
    if plan.look.format != "png" or plan.look.columns > 1 or plan.look.facet is not None:
        return None  # of panels side by side, the first one's frame could be taken for the figure's
    drawn = [row.figure for row in rows if row.has_figure]
    step = max(1, math.ceil(len(drawn) / SAMPLES))
    pictures = [_grey(Path(output) / figure) for figure in drawn[::step]]
    known = [each for each in pictures if each is not None]
    frames = [frame for frame in map(frame_of, known) if frame is not None]
    if not frames or len(frames) < len(pictures):
        return None
    ends = np.array(frames)
    if np.ptp(ends, axis=0).max() > MOST_APART:
        return None
    # What lies within every frame, lest halves of tick labels are seen; curves seldom reach the frame.
    left, top = ends[:, :2].max(axis=0)
    right, bottom = ends[:, 2:].min(axis=0)
    width, height = right - left, bottom - top
    aspect = height / width * known[0].shape[0] / known[0].shape[1]
    return Box(*np.round([left, top, width, height, aspect], 4).tolist())


def _grey(file: Path) -> NDArray[np.uint8] | None:
    try:
        with Image.open(file) as picture:
            return np.asarray(picture.convert("L"))
    except OSError:  # deleted meanwhile, or cut short: the next run draws it anew
        return None


def frame_of(grey: NDArray[np.uint8]) -> tuple[float, float, float, float] | None:
    """Return the frame in a picture: left, top, right and bottom as shares of its width and height.

    Parameters
    ----------
    grey : array of uint8, shape (height, width)
    """
    dark = grey < DARK
    height, width = dark.shape
    across = np.flatnonzero(dark.mean(axis=1) > LEAST)
    if not across.size:
        return None
    top, bottom = across[0], across[-1]
    begin, end = _longest_run(dark[top])  # a tick at the very top makes it longer
    sides = begin + np.flatnonzero(dark[top : bottom + 1, begin:end].mean(axis=0) > CLOSED)
    if not sides.size:
        return None
    left, right = sides[0], sides[-1] + 1
    is_large = right - left > LEAST * width and bottom - top > LEAST * height
    if not is_large or dark[bottom, left:right].mean() < CLOSED:
        return None
    return left / width, top / height, right / width, (bottom + 1) / height


def _longest_run(line: NDArray[np.bool_]) -> tuple[int, int]:
    """Return where the longest run of true values begins and where it has ended."""
    steps = np.diff(np.concatenate([[0], line.view(np.int8), [0]]))
    begins, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    longest = np.argmax(ends - begins)
    return int(begins[longest]), int(ends[longest])
