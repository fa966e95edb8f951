"""A real Slurm of two nodes on this machine: munged, slurmctld, and a slurmd for each node.

No root, systemd or cgroups needed. A node is a slurmd with a port and, where the machine allows it, a
host name of its own; `SlurmLab.crash` kills it with all that runs on it, as a power cut would.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

NODES = ("n1", "n2")
DAEMONS = ("munged", "slurmctld", "slurmd")
CLIENTS = ("sbatch", "srun", "squeue", "scontrol", "scancel", "sinfo", "sacct")
PLUGINS = ("snakemake_executor_plugin_slurm", "snakemake_executor_plugin_cluster_generic")
SAVED_SECONDS = 6.0  # slurmctld saves what changed within five
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
MARKS = ("LAB_MARK", "LAB_MARK_2")  # twice, for slurmstepd writes its title over the first variable

# Nodes may claim more than the machine has; finished jobs stay visible; a killed job ends at once.
CONFIG = """\
ClusterName=lab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.sock
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
DefMemPerCPU=100
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SlurmdTimeout=10
MessageTimeout=10
KillWait=2
InactiveLimit=0
ReturnToService=2
EnforcePartLimits=ALL
AccountingStorageType=accounting_storage/none
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
NODE = "NodeName={name} NodeHostname={name} NodeAddr=127.0.0.1 Port={port} CPUs=4 RealMemory=8000"


def what_is_missing() -> str:
    """Return why there can be no Slurm here; empty if there can."""
    missing = [name for name in (*DAEMONS, *CLIENTS) if not shutil.which(name, path=PATH)]
    if missing:
        return f"{', '.join(missing)} not installed (Debian, Ubuntu: slurm-wlm and munge)"
    plugins = [name for name in PLUGINS if find_spec(name) is None]
    return f"{', '.join(plugins)} not installed (make cluster)" if plugins else ""


