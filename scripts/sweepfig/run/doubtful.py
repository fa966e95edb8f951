"""Redraw the figures that may be wrong, once one of them was found to be.

The process that finds it notes it (`sweepfig.batch.wrong_figure`), and from then on each draws with plain
matplotlib alone. What was drawn faster before, in whichever process, is redrawn at the end of the run: then
no process can still be drawing so.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.pending import doubtful_targets
from sweepfig.batch.receipt import Receipt
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.run.execute import DrawOptions, execute


def redraw_doubtful(
    plan: Plan,
    plan_path: str | Path,
    output: str | Path,
    receipt: Receipt,
    options: DrawOptions,
    chosen: NDArray[np.intp] | None = None,
) -> tuple[Receipt, str]:
    """Redraw by plain matplotlib what may be wrong, if a figure is; enter it into the manifests.

    Parameters
    ----------
    plan : Plan
    plan_path : str or Path
        Its plan.json.
    output : str or Path
        The output folder.
    receipt : Receipt
        What the run did until now.
    options : DrawOptions
    chosen : array of int, optional
        The run's targets, ascending; all by default.

    Returns
    -------
    receipt : Receipt
        What the run did.
    stopped : str
        Why it ended before its work was done; empty if it did not. The next run draws the rest.

    Raises
    ------
    OSError
        If a manifest can't be written.
    """
    targets = doubtful_targets(plan, output, chosen)
    if not len(targets):
        return receipt, ""
    batches = plan.batches_with(targets)
    records = execute(plan, plan_path, output, batches, chosen=targets, options=options)
    if isinstance(records.ended, UserError | OSError):
        return receipt, str(records.ended)
    records.close()
    return receipt.after_redrawing(records.receipt), str(records.ended or "")
