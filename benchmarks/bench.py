"""Measure every way to draw a sweep, in one run on this machine; write benchmarks/results.md.

    python benchmarks/bench.py [--figures 1000 10000] [--plain 100] [--turns 3]

Each way is a whole command, start-up included, as a user would run it; the plain loop and gnuplot,
whose start-up is nothing beside their drawing, are measured over fewer figures and by drawing alone.
Ratios are to the plain loop with as many processes. The fallback and the workflow are measured in
turn, several times, for a machine that others share has good and bad minutes: the table has medians.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from demo_sweeps import ROOT, write_sweep

HERE = Path(__file__).parent
SHAPES = {"jobs of batches": 0, "a job a figure": 1_000_000}  # with `figures_as_jobs`
RESULTS = HERE / "results.md"
NAIVE_FIGURES = 12
GNUPLOT_FIGURES = 200
FEWEST_TURNS, FIGURES_IN_TURNS = 3, 7000
FEW_FIGURES, FEW_TURNS = 10, 7
POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Timing:
    """One measured way: seconds for so many figures on so many cores."""

    way: str
    figures: int
    cores: int
    seconds: float
    again: float | None = None
    share: str = ""

    @property
    def each(self) -> float:
        """Milliseconds a figure."""
        return 1e3 * self.seconds / self.figures


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--figures", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--plain", type=int, default=100, help="figures for the plain loop")
    parser.add_argument("--turns", type=int, default=FEWEST_TURNS, help="of each way at least")
    options = parser.parse_args()
    cores = sorted({1, len(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        timings, said = measure(Path(folder), options.figures, options.plain, cores, options.turns)
    parts = [[heading(), *table(timings)], said]
    print(*parts[0], *parts[1], sep="\n", flush=True)  # what follows may fail, after minutes
    parts += [stages(), kinds(), parts_of_template(), twins(), beside()]
    page = "\n\n".join("\n".join(part) for part in parts) + "\n"
    RESULTS.write_text(page, encoding="utf-8")
    print(page)


def measure(
    folder: Path, sizes: list[int], plain: int, cores: list[int], turns: int
) -> tuple[list[Timing], list[str]]:
    """Measure all ways; return the timings, and what is to be said of ratios and memory."""
    configs = {size: write_sweep(folder / str(size), size) for size in sizes}
    sweep = configs[sizes[0]].parent / "sweep.nc"
    timings = [*small_ways(folder, sweep, plain, cores)]
    ratios: dict[str, list[str]] = {shape: [] for shape in SHAPES}
    for size, config in configs.items():
        for count in cores:
            times = [
                [
                    fallback(config, size, count),
                    *(snakemake(config, size, count, shape) for shape in SHAPES),
                ]
                for _ in range(max(turns, FIGURES_IN_TURNS // size))
            ]
            timings += map(median_of, zip(*times, strict=True))
            for place, shape in enumerate(SHAPES, start=1):
                ratio = statistics.median(turn[place].seconds / turn[0].seconds for turn in times)
                where = f"({size} figures, cores: {count}, {len(times)} turns)"
                ratios[shape].append(f"{ratio:.2f} {where}")
    told = (f"with {shape} {', '.join(found)}" for shape, found in ratios.items())
    said = f"Snakemake takes so many times the fallback's wall time: {'; '.join(told)}."
    few = few_figures(write_sweep(folder / "few", FEW_FIGURES))
    return timings, [said, "", *few, "", *memory_of_worker(configs[sizes[-1]], sizes[-1])]


def median_of(turns: Sequence[Timing]) -> Timing:
    """Return the median of several measurements of one way."""
    again = statistics.median(timing.again or 0.0 for timing in turns)
    return replace(
        turns[0], seconds=statistics.median(timing.seconds for timing in turns), again=again
    )


def small_ways(
    folder: Path, sweep: Path, plain: int, cores: list[int], naive: int = NAIVE_FIGURES
) -> Iterator[Timing]:
    """Yield what needs few figures to be known: the plain loop, the naive rule, gnuplot."""
    for count in cores:
        command = [
            HERE / "plain_loop.py",
            sweep,
            folder / "plain",
            plain,
            0 if count == 1 else count,
        ]
        yield Timing("plain loop", plain, count, float(output(python(*command))))
    for count in cores:
        command = ["-m", "snakemake", "-s", HERE / "naive" / "Snakefile", "--cores", count]
        command += ["--directory", folder / f"naive{count}", "--config", f"sweep={sweep}"]
        seconds, _ = timed(python(*command, f"count={naive}"))
        yield Timing("Snakemake, a process a figure", naive, count, seconds)
    if shutil.which("gnuplot"):
        command = [HERE / "gnuplot.py", sweep, folder / "gnuplot", GNUPLOT_FIGURES]
        yield Timing("gnuplot", GNUPLOT_FIGURES, 1, float(output(python(*command))))


def fallback(config: Path, size: int, cores: int) -> Timing:
    """Measure the fallback, and its second run."""
    command = python(ROOT / "scripts" / "fallback.py", "--configfile", config, "--processes", cores)
    return twice("fallback", command, config.parent, size, cores)


def snakemake(config: Path, size: int, cores: int, shape: str) -> Timing:
    """Measure the workflow in one of its shapes, and its second run."""
    command = python("-m", "snakemake", "all", "-s", ROOT / "Snakefile", "--cores", cores)
    command += ["--configfile", str(config), "--config", f"figures_as_jobs={SHAPES[shape]}"]
    return twice(f"Snakemake, {shape}", command, config.parent, size, cores)


def twice(way: str, command: list[str], folder: Path, size: int, cores: int) -> Timing:
    """Measure a command from nothing, and again with nothing to do; find the template's share."""
    for left in ("plots", ".snakemake", "logs"):
        shutil.rmtree(folder / left, ignore_errors=True)
    first, said = timed(command, folder)
    again, _ = timed(command, folder)
    share = re.search(r"\((\d+ ?%) by the template[,)]", said)
    return Timing(way, size, cores, first, again, share[1] if share else "0%")