class SlurmLab:
    """A running Slurm.

    Parameters
    ----------
    folder : Path
        For its files; a short path, for sockets lie in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ports = _free_ports(1 + len(NODES))
        self._forgotten: set[str] = set()
        self._write_files()

    @property
    def environment(self) -> dict[str, str]:
        """What a user's command needs to find this Slurm.

        In PATH, not in SLURM_CONF: the executor plugin hides variables of Slurm's from its jobs.
        """
        return {"PATH": f"{self.folder / 'bin'}:{PATH}"}

    def start(self) -> None:
        """Start all daemons and wait until both nodes take jobs."""
        self._daemon(
            "munged",
            "--foreground",
            "--force",
            *(
                f"--{name}-file={self.folder}/munge.{name}"
                for name in ("key", "pid", "seed", "log")
            ),
            f"--socket={self.folder}/munge.sock",
        )
        wait_for((self.folder / "munge.sock").exists)
        self.start_controller()
        for node in NODES:
            self.start_node(node)

    def start_controller(self) -> None:
        """Start slurmctld."""
        self._daemon("slurmctld", "-D")
        wait_for(lambda: "UP" in self.client("scontrol", "ping"))

    def start_node(self, node: str) -> None:
        """Start a node's slurmd, and wait until the node takes jobs."""
        daemon = ["slurmd", "-D", "-N", node]
        if subprocess.run(["unshare", "--uts", "true"], capture_output=True).returncode == 0:
            named = f'hostname {node}; exec "$@"'
            daemon = ["unshare", "--uts", "sh", "-c", named, "sh", *daemon]
        self._daemon(*daemon, mark=node)
        wait_for(lambda: self._is_idle(node))

    def _is_idle(self, node: str) -> bool:
        state = self.client("sinfo", "--noheader", "--format=%T", f"--nodes={node}").strip()
        if state.startswith(("down", "drain")) and not state.endswith("*"):
            self.client("scontrol", "update", f"nodename={node}", "state=resume")
        return state == "idle"

    def crash(self, node: str) -> None:
        """Kill a node: its slurmd first, so that no one lives to say how the others ended."""
        _kill_marked(self._mark(node))
        _kill_marked(str(self.folder), f"SLURMD_NODENAME={node}")
        # Slurm would find out by itself, after SlurmdTimeout and more.
        self.client("scontrol", "update", f"nodename={node}", "state=down", "reason=crashed")

    def kill_controller(self) -> None:
        """Kill slurmctld, once it has saved what it knows; the jobs go on.

        Killed before, it forgets jobs, or the last that it knew of them: it cancels or holds some, and
        gives their numbers to others.
        """
        time.sleep(SAVED_SECONDS)
        _kill_marked(self._mark("slurmctld"))

    def jobs(self, states: str = "all") -> dict[str, str]:
        """Return the state of each job of this test, by its number."""
        listed = self.client("squeue", "--noheader", f"--states={states}", "--format=%i %T")
        jobs = dict(line.split() for line in listed.splitlines())
        return {job: state for job, state in jobs.items() if job not in self._forgotten}

    def forget_jobs(self) -> None:
        """End all jobs; those that come are a new test's."""
        self.client("scancel", f"--user={getpass.getuser()}")
        wait_for(lambda: not self.jobs("running,completing,pending"))
        self._forgotten |= self.jobs().keys()

    def node_of(self, job: str) -> str:
        """Return the node that a job runs on."""
        return self.client("squeue", "--noheader", "--format=%N", f"--jobs={job}").strip()

    def client(self, *command: str) -> str:
        """Run one of Slurm's commands; return what it says, or nothing if it fails."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=200)
        return done.stdout if done.returncode == 0 else ""

    def stop(self) -> None:
        """End everything, jobs too."""
        _kill_marked(self._mark(""))
        _kill_marked(str(self.folder), "SLURMD_NODENAME=")

    def _mark(self, name: str) -> str:
        return f"={self.folder}:{name}"

    def _write_files(self) -> None:
        (self.folder / "bin").mkdir(parents=True)
        (self.folder / "state").mkdir()
        (self.folder / "munge.key").write_bytes(os.urandom(128))
        (self.folder / "munge.key").chmod(0o400)
        port, *node_ports = self._ports
        nodes = (NODE.format(name=n, port=p) for n, p in zip(NODES, node_ports, strict=True))
        text = CONFIG.format(
            host=socket.gethostname().partition(".")[0],
            port=port,
            user=getpass.getuser(),
            folder=self.folder,
            nodes="\n".join(nodes),
        )
        (self.folder / "slurm.conf").write_text(text)
        for name in CLIENTS:
            client = self.folder / "bin" / name
            found = shutil.which(name, path=PATH)
            client.write_text(f'#!/bin/sh\nSLURM_CONF={self.folder}/slurm.conf exec {found} "$@"\n')
            client.chmod(0o755)

    def _daemon(self, *command: str, mark: str | None = None) -> None:
        name = mark or command[0]
        environment = {
            **dict.fromkeys(MARKS, f"{self.folder}:{name}"),
            "PATH": PATH,
            "SLURM_CONF": str(self.folder / "slurm.conf"),
        }
        with (self.folder / f"{name}.out").open("ab") as said:
            subprocess.Popen(
                command, env=environment, stdout=said, stderr=said, start_new_session=True
            )


@contextmanager
def running_slurm() -> Iterator[SlurmLab]:
    """Start a Slurm in a folder of its own; nothing is left of it in the end."""
    lab = SlurmLab(Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp")))
    try:
        lab.start()
        yield lab
    finally:
        lab.stop()
        shutil.rmtree(lab.folder, ignore_errors=True)


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not so after {seconds:.0f} s"
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _kill_marked(*marks: str) -> None:
    """Kill the processes with all of these in their environment, until there are none."""
    for _ in range(100):
        alive = list(_marked(marks))
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not alive:
            return
        time.sleep(0.02)


def _marked(marks: Iterable[str]) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # gone, or another user's
            environment = path.read_bytes().decode(errors="replace")
            if all(mark in environment for mark in marks) and path.parent.name != str(os.getpid()):
                yield int(path.parent.name)


if __name__ == "__main__":
    # By hand: python tests/support/slurm_lab.py, then the line that it prints, in another shell.
    with running_slurm() as started:
        print(f'export PATH="{started.folder / "bin"}:$PATH"', flush=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        with suppress(KeyboardInterrupt):
            signal.pause()
