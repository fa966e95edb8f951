"""The arguments of figures that the post's function draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

OMEGA = np.linspace(0.5, 2.1, 65)


def curves(number: int) -> tuple[np.ndarray, np.ndarray]:
    actual = (1 + number) / np.hypot(OMEGA - 1 - number / 100, 0.05)
    return actual, actual * (1 + 0.1 * np.sin(number + OMEGA))


def posts(folder: str, count: int, *endings: str) -> list[tuple[Any, ...]]:
    """Return the arguments of some of the post's figures, of formats in turn."""
    Path(folder).mkdir()
    return [
        (
            OMEGA,
            *curves(number),
            {
                "xlabel": r"$\omega_{drive}$",
                "ylabel": "Normalized Electric Field",
                "title": rf"$k_0 = $ {number / 100}, $\nu$ = {10.0**-number:.3e}",
                "filepath": f"{folder}/{number}.{endings[number % len(endings)]}",
            },
        )
        for number in range(count)
    ]
