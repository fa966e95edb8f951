"""The one invariant that every run has to keep, whatever was done before it.

A run that exits 0 leaves, byte for byte, every file that the same command makes in an empty folder. So
each run here is compared with one of a copy of the working folder that has no output.
"""

from __future__ import annotations

import copy
import hashlib
import io
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from meddling import OUTPUT, Meddling, step
from paths import FALLBACK, LONGEST, SNAKEFILE, descendants, kill
from PIL import Image
from warm import Warm

NOT_COPIED = (OUTPUT, ".snakemake", "logs", "__pycache__", "client.smk")
CLIENT = """
import yaml

module figures:
    snakefile: {snakefile!r}
    config: yaml.safe_load(open("config.yaml"))

use rule * from figures as figures_*

rule everything:
    default_target: True
    input: rules.figures_all.input
"""
WARM = Warm()
KNOWN: dict[str, Made] = {}  # what commands made in an empty folder, by all that they could read


class Broken(AssertionError):
    """A run that did not keep the invariant."""


class Made(NamedTuple):
    """What a command came to in an empty folder: its exit status, what it said, its files."""

    status: int
    said: str
    files: Mapping[str, bytes]


@dataclass
class World(Meddling):
    """A working folder, what can be done to it, and runs."""

    warm: Warm = field(default_factory=lambda: WARM)
    known: dict[str, Made] = field(default_factory=lambda: KNOWN)

    # --- runs

    @step
    def run(self, path: str) -> None:
        """Run a path, and check the invariant."""
        before = self._contents()
        is_first = not any((self.work / name).exists() for name in NOT_COPIED)
        status, said = self._start(path)
        made = Made(status, said, self._contents()) if is_first and path == "fallback" else None
        self._check(path, self._fresh(path, made=made), status, said, before)

    @step
    def run_figures(self, *figures: str) -> None:
        """Ask for figures by their paths, and check that they are right."""
        before = self._contents()
        status, said = self._start("snakemake", *(f"{OUTPUT}/{figure}" for figure in figures))
        whole = self._fresh("fallback", is_whole=True)
        wanted = {figure: whole.files[figure] for figure in figures if figure in whole.files}
        is_right = len(wanted) == len(figures)
        made = Made(whole.status if not is_right else 0, whole.said, wanted)
        if is_right or whole.status == 0:
            made = Made(0 if is_right else 1, whole.said, wanted)
        self._check("by path", made, status, said, before)

    @step
    def nothing_to_do(self, path: str) -> None:
        """Run a path twice, and check that the second run leaves all figures alone."""
        self.run(path)
        before = self._stamps()
        _, said = self._start(path)
        if self._stamps() != before:
            raise self._broken(f"{path} had nothing to do, but drew", said)

    @step
    def kill(self, path: str, seconds: float) -> None:
        """Kill a run at a moment."""
        before = self._contents()
        self._start(path, kill_after=seconds)
        self._check_whole(before, "killed")

    @step
    def at_once(self, path: str, other: str, key: str, value: Any) -> None:
        """Two runs at once, the second with another config; they may refuse, but do no harm."""
        config = copy.deepcopy(self.config)
        section, name = key.split(".")
        config[section][name] = value
        (self.work / "other.yaml").write_text(yaml.safe_dump(config))
        runs = [
            subprocess.Popen(
                self._command(each, configfile=file),
                cwd=self.work,
                env=self.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for each, file in ((path, "config.yaml"), (other, "other.yaml"))
        ]
        for each in runs:
            each.wait(LONGEST)

    def environment(self) -> dict[str, str]:
        """Return a user's environment: a home of the test's own."""
        kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        return {
            **kept,
            "HOME": str(self.home),
            "MPLCONFIGDIR": str(self.home / "matplotlib"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }

    def _command(self, path: str, *targets: str, configfile: str = "config.yaml") -> list[str]:
        path, *further = path.split()
        if path in ("fallback", "pool"):
            return [sys.executable, str(FALLBACK), configfile, "--processes", "2", *further]
        targets = (*targets, *further)
        snakemake = [sys.executable, "-m", "snakemake", *targets, "--cores", "2", "-s"]
        if path == "client":
            (self.work / "client.smk").write_text(CLIENT.format(snakefile=str(SNAKEFILE)))
            return [*snakemake, "client.smk"]
        return [*snakemake, str(SNAKEFILE), "--configfile", configfile]

    def _start(
        self, path: str, *targets: str, folder: Path | None = None, kill_after: float | None = None
    ) -> tuple[int, str]:
        said = self.root / "said.txt"
        command, folder = self._command(path, *targets), folder or self.work
        if path.split()[0] == "fallback":
            status = self.warm.run(command[2:], folder, self.environment(), said, kill_after)
            return status, said.read_text(errors="replace")
        with said.open("wb") as file:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(LONGEST if kill_after is None else kill_after)
            except subprocess.TimeoutExpired:
                for pid in [process.pid, *descendants(process.pid)]:
                    kill(pid)
                process.wait()
        return process.returncode, said.read_text(errors="replace")

    # --- the invariant

    def _fresh(self, path: str, *, is_whole: bool = False, made: Made | None = None) -> Made:
        """Return what the command makes in an empty folder; of the whole sweep, if that is asked for.

        `made` is what it has just made in such a folder, the world's own, if it has.
        """
        fresh = self.root / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(self.work, fresh, ignore=shutil.ignore_patterns(*NOT_COPIED))
        if is_whole:
            config = {k: v for k, v in self.config.items() if k not in ("only", "limit")}
            (fresh / "config.yaml").write_text(yaml.safe_dump(config))
        # What both paths make is the same; what else there is, one of them alone makes.
        name, *further = path.split()
        command = path if name == "snakemake" and further else " ".join(["fallback", *further])
        key = digest(fresh, self.home / "matplotlib", self.home / "data") + command
        if key not in self.known:
            if made is None:
                status, said = self._start(command, folder=fresh)
                made = Made(status, said, contents(fresh / OUTPUT))
            self.known[key] = made
        return self.known[key]

    def _check(
        self, path: str, made: Made, status: int, said: str, before: Mapping[str, bytes]
    ) -> None:
        __tracebackhide__ = True
        if "Traceback (most recent" in said:
            raise self._broken(f"{path} ended in a traceback", said)
        if (status == 0) != (made.status == 0):
            raise self._broken(
                f"{path} ended with {status}, in an empty folder with {made.status}",
                said,
                made.said,
            )
        if status != 0 and not said.strip():
            raise self._broken(f"{path} ended with {status} and said nothing", said)
        self._check_whole(before, said)
        now = self._contents()
        if status == 0:
            wrong = [name for name, content in made.files.items() if now.get(name) != content]
        else:
            changed = {name for name, content in now.items() if before.get(name) != content}
            wrong = [name for name in changed & {*made.files} if now[name] != made.files[name]]
        if wrong:
            raise self._broken(
                f"{path} ended with {status}; wrong: {', '.join(sorted(wrong))}", said
            )
        # Figures of an earlier config are left alone and counted; those of one axis lie here too.
        former = {name for each in self.known.values() for name in each.files if "k0=" in name}
        extra = [name for name in {*now} - {*made.files} - former if "/" not in name]
        is_all = path in ("fallback", "pool", "snakemake", "client")
        if extra and status == 0 and is_all and not {"only", "limit"} & {*self.config}:
            raise self._broken(f"{path} left what an empty folder has not: {sorted(extra)}", said)

    def _check_whole(self, before: Mapping[str, bytes], said: str) -> None:
        for name, content in self._contents().items():
            if before.get(name) != content and not decodes(name, content):
                raise self._broken(f"{name} is not whole", said)

    def _contents(self) -> dict[str, bytes]:
        return contents(self.work / OUTPUT)

    def _stamps(self) -> dict[str, tuple[int, int]]:
        output = self.work / OUTPUT
        found = {name: (output / name).stat() for name in self._contents() if "/" in name}
        return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}

    def _broken(self, what: str, *said: str) -> Broken:
        steps = "\n".join(f"    world.{name}({', '.join(map(repr, a))})" for name, a in self.steps)
        return Broken(f"{what}\nlayout {self.layout!r}\n{steps}\n" + "\n---\n".join(said))


def contents(output: Path) -> dict[str, bytes]:
    """Return the files that a run leaves for people, by name: all but those in `.sweepfig`."""
    found = {}
    for folder, folders, files in os.walk(output):
        folders[:] = [name for name in folders if name != ".sweepfig"]
        for name in files:
            path = Path(folder, name)
            found[path.relative_to(output).as_posix()] = path.read_bytes()
    return found


def decodes(name: str, content: bytes) -> bool:
    """Whether a figure is whole."""
    try:
        if name.endswith(".png"):
            Image.open(io.BytesIO(content)).load()
        elif name.endswith(".svg"):
            xml.etree.ElementTree.fromstring(content)
        elif name.endswith(".pdf"):
            return content.startswith(b"%PDF") and content.endswith(b"%%EOF\n")
    except Exception:
        return False
    return True


def digest(*folders: Path) -> str:
    """Return the digest of all files in folders, with their names."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.endswith((".lock", ".pyc")):
                found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
