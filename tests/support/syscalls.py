"""A run in which one system call fails: which, where, and what came of it.

`strace -e inject=` counts the calls of each process from the moment it is attached. So that the n-th
call is one call, one process of a run is traced, by its role (`attach.py` runs in each); which of that
process's calls concern the run's own folder is in the trace of a run before. The others are its
interpreter's and its libraries': imports, mostly.
"""

from __future__ import annotations

import io
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml
from paths import FALLBACK, LONGEST, SMALL, SNAKEFILE, Ended, _environment, leftovers
from PIL import Image
from sweeps import config_for, write_sweep

HERE = Path(__file__).resolve().parent
CALLS = {
    "open": ("openat", "openat2", "open", "creat"),
    "write": ("write", "pwrite64", "writev", "ftruncate"),
    "rename": ("rename", "renameat", "renameat2"),
    "fsync": ("fsync", "fdatasync", "syncfs", "sync_file_range", "sync"),
    "mkdir": ("mkdir", "mkdirat"),
    "unlink": ("unlink", "unlinkat", "rmdir"),
    "mmap": ("mmap",),
    "close": ("close",),
}
ERRORS = ("ENOSPC", "EIO", "EINTR", "EACCES")
# A word of the command by which a process of each path is known.
ROLES = {
    "fallback": {"main": "fallback.py", "pool": "supervise()", "worker": "forkserver"},
    "snakemake": {
        "main": "-m snakemake",
        "split": "split.py",
        "figures": "executor_plugin_warm.process",
        "summary": "summary.py",
        "check": "check.log",
    },
}
# In the place of bash, for a job without a script: what its command starts is struck, too.
BASH = """#!/bin/sh
case "$*" in
*"$STRUCK"*) exec ${{STRUCK_BY%-b execve -p PID}} {bash} "$@" ;;
*) exec {bash} "$@" ;;
esac
"""
STATES = (
    "empty",
    "changed",
    "whole",
)  # what a struck run finds: nothing, another config's, its own
CALL = re.compile(r"(\w+)\((.*)")
PATH = re.compile(r'^\d+(<[^>]*>)|("[^"]*")|, \d+(<[^>]*>)')
OF_DESCRIPTOR = re.compile(r"^\d+(<[^>]*>)")  # what is written may have quotes of its own
OF_FOLDER = re.compile(r"AT_FDCWD<[^>]*>")
NO_FILE = ("pipe:", "socket:", "anon_inode:")
OTHERS = ("../", "venv/", "cache/", "bin/")  # and the folder itself, where imports look
# Files of others that pixels or digests are made from: fonts, installed versions, the list of our code.
DATA = re.compile(r"\.ttf|fontlist|matplotlibrc|METADATA|/sweepfig(/template|/page)?$")
NUMBERS = re.compile(r"[0-9]{4,}")  # of processes and times, which no other run has


class Call(NamedTuple):
    """The n-th call of a name in a process of a role.

    `file` is what it was about: by its path from the run's folder, if it is the run's own, else by its
    whole path, if it is one that figures depend on (`DATA`).
    """

    role: str
    name: str
    n: int
    file: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is about a file of the run's own."""
        return bool(self.file) and not self.file.startswith("/")


