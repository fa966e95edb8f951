"""Log the figures and the table of a run over all targets to a run of MLflow.

MLflow's own variables of the environment say where: MLFLOW_TRACKING_URI, MLFLOW_EXPERIMENT_NAME, ...
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.core.digests import digest_of
from sweepfig.core.errors import cause_of, counted
from sweepfig.core.storage import content_digest

TAG = "sweepfig.content"
# Unless the user has set them. MLflow tries for minutes by default, and prints where a run can be seen.
VARIABLES = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}


def log_to_mlflow(rows: Sequence[Row], output: str | Path) -> tuple[bool, str]:
    """Log the finished figures, and data.csv, as artifacts of a new run; not again what is logged already.

    Parameters
    ----------
    rows : sequence of Row
        Every target's.
    output : str or Path

    Returns
    -------
    is_logged : bool
    line : str
        That says so, or why not: whatever goes wrong with MLflow raises nothing.
    """
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
    try:
        import mlflow
    except ImportError as error:
        return (
            False,
            f"not logged to MLflow: needed is the package mlflow, or mlflow-skinny: {error}",
        )
    for name in ("mlflow", "alembic"):  # they tell of the tables that they make in a new store
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        return True, _log(mlflow, [row for row in rows if row.has_figure], Path(output))
    except Exception as error:  # of MLflow, its store and its server, of any type
        return False, f"not logged to MLflow: {cause_of(error)}"


def _log(mlflow: Any, finished: Sequence[Row], output: Path) -> str:
    table = paths.data_file(output)
    files = [file for row in finished for file in row.files]
    content = digest_of([content_digest(table), *((file.figure, file.digest) for file in files)])
    wanted = f"tags.`{TAG}` = '{content}' and attributes.status = 'FINISHED'"
    what = f"{counted(len(finished), 'figure')} and {table.name}"
    for run in mlflow.search_runs(filter_string=wanted, max_results=1, output_format="list"):
        return f"logged to MLflow before: {what}, run {run.info.run_name}"
    with mlflow.start_run(run_name=output.name, tags={TAG: content}) as run:
        for file in files:
            folder = os.path.dirname(file.figure)
            mlflow.log_artifact(str(output / file.figure), folder or None)
        mlflow.log_artifact(str(table))
    return f"logged to MLflow: {what}, run {run.info.run_name} ({run.info.run_id})"
