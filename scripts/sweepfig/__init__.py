"""Draw the figures of a simulation sweep: fast, right, resumable.

Importing the package imports nothing heavy and changes nothing global. Data flow: settings -> survey -> plan
-> batch -> manifest -> report. Each package below imports only from those under it in this table (`make lint`
checks that):

| package | what it does |
|---|---|
| `__main__` | starts the command `sweepfig` |
| `commands` | the command line: its subcommands, and what they do |
| `redrawing` | draws a figure again from its file alone |
| `interactive` | draws a sweep from Python and notebooks |
| `propose`, `verify` | proposes a config for files; checks a drawn sweep against plain matplotlib |
| `fallback` | draws a sweep without Snakemake; has the functions of the post |
| `workflow` | answers what the rules of the Snakemake workflow ask |
| `run`, `archive` | brings a whole plan up to date, on either path; packs a drawn sweep into one file |
| `report`, `training` | shows a drawn sweep; draws beside a running program |
| `batch` | brings a run of targets up to date |
| `plan` | decides before anything is drawn: axes, targets, batches, names, digests |
| `record` | writes and reads what a figure carries to be drawn again |
| `survey` | finds the sweep's files, and what they contain |
| `config` | reads and checks a config |
| `measuring` | measures a slice: its numbers, and the user's own |
| `drawing` | turns a slice into the bytes of a figure's file |
| `sweep`, `pool` | reads the sweep's numbers; runs tasks in processes that can't hang |
| `core` | files, names, digests, errors, threads, how processes start |
"""

# No `from __future__ import`: it would search for a module before `begin` has set the search path.
from sweepfig.core.startup import begin

begin()

TYPE_CHECKING = False  # importing typing would take as long as everything imported so far
if TYPE_CHECKING:
    from typing import Any

    from sweepfig.core.errors import UserError as UserError
    from sweepfig.interactive.draw import draw as draw
    from sweepfig.interactive.one_figure import figure as figure
    from sweepfig.redrawing.dataset import slice_of as slice_of
    from sweepfig.redrawing.redraw import redraw as redraw
    from sweepfig.training.background import BackgroundPlotter as BackgroundPlotter

__version__ = "0.1.0"
__all__ = ["BackgroundPlotter", "UserError", "draw", "figure", "redraw", "slice_of"]

_MODULES = {  # imported when asked for: they import NumPy
    "BackgroundPlotter": "training.background",
    "UserError": "core.errors",
    "draw": "interactive.draw",
    "figure": "interactive.one_figure",
    "redraw": "redrawing.redraw",
    "slice_of": "redrawing.dataset",
}


def __getattr__(name: str) -> "Any":
    if name not in _MODULES:
        raise AttributeError(f"module 'sweepfig' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"sweepfig.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
