"""Write the plan of a config, and keep the manifests of the former plan that are still valid."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sweepfig.batch.manifest import carry_over, rows_by_figure
from sweepfig.config.settings import Settings
from sweepfig.core import paths, startup, storage
from sweepfig.plan.freshness import whole_plan
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import to_json
from sweepfig.report.orphans import remember


def bring_up_to_date(settings: Settings, output: str | Path) -> Plan:
    """Return the plan of a config; if it is not there, make it and write it.

    Of the sweep's files only those are opened that have changed, or could not be read before; and for maps
    side by side the first hundred, for the values that they are at.
    """
    plan = whole_plan(settings, output)
    if plan is not None:
        return plan
    startup.import_matplotlib()
    from sweepfig.plan.make import make_plan  # with xarray, which takes long to import
    from sweepfig.survey.survey_cache import SurveyCache

    known = SurveyCache(settings.sweep, output)
    plan = make_plan(settings, known=known, output=str(output))
    write_plan(plan, output)
    known.write()
    return plan


def write_plan(plan: Plan, output: str | Path) -> bool:
    """Write plan.json; return whether its content is new.

    An unchanged file is not written, and keeps its time. Manifests of the former plan don't fit the new
    one, by its digest; those beyond its last batch are removed. In a sweep of many files, rows whose
    figures are unaffected by the new or changed files are kept.
    """
    path = paths.plan_file(output)
    text = to_json(plan).encode()
    remember(plan, output)
    remove_unused_sweep_files(plan, output)
    with suppress(OSError):  # there is no plan, or it can't be read
        if storage.read(path) == text:
            return False
    kept_rows = rows_by_figure(output) if plan.is_listed else {}
    storage.write(path, text, temporary=paths.temporary_folder(output))
    for stale in paths.manifest_file(output, 0).parent.glob("*.jsonl"):
        if not (stale.stem.isdecimal() and int(stale.stem) < plan.n_batches):
            stale.unlink(missing_ok=True)
    carry_over(plan, output, kept_rows)
    return True


def remove_unused_sweep_files(plan: Plan, output: str | Path) -> None:
    """Remove the sweeps of earlier plans that were handed over in memory."""
    used = {Path(stamp.path).name for stamp in plan.files}
    for file in paths.sweep_files(output):
        if file.name not in used:
            file.unlink(missing_ok=True)