@dataclass
class Bench:
    """A folder with a sweep, two configs and an interpreter whose processes strace can be attached to.

    The configs are drawn by turns: a run of one finds what the other left.
    """

    folder: Path
    path: str
    fresh: dict[int, dict[str, bytes]] = field(default_factory=dict)
    drawn: int = 0  # which config is

    @classmethod
    def make(cls, folder: Path, path: str) -> Bench:
        """Make the folder; nothing is drawn in it yet."""
        bench = cls(folder.resolve(), path)
        _make_interpreter(bench.folder / "venv")
        write_sweep(bench.folder / "sweep.nc", dampings=[1e-5, 1e-4])
        for name in ("tmp", "cache", "bin"):
            (bench.folder / name).mkdir()
        shell = bench.folder / "bin" / "bash"
        shell.write_text(BASH.format(bash=shutil.which("bash")))
        shell.chmod(0o755)
        for n, ylabel in enumerate(("one", "other")):
            look = {**SMALL, "ylabel": ylabel, "time_limit": 60}  # for it workers draw
            config = config_for("sweep.nc", figure=look, figures_per_job=2 + 2 * n)
            (bench.folder / f"config{n}.yaml").write_text(yaml.safe_dump(config))
        return bench

    @property
    def output(self) -> Path:
        return self.folder / "plots"

    def draw(self, configs: Sequence[int] = (1, 0)) -> Bench:
        """Draw configs, each in an empty folder; struck runs begin with what the last of them left."""
        for self.drawn in configs:
            self.empty()
            done = self.run()
            assert done.status == 0, done.text
            self.fresh[self.drawn] = self.tree()
        return self

    def tree(self) -> dict[str, bytes]:
        """Return all that a run leaves for people, with its bytes."""
        files = (file for file in self.output.rglob("*") if file.is_file())
        named = {file.relative_to(self.output).as_posix(): file for file in files}
        return {name: file.read_bytes() for name, file in named.items() if name[0] != "."}

    def empty(self) -> None:
        """Remove all that runs left."""
        for name in ("plots", ".snakemake"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def begin_anew(self) -> None:
        """Have a whole tree, whatever went wrong before."""
        self.empty()
        shutil.rmtree(self.folder / "tmp")
        (self.folder / "tmp").mkdir()
        self.run()

    def prepare(self, state: str) -> None:
        """Have the next run find this; the runs before left a whole tree."""
        if state == "empty":
            self.empty()
        elif state == "changed":
            self.drawn = 1 - self.drawn

    def run(self, role: str = "", strace: str = "") -> Ended:
        """Run the path, one process of it under strace; killed, and its status -9, if it hangs."""
        python = self.folder / "venv" / "bin" / "python"
        command = {
            "fallback": [python, FALLBACK, "--processes", "1"],
            "snakemake": [python, "-m", "snakemake", "--cores", "1", "-s", SNAKEFILE],
        }[self.path]
        command += ["--configfile", f"config{self.drawn}.yaml"]
        told = {
            "PYTHONPATH": "",
            "TMPDIR": str(self.folder / "tmp"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        if role:
            told |= {"STRUCK": ROLES[self.path][role], "STRUCK_BY": strace}
        if role == "check":
            told["PATH"] = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**_environment(), **told},
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.end_all()
            output, errors = process.communicate()
            return Ended(-signal.SIGKILL, output, errors)
        return Ended(process.returncode, output, errors)

    def end_all(self) -> list[int]:
        """End every process that works in the folder; return those that there were."""
        found = []
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if link.resolve() == self.folder:
                    found.append(int(link.parent.name))
                    os.kill(found[-1], signal.SIGKILL)
        return found

    def calls(
        self, role: str, state: str, names: Iterable[str] = (), status: int = 0
    ) -> list[Call]:
        """Return the calls of a role's processes in a run that ends with this status, in order."""
        self.prepare(state)
        names = list(names) or list(itertools.chain(*CALLS.values()))
        done = self.run(role, self._strace(f"-e trace={','.join(names)}"))
        assert done.status == status, done.text
        found: dict[Call, None] = {}
        for lines in self._logs():
            counted: Counter[str] = Counter()
            for name, about in lines:
                counted[name] += 1
                found[Call(role, name, counted[name], self._file(name, about))] = None
        return list(found)

    def turns(self, role: str, state: str, names: Iterable[str] = ()) -> list[list[Call]]:
        """Return the calls of the runs that come by turns: from one config to the other is not back."""
        return [self.calls(role, state, names) for _ in range(1 + (state == "changed"))]

    def strike(self, call: Call, error: str, state: str) -> Struck:
        """Run with a call failing, then run again."""
        self.prepare(state)
        done, hit = self.run_struck(call, error)
        left = self.tree()
        half = [name for name, content in left.items() if not _is_whole(name, content)]
        fresh = self.fresh[self.drawn]
        again = self.run()
        is_whole_again = again.status == 0 and self.tree() == fresh
        strays = leftovers(self.output)  # what can't be removed elsewhere no later run knows of
        if not is_whole_again or strays:  # what is struck next begins anew
            self.begin_anew()
        return Struck(
            call, error, state, hit, done, left == fresh, half, again, is_whole_again, strays
        )

    def run_struck(self, call: Call, error: str) -> tuple[Ended, list[str]]:
        """Run with a call failing; return the files, too, that the calls were about which failed."""
        inject = f"-e inject={call.name}:error={error}:when={call.n}"
        done = self.run(call.role, self._strace(f"-e trace={call.name} {inject}"))
        lines = itertools.chain.from_iterable(self._logs())
        return done, [self._file(*line) for line in lines if line[1].endswith("(INJECTED)")]

    def _strace(self, options: str) -> str:
        for log in self.folder.glob("trace.*"):
            log.unlink()
        return f"strace -f -ff -y -o {self.folder / 'trace'} {options} -b execve -p PID"

    def _logs(self) -> Iterator[list[tuple[str, str]]]:
        for log in sorted(self.folder.glob("trace.*")):
            found = map(CALL.match, log.read_text(errors="replace").splitlines())
            yield [(each[1], each[2]) for each in found if each]

    def _file(self, name: str, about: str) -> str:
        """Return the file of the run's own that a call is about, the new name of one renamed."""
        pattern = OF_DESCRIPTOR if name in (*CALLS["write"], *CALLS["close"]) else PATH
        found = pattern.findall(OF_FOLDER.sub("", about))
        path = "".join(found[-1])[1:-1] if found else ""
        if path.startswith("/") and DATA.search(path) and not path.startswith(str(self.folder)):
            return path
        own = os.path.relpath(self.folder / path, self.folder) if path else ""
        is_own = (
            own not in ("", ".") and not path.startswith(NO_FILE) and not own.startswith(OTHERS)
        )
        return NUMBERS.sub("N", own) if is_own else ""


@dataclass
class Struck:
    """A run in which a call failed, and the next."""

    call: Call
    error: str
    state: str
    hit: list[str]  # the files that the calls were about which failed
    done: Ended
    is_whole: bool
    half: list[str]
    again: Ended
    is_whole_again: bool
    strays: list[str]

    @property
    def hangs(self) -> bool:
        return self.done.status == -signal.SIGKILL

    @property
    def traceback(self) -> str:
        """Whose traceback there is: "", "ours" or "Snakemake's"."""
        if "Traceback" not in self.done.text:
            return ""
        said = self.done.text.partition("Traceback")[2]
        return "ours" if "/sweepfig/" in said or "/workflow/rules/" in said else "Snakemake's"

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in words; nothing, if all is as promised."""
        found = {
            "exit 0, but not whole": self.done.status == 0 and not self.is_whole,
            f"half: {self.half}": bool(self.half),
            "hangs": self.hangs,
            "no message": self.done.status != 0 and not self.done.text.strip(),
            "a traceback": self.traceback == "ours" and (self.call.is_own or self.done.status == 0),
            f"next run: {self.again.text}": not self.is_whole_again,
            f"strays: {self.strays}": bool(self.strays),
        }
        return [words for words, is_so in found.items() if is_so]

    def counts(self) -> Counter[str]:
        """Return what the table adds up."""
        is_zero = self.done.status == 0
        return Counter(
            {
                "n": 1,
                "whole": is_zero and self.is_whole,
                "message": not is_zero and bool(self.done.text.strip()) and not self.traceback,
                "not whole": is_zero and not self.is_whole,
                "half": len(self.half),
                "lost": not self.is_whole_again,
                "strays": len(self.strays),
                "tracebacks": self.traceback == "ours",
                "Snakemake's": self.traceback == "Snakemake's",
                "hangs": self.hangs,
            }
        )


def why_not() -> str:
    """Return why no system call can be made to fail here; empty if it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian, Ubuntu: strace)"
    tried = ["strace", "-f", "-o", os.devnull, "-e", "inject=rmdir:error=EIO", "rmdir", "/none"]
    done = subprocess.run(tried, capture_output=True, text=True)
    if "Input/output error" not in done.stderr:
        return f"strace can't trace here: {done.stderr.strip().splitlines()[-1:]}"
    return ""


def _make_interpreter(folder: Path) -> None:
    # What is imported by a .pth file is imported under -I and -P as well, which a variable is not.
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    shutil.copy(HERE / "attach.py", packages)
    ours = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    lines = [f"import site; site.addsitedir({path!r})" for path in ours]
    (packages / "zz.pth").write_text("\n".join([*lines, "import attach", ""]))


def _is_whole(name: str, content: bytes) -> bool:
    if not name.endswith(".png"):
        return True
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, SyntaxError):
        return False
    return True
