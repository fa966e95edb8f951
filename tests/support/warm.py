"""The fallback's command without the second that its imports take: in a fork of a process that has them.

Third parties' modules alone are there before: what reads files when it is imported (matplotlib with its
styles and fonts) and the library are imported by each command for itself. The pool's tasks are done in
the command's own process, one after the other.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PRELOAD = (
    *("argparse", "asyncio", "base64", "csv", "ctypes", "decimal", "email", "fractions", "html"),
    *("http.client", "importlib.metadata", "multiprocessing.forkserver", "multiprocessing.pool"),
    *("multiprocessing.sharedctypes", "sqlite3", "statistics", "tempfile", "urllib.request"),
    *("uuid", "xml.etree.ElementTree", "zipfile", "unittest", "concurrent.futures", "pydantic"),
    *(
        "PIL.Image",
        "PIL.PngImagePlugin",
        "PIL.ImageColor",
        "PIL.PngImagePlugin",
        "PIL.WebPImagePlugin",
    ),
    *(
        "click",
        "contourpy",
        "cycler",
        "dateutil.rrule",
        "dateutil.relativedelta",
        "fontTools",
        "jinja2",
    ),
    *("kiwisolver", "netCDF4", "numpy.ma", "numpy.linalg", "packaging.version", "pandas"),
    *("pyparsing", "tqdm", "xarray", "yaml", "zlib_ng.zlib_ng", "scipy.io", "zarr", "h5py"),
)


def serve() -> None:
    """Do one command after the other, each in a fork; say its process, and how it ended."""
    for name in PRELOAD:
        try:
            __import__(name)
        except ImportError:
            continue
    assert not [name for name in sys.modules if name.startswith(("matplotlib", "sweepfig"))]
    for line in sys.stdin:
        task = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(**task)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _become(
    arguments: Sequence[str], folder: str, environment: Mapping[str, str], said: str
) -> None:
    os.setsid()
    nowhere, file = os.open(os.devnull, os.O_RDONLY), os.open(said, os.O_WRONLY | os.O_APPEND)
    for there, standard in ((nowhere, 0), (file, 1), (file, 2)):
        os.dup2(there, standard)
    sys.stdin = open(0)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.dont_write_bytecode = False
    sys.argv = [str(SCRIPTS / "fallback.py"), *arguments]
    sys.path[0] = str(SCRIPTS)
    from sweepfig.commands.draw import draw
    from sweepfig.commands.options import run
    from sweepfig.core import console
    from sweepfig.pool import starmap

    starmap.Workers.try_each = one_after_the_other
    starmap.Workers.start = starmap.Workers.end = lambda _: None
    status: Any = 1
    try:
        console.run(lambda: run(draw))
    except SystemExit as end:
        status = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def one_after_the_other(
    _: Any, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], **__: Any
) -> Generator[tuple[int, Any]]:
    """Do the tasks of `sweepfig.pool.starmap.Workers` here."""
    first: Exception | None = None
    for place, task in enumerate(tasks):
        try:
            result = function(*task)
        except Exception as error:
            first = first or error
        else:
            yield place, result
    if first is not None:
        raise first


class Warm:
    """Runs the fallback's command in forks of one process that is started when it is first needed."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        said: Path,
        kill_after: float | None = None,
        longest: float = 120.0,
    ) -> int:
        """Run it, what it says goes into the file `said`; return the exit status."""
        server = self._started()
        assert server.stdin is not None
        said.write_bytes(b"")
        task = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environment": dict(environment),
            "said": str(said),
        }
        server.stdin.write(json.dumps(task) + "\n")
        server.stdin.flush()
        try:
            return self._ended(longest, kill_after)
        except BaseException:  # its answer may still come, and would be taken for the next one's
            self._server = None
            server.kill()
            raise

    def _ended(self, longest: float, kill_after: float | None) -> int:
        pid = int(self._answer(longest))
        try:
            return int(self._answer(longest if kill_after is None else kill_after))
        except TimeoutError:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:  # it has not come to have a group of its own
                os.kill(pid, signal.SIGKILL)
            status = int(self._answer(longest))
            if kill_after is None:
                raise
            return status

    def close(self) -> None:
        if self._server is not None:
            self._server.communicate()
            self._server = None

    def _answer(self, seconds: float) -> str:
        assert self._server is not None
        assert self._server.stdout is not None
        if not select.select([self._server.stdout], [], [], seconds)[0]:
            raise TimeoutError(f"nothing was said for {seconds:g} s")
        return self._server.stdout.readline()

    def _started(self) -> subprocess.Popen[str]:
        if self._server is None or self._server.poll() is not None:
            self._server = subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
                start_new_session=True,
            )
        return self._server


if __name__ == "__main__":
    serve()
