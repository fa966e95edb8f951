"""Run Snakemake, with the plugin, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PLUGIN = Path(__file__).parents[1]

WARM = ("--executor", "warm", "--scheduler", "warm", "--max-jobs-per-timespan", "1000000/1s")
# A shell function takes the place of the tool `module`.
ENV = {
    **os.environ,
    "PYTHONPATH": str(PLUGIN),
    "BASH_FUNC_module%%": "() { :; }",
    "PYTHONDONTWRITEBYTECODE": "1",
}
ENV.pop("PYTHONUNBUFFERED", None)  # it hides what is not flushed


class Folder:
    """A folder with the tests' workflow."""

    def __init__(self, path):
        self.path = path
        shutil.copytree(Path(__file__).parent / "workflow", path, dirs_exist_ok=True)

    def begin(self, snakefile, *options, cores=2, warm=WARM, env=ENV):
        """Start Snakemake in a session of its own."""
        command = ["-m", "snakemake", "--snakefile", snakefile, "--cores", cores, *warm, *options]
        with open(self.path / "said.txt", "w") as said:
            return subprocess.Popen(
                [sys.executable, *map(str, command)],
                cwd=self.path,
                env=env,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A shell has what it starts in the background ignore it.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def run(self, snakefile, *options, ok=True, **more):
        """Run Snakemake; return what it said."""
        process = self.begin(snakefile, *options, **more)
        status = process.wait(timeout=120)
        assert (status == 0) == ok, self.said
        return self.said

    def write(self, snakefile, text):
        (self.path / snakefile).write_text(text)

    def read(self, name):
        return (self.path / name).read_text()

    def has(self, name):
        return (self.path / name).exists()

    @property
    def said(self):
        return self.read("said.txt")


def is_alive(pid):
    """Whether a process is, and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=60.0):
    """Wait for a condition; return how long that took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - start
