"""Plans of two batches, and figures of a few bytes with the manifests that tell of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.row import Row, TwinFile
from sweepfig.config.settings import check
from sweepfig.core.storage import stamp_of
from sweepfig.plan import make
from sweepfig.plan.plan import Plan
from sweeps import config_for


def plan_of_two_batches(sweep: Any, **overrides: Any) -> Plan:
    """Return the plan of a small sweep, in batches of three targets."""
    config = config_for(sweep.path.name, figures_per_job=3, **overrides)
    return make.make_plan(check(config, source="config"))


def draw_a_few_bytes(plan: Plan, output: Path) -> list[Row]:
    """Write figures (of a few bytes) and manifests of all batches; return the last batch's rows."""
    rows: list[Row] = []
    for batch in range(plan.n_batches):
        rows = []
        for target in plan.targets(plan.targets_of(batch)):
            digest, stamps = f"{target.index:032x}", []
            for file in target.files:
                path = output / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"figure")
                stamps.append(stamp_of(path.stat()))
            twins = tuple(TwinFile(file, digest, 6, "") for file in target.twins)
            row = Row(target.figure, digest, 6, "ok", twins=twins)
            rows.append(row.with_stamps(stamps))
        write_manifest(plan, output, batch, rows)
    return rows
