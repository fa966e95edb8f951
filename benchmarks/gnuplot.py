"""The same figures by gnuplot, in one process: what people turn to for speed.

    python gnuplot.py SWEEP.nc FOLDER FIGURES

Prints the seconds that gnuplot took.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from plain_loop import tasks

HEAD = """\
set terminal pngcairo size 900,430 enhanced font "DejaVu Sans,10"
set grid
set xlabel "ω_{drive}" font ",16"
set ylabel "Normalized Electric Field" font ",16"
"""


def commands(sweep: str, folder: str, count: int) -> Iterator[str]:
    """Yield a gnuplot program."""
    yield HEAD
    for abscissa, curves, title, path in tasks(sweep, folder, count):
        shown = title.replace("$k_0 = $", "k_0 =").replace(r"$\nu$", "\N{GREEK SMALL LETTER NU}")
        yield f'set output "{path}"\nset title "{shown}" font ",18"\n'
        drawn = ", ".join(f'"-" with lines lw 2 title "{label}"' for label in curves)
        yield f"plot {drawn}\n"
        for curve in curves.values():
            yield "".join(f"{x} {y}\n" for x, y in zip(abscissa, curve, strict=True)) + "e\n"


def main() -> None:
    """Draw, and print the seconds it took."""
    sweep, folder, count = sys.argv[1:]
    program = "".join(commands(sweep, folder, int(count)))
    began = time.perf_counter()
    subprocess.run(["gnuplot"], input=program.encode(), check=True)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
