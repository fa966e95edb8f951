"""Runs in every Python process of a struck run: has strace attached to those of the role it is about.

A virtual environment of the run's own imports it at the start of its interpreter, of which no option
keeps it: see `syscalls.Bench`. Attached from within, strace counts from here, and of one process.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

PR_SET_PTRACER = 0x59616D61
ANY = ctypes.c_ulong(-1)
FORKED = "forkserver"  # whose children are the workers

_kept: list[int] = []  # strace goes on writing to this pipe


def attach() -> None:
    """Have this process traced, and wait until it is."""
    ctypes.CDLL(None).prctl(
        PR_SET_PTRACER, ANY, 0, 0, 0
    )  # else of some kernels only by its parents
    command = os.environ["STRUCK_BY"].replace("PID", str(os.getpid()))
    said, says = os.pipe()
    waits, go = os.pipe()
    # Not our child: who waits for any of its children would meet strace. And that the shell has ended
    # must be over before: where a handler takes note of it, that is a call.
    subprocess.run(
        ["sh", "-c", f"exec 3<&0; {{ read go <&3; exec {command}; }} &"],
        stdin=waits,
        stdout=subprocess.DEVNULL,
        stderr=says,
        start_new_session=True,
        check=True,
    )
    os.write(go, b"\n")
    for end in (waits, go, says):
        os.close(end)
    os.read(said, 1000)  # "attached", or why not; to look into /proc would be a call that counts
    _kept.append(said)


word = os.environ.get("STRUCK", "")
if word and word in " ".join(sys.orig_argv):
    if word == FORKED:
        os.register_at_fork(after_in_child=attach)
    else:
        attach()
