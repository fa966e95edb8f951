"""Both paths run as a user runs them, each in a process of its own, and what they leave behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.plan.make import make_plan
from sweepfig.report.summary import mark_complete, summarise
from sweepfig.run.refresh import write_plan

ROOT = Path(__file__).resolve().parents[2]
SNAKEFILE = ROOT / "Snakefile"
FALLBACK = ROOT / "scripts" / "fallback.py"
SWEEPFIG = ROOT / "tests" / "support" / "bin" / "sweepfig"
SMALL = {"size": [2, 1.5], "dpi": 50}
LONGEST = 120.0


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit status and all that it said."""

    status: int
    output: str
    errors: str

    @property
    def text(self) -> str:
        return self.output + self.errors


def snakemake_command(
    *arguments: str, configfile: str | None = "config.yaml", cores: int = 2
) -> list[str]:
    """Return the command; targets come before options, as the pages say."""
    config = [] if configfile is None else ["--configfile", configfile]
    return [
        *(sys.executable, "-m", "snakemake"),
        *arguments,
        *("--cores", str(cores), "-s", str(SNAKEFILE)),
        *config,
    ]


def fallback_command(*arguments: str, configfile: str | None = "config.yaml") -> list[str]:
    config = [] if configfile is None else ["--configfile", configfile]
    return [sys.executable, str(FALLBACK), *config, "--processes", "2", *arguments]


def sweepfig_command(*arguments: str) -> list[str]:
    return [sys.executable, str(SWEEPFIG), *arguments]


def run(command: list[str], folder: Path = Path(), longest: float = LONGEST) -> Ended:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=longest, env=_environment()
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def run_snakemake(
    *arguments: str,
    folder: Path = Path(),
    configfile: str | None = "config.yaml",
    cores: int = 1,  # a second process takes as long to start as a small sweep to draw
) -> Ended:
    return run(snakemake_command(*arguments, configfile=configfile, cores=cores), folder)


def run_fallback(
    *arguments: str, folder: Path = Path(), configfile: str | None = "config.yaml"
) -> Ended:
    return run(fallback_command(*arguments, configfile=configfile), folder)


def run_sweepfig(*arguments: str, folder: Path = Path()) -> Ended:
    return run(sweepfig_command(*arguments), folder)


PATHS: dict[str, Callable[..., Ended]] = {"snakemake": run_snakemake, "fallback": run_fallback}
COMMANDS = {"snakemake": snakemake_command, "fallback": fallback_command}


def draw_here(configfile: str = "config.yaml") -> None:
    """Draw in this process, one figure after the other: no path's doing, but the same tree."""
    config = settings.read(configfile)
    plan = make_plan(config)
    write_plan(plan, config.output)
    for batch in range(plan.n_batches):
        outcomes = render_targets(plan, config.output, plan.targets_of(batch))
        write_manifest(plan, config.output, batch, [outcome.row for outcome in outcomes])
    _, found = summarise(plan, config.output)
    mark_complete(plan, config.output, found.failed)


def assert_ok(done: Ended) -> Ended:
    assert done.status == 0, done.text
    return done


def assert_is_message(done: Ended, *pieces: str) -> None:
    """Check that a command refused, said all this, and showed no traceback."""
    assert done.status != 0, done.text
    assert "Traceback" not in done.text, done.text
    for piece in pieces:
        assert piece in done.text, f"{piece!r} is not in:\n{done.text}"


def counts(done: Ended) -> tuple[int, int, int]:
    """Return how many targets a run's closing line has as drawn, already current and failed."""
    line = re.search(r"(\d+) drawn\b.*?, (\d+) already current, (\d+) failed", done.text)
    assert line, done.text
    drawn, current, failed = map(int, line.groups())
    return drawn, current, failed


@contextmanager
def started(command: list[str], folder: Path = Path()) -> Iterator[subprocess.Popen[str]]:
    """Start a command in a process group of its own; what is left of it is killed at the end."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for pid in [process.pid, *descendants(process.pid)]:
            kill(pid)
        process.communicate()


def finish(process: subprocess.Popen[str], seconds: float) -> Ended:
    """Wait for a command that must end by itself."""
    output, errors = process.communicate(timeout=seconds)
    return Ended(process.returncode, output, errors)


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.01)


def figures(output: Path) -> list[Path]:
    """Return the figures under an output folder, sorted."""
    data = paths.slices_folder(output)
    return sorted(p for p in output.glob("*/*") if p.parent.name[0] != "." and p.parent != data)


def tree(output: Path) -> dict[str, bytes]:
    """Return every file under an output folder with its bytes, but for when the figures were drawn."""
    there = (path for path in sorted(output.rglob("*")) if path.is_file())
    files = [path for path in there if path.parent != paths.stamps_file(output, 0).parent]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


# A file that is open keeps its inode: no other gets it, though it is deleted.
_kept_open: deque[list[IO[bytes]]] = deque(maxlen=4)


def inodes(output: Path) -> dict[str, int]:
    """Return every figure with its inode, which is a new one when it was drawn anew.

    Not its time: Snakemake touches what a job has found current.
    """
    found = [path for path in figures(output) if path.is_file()]
    _kept_open.append([path.open("rb") for path in found])
    return {path.relative_to(output).as_posix(): path.stat().st_ino for path in found}


def redrawn(before: dict[str, int], output: Path) -> list[str]:
    """Return the figures that are not the files they were."""
    now = inodes(output)
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def assert_rest_is_drawn(
    path: str, before: dict[str, int], total: int = 6, output: Path = Path("plots")
) -> None:
    """Check that what was drawn is whole, and that the next run keeps it and draws the rest."""
    assert all(recorded_digest(output / name) for name in before)
    assert_ok(PATHS[path]())
    after = inodes(output)
    assert len(after) == total
    assert {name: after[name] for name in before} == before
    assert leftovers(output) == []


def leftovers(output: Path) -> list[str]:
    """Return what a run that ended should not have left."""
    known = (
        "plan.json",
        "known.json",
        "named.json",
        "former.txt",
        "complete",
        "failures.txt",
        "findings.json",
        "manifests/",
        "stamps/",
        "sheet/",
    )
    return [
        name
        for name in tree(output / ".sweepfig")
        if not name.startswith(known)
        or (Path(name).name.startswith(".") and not name.startswith("sheet/"))
    ]


def descendants(pid: int) -> list[int]:
    """Return a process's children, theirs and so on, as /proc has them now."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state != "Z":
            parents[int(folder.name)] = int(parent)
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    # A profile of the machine's own, or the test's pool size, has no say.
    dropped = ("SNAKEMAKE_", "SLURM_", "SWEEPFIG_", "MPLCONFIGDIR", "MATPLOTLIBRC")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}
