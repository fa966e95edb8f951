"""Draw the figures of a simulation sweep: fast, right, resumable.

Importing the package imports nothing heavy and changes nothing global. The way through is settings ->
survey -> plan -> batch -> manifest -> report. Each package below imports from those under it in this
table and from no other (`make lint` checks that):

| package | what it does |
|---|---|
| `__main__`, `command`, `init`, `watch`, `cli` | the command lines |
| `propose` | proposes a config for files that have none |
| `fallback` | draws a sweep without Snakemake; has the functions of the post |
| `workflow` | answers what the rules of the Snakemake workflow ask |
| `run` | brings a whole plan up to date, whoever asks |
| `report`, `training` | shows a drawn sweep; draws beside a running program |
| `batch` | brings a run of targets up to date |
| `plan` | decides before anything is drawn: axes, targets, batches, names, digests |
| `survey` | looks at the sweep's files once |
| `config` | reads and checks a config |
| `draw` | turns a slice into the bytes of a figure's file |
| `sweep`, `pool` | reads the sweep's numbers; runs tasks in processes that can't hang |
| `core` | files, names, digests, errors, threads, how processes start |
"""

# No `from __future__ import`: it would look for a module before `begin` has settled where.
from sweepfig.core.startup import begin

begin()

TYPE_CHECKING = False  # typing takes as long to import as all that is needed until here
if TYPE_CHECKING:
    from typing import Any

    from sweepfig.training.background import BackgroundPlotter as BackgroundPlotter

__version__ = "0.1.0"


def __getattr__(name: str) -> "Any":
    if name != "BackgroundPlotter":
        raise AttributeError(f"module 'sweepfig' has no attribute {name!r}")
    from sweepfig.training.background import BackgroundPlotter  # and NumPy with it

    return BackgroundPlotter