def few_figures(config: Path, n_turns: int = FEW_TURNS) -> list[str]:
    """Say what the fallback takes for few figures: what a run costs besides them."""
    command = python(ROOT / "scripts" / "fallback.py", "--configfile", config)
    turns = []
    for _ in range(n_turns):
        shutil.rmtree(config.parent / "plots", ignore_errors=True)
        turns.append((*timed_to_first(command, config.parent), timed(command, config.parent)[0]))
    first, whole, again = map(statistics.median, zip(*turns, strict=True))
    return [
        f"Of {FEW_FIGURES} figures, the fallback has the first one on disk after {first:.2f} s and ends "
        f"after {whole:.2f} s; with nothing to do it takes {again:.2f} s (medians of {n_turns})."
    ]


def timed_to_first(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the wall seconds until a command's first figure is there, and until its end."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL
    ) as running:
        while running.poll() is None and not any(folder.glob("plots/*/*.png")):
            time.sleep(POLL_SECONDS)
        first = time.perf_counter() - began
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return first, time.perf_counter() - began


def memory_of_worker(config: Path, size: int) -> list[str]:
    """Say what a worker holds at the start and at the end of a sweep."""
    plan = config.parent / "plots" / ".sweepfig" / "plan.json"
    held = output(python(HERE / "memory.py", plan, config.parent / "again"), config.parent)
    first, last = map(float, held.split())
    return [f"A worker holds {first:.0f} MiB after 500 figures and {last:.0f} MiB after {size}."]


def stages(*options: str) -> list[str]:
    """Return the table of what a figure's milliseconds go to, by pytest-benchmark."""
    command = python("-m", "pytest", "-q", HERE / "test_stages.py", "-p", "no:xdist", *options)
    command += ["--benchmark-only", "--benchmark-sort=name", "--benchmark-disable-gc"]
    lines = output([*command, "--benchmark-columns=median,iqr"], ROOT).splitlines()
    rows = [line for line in lines if line.startswith(("test_", "Name", "---"))]
    return ["What a figure's time goes to (pytest-benchmark):", "", "```", *rows, "```"]


def kinds(*options: str) -> list[str]:
    """Return what each kind of figure costs, in a plain loop and here."""
    lines = output(python(HERE / "kinds.py", *options)).splitlines()
    return ["Kind by kind, CPU time a figure, encoding included:", "", "```", *lines, "```"]


def parts_of_template(*options: str) -> list[str]:
    """Return what the parts of a figure cost that the template draws."""
    lines = output(python(HERE / "stage_times.py", *options)).splitlines()
    return ["Stages of the template, wall time a figure:", "", "```", *lines, "```"]


def twins(*options: str) -> list[str]:
    """Return what a logarithmic twin adds to a run."""
    lines = output(python(HERE / "twins.py", *options)).splitlines()
    return ["A logarithmic twin of each figure:", "", "```", *lines, "```"]


def beside(*options: str) -> list[str]:
    """Return what drawing beside a training loop costs the loop."""
    lines = output(python(HERE / "beside.py", *options)).splitlines()
    return ["Beside a training loop (`BackgroundPlotter`):", "", *lines]


def table(timings: list[Timing]) -> list[str]:
    """Return the table's lines."""
    plain = {timing.cores: timing.each for timing in timings if timing.way == "plain loop"}
    heads = ("way", "figures", "cores", "seconds", "ms a figure", "speed, of the plain loop's")
    rows = [(*heads, "by the template", "second run, s"), ("---", *["--:"] * 7)]
    for t in timings:
        again = "" if t.again is None else f"{t.again:.1f}"
        speed = f"{plain[t.cores] / t.each:.2f}"
        each = f"{t.each:.2f}"
        rows.append(
            (t.way, str(t.figures), str(t.cores), f"{t.seconds:.1f}", each, speed, t.share, again)
        )
    return [f"| {' | '.join(row)} |" for row in rows]


def heading() -> str:
    """Return what the table was measured on."""
    cores = len(os.sched_getaffinity(0))
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("matplotlib", "snakemake"))
    return (
        "# Benchmark\n\n`make bench` writes this page: one run on one machine; the ratios carry over, the "
        f"times do not.\n\n{cores} cores, Python {platform.python_version()}, {packages}.\n"
    )


def python(*arguments: object) -> list[str]:
    """Return a command that runs this Python."""
    return [sys.executable, *map(str, arguments)]


def timed(command: list[str], folder: Path | None = None) -> tuple[float, str]:
    """Return a command's wall seconds, and what it printed."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment(), check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, done.stdout + done.stderr


def environment() -> dict[str, str]:
    """Return the environment as a user has it: with caches of compiled modules, and outside of any test."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {k: v for k, v in own.items() if k != "PYTHONDONTWRITEBYTECODE"}


def output(command: list[str], folder: Path | None = None) -> str:
    """Return what a command prints."""
    done = subprocess.run(
        command, cwd=folder, env=environment(), check=True, capture_output=True, text=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
