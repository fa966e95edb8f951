"""What the rules of the tests' workflow name: functions that count letters, and functions with a fault."""

import asyncio
import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

FROZEN = [
    gc.get_freeze_count()
]  # how many objects: at the import (3.12 begins with some), when a job asked


def count(jobs):
    for job in jobs:
        text = Path(job.input.text).read_text()
        print("counted", job.wildcards["n"])
        note = f"{text.count('a')} {os.getpid()} {len(jobs)} {os.environ['OMP_NUM_THREADS']}\n"
        Path(job.output[0]).write_text(note)
        yield None


def write(job, text="done\n"):
    for output in job.output:
        Path(output).write_text(text)


def told(jobs):
    for job in jobs:
        write(job, f"{job.params.file} {job.params.get('no', 'none')} {job.rule} {job.threads}")
        yield None


def told_of_freezing(jobs):
    """Yield whether no more is frozen than when a function was first loaded: a job's garbage is not."""
    for _ in jobs:
        yield f"same: {gc.get_freeze_count() <= FROZEN[-1]}"


class Unsayable(Exception):
    def __str__(self):
        raise ValueError


def tell(kind, job):
    """Do what a kind of job does; return what is to be yielded."""
    if kind == "exit":
        print("last words")
        os._exit(3)
    elif kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "segfault":
        ctypes.string_at(0)
    elif kind == "raises":
        raise ValueError("of no value")
    elif kind == "cause":
        return "it is a Monday"
    elif kind == "frozen":
        FROZEN.append(gc.get_freeze_count())
        return f"frozen: {FROZEN[-1] > FROZEN[0]}"
    elif kind == "slow":
        time.sleep(60)
    elif kind == "silent":
        return None  # and no output
    elif kind == "loud":
        print("x" * 20_000_000)
    elif kind == "c":
        ctypes.CDLL(None).printf(b"from C\n")
        os.system("echo from a child")
        print("from Python", file=sys.stderr)
    elif kind == "moves":
        write(job)
        os.chdir("/")
        return None
    elif kind == "closes":
        sys.stdout.close()
    elif kind == "quits":
        sys.exit(0)
    elif kind == "interrupted":
        raise KeyboardInterrupt
    elif kind == "cancelled":
        raise asyncio.CancelledError("too late")
    elif kind == "unsayable":
        raise Unsayable
    elif kind == "surrogate":
        raise ValueError("\ud800")
    elif kind == "unhands":
        os.closerange(3, 256)
    elif kind == "lingers":
        os.closerange(3, 256)
        time.sleep(60)
    elif kind == "patient":
        time.sleep(4)
    write(job)
    return None


def kinds(jobs):
    for job in jobs:
        yield tell(job.wildcards["kind"], job)


def listed(jobs):
    return [tell(job.wildcards["kind"], job) for job in jobs]


def too_few(jobs):
    for job in jobs:
        if job.wildcards["n"] == "5":
            return
        write(job)
        yield None


def too_many(jobs):
    for job in jobs:
        write(job)
        yield None
    yield "a word on nothing"
    yield None


def no_iterable(jobs):
    for job in jobs:
        write(job)


def again(jobs):
    for job in jobs:
        if job.attempt < 3:
            raise OSError("not yet")
        write(job, f"{job.attempt}")
        yield None


class Sour:
    """It can be pickled, and not be read again."""

    def __reduce__(self):
        return sour, ()


def sour():
    if "snakemake" not in sys.modules:
        raise RuntimeError("it went sour")
    return Sour()


def spans(jobs):
    for job in jobs:
        start = time.monotonic()
        time.sleep(0.15)
        write(job, f"{start} {time.monotonic()}\n")
        yield None


def lasting(jobs):
    """Work on, with a child; say by which process."""
    for job in jobs:
        Path("pids").mkdir(exist_ok=True)
        child = subprocess.Popen(["sleep", "300"])
        Path("pids", str(child.pid)).touch()
        Path("pids", str(os.getpid())).touch()
        if job.wildcards["n"] == "gil":
            ctypes.PyDLL(None).sleep(300)  # no other thread of Python runs
        threading.Event().wait()
        yield None


def stumbling(jobs):
    for job in jobs:
        if job.wildcards["n"] == "0":
            yield "it stumbled"
        else:
            time.sleep(0.2)
            write(job, "new\n")
            yield None
