"""Hold what a call drew: figures, numbers, failures; show it in a notebook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.core.threads import alone
from sweepfig.fallback import Run
from sweepfig.interactive.page import page
from sweepfig.interactive.public_names import PublicNames
from sweepfig.interactive.sweep_file import guessed
from sweepfig.plan.plan import Plan
from sweepfig.plan.selection import Selection
from sweepfig.report.summary import closing_lines, limited_lines
from sweepfig.report.table import metrics_nc

if TYPE_CHECKING:
    import xarray as xr


class DrawnSweep(PublicNames):
    """What a call of `sweepfig.draw` came to.

    `print` gives a summary; a notebook shows that with some of the figures.

    Attributes
    ----------
    output : Path
        The folder that the figures lie in.
    config : dict
        What was asked for and guessed, as a config: `yaml.safe_dump(drawn.config)` gives the text of a config
        file, which draws the same with Snakemake or ``python -m sweepfig``. Of a dataset in memory it names
        the file below the output folder, which the next call with other data removes.
    doubts : tuple of str
        Guesses to look at.
    drawn, current : int
        How many figures this call drew, and how many needed no drawing.
    stopped : str
        Why the run ended before its work was done; empty if it did not. The next call draws the rest.
    """

    def __init__(
        self,
        plan: Plan,
        output: Path,
        run: Run,
        config: dict[str, Any],
        doubts: tuple[str, ...],
        selection: Selection,
        seconds: float,
    ) -> None:
        self.output, self.config, self.doubts = output, config, doubts
        self._plan, self._run, self._selection, self._seconds = plan, run, selection, seconds
        self._rows = [*run.rows]  # now: a later run may replace what they are read from
        self.drawn = run.receipt.drawn
        without = sum(not row.has_figure for row in run.findings.failed)
        self.current = len(self._rows) - self.drawn - without
        self.stopped = run.stopped

    @property
    def is_complete(self) -> bool:
        """Whether every file could be read, and every point looked at has its figure and numbers."""
        return self._run.is_complete

    @property
    def figures(self) -> list[Path]:
        """The figures' paths, in the sweep's order; without those that failed."""
        return [self.output / row.figure for row in self._rows if row.has_figure]

    @property
    def failures(self) -> Mapping[Path, str]:
        """Why figures, or their numbers, are missing, and why files could not be read: by their paths."""
        unread = {Path(file): reason for file, reason in self._plan.unread}
        failed = {self.output / row.figure: row.cause for row in self._run.findings.failed}
        return {**unread, **failed}

    @property
    def gallery(self) -> Path | None:
        """The gallery's page; None if only some figures were drawn (`only`, `limit`)."""
        page = paths.gallery_file(self.output)
        return page if self._selection.is_all and page.is_file() else None

    @cached_property
    def numbers(self) -> xr.Dataset:
        """What was measured on each slice, on the sweep's axes: peaks, errors, growth rates, your own.

        They are those of metrics.nc; NaN where no figure was drawn.
        """
        import xarray as xr

        with alone("call"), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "metrics.nc"
            path.write_bytes(metrics_nc(self._plan, self._all_rows()))
            return xr.load_dataset(path)

    def _all_rows(self) -> Sequence[Row]:
        chosen = self._selection.targets(self._plan)
        if chosen is None:
            return self._rows
        missing = [Row.failed(each.figure, "not drawn") for each in self._plan.targets()]
        for target, row in zip(chosen, self._rows, strict=True):
            missing[target] = row
        return missing

    def _lines(self) -> list[str]:
        run, seconds = self._run, self._seconds
        if self._selection.is_all:
            found = (self._plan, run.findings, run.receipt)
            lines = closing_lines(*found, self.output, seconds, has_table=run.has_table)
        else:
            what = (self._selection, self.output, seconds)
            lines = limited_lines(self._plan, self._rows, run.receipt, *what)
        return lines if not self.stopped else [*lines, f"stopped: {self.stopped}"]

    def __repr__(self) -> str:
        """Return the lines with which a command line ends, and the guesses to look at."""
        return "\n".join([*self._lines(), *map(guessed, self.doubts)])

    def _repr_html_(self) -> str:
        return page(self._lines(), self.doubts, self.figures, self.output, self.gallery)
