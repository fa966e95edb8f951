"""Split the sweep into targets: write the plan that every job reads."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.plan.selection import Selection
from sweepfig.run.forecast import say_forecast
from sweepfig.run.refresh import bring_up_to_date
from sweepfig.workflow import run_folder


def main() -> int:
    """Write plan.json; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="the plan.json to write")
    parser.add_argument("--settings", required=True, help="the checked config, as JSON")
    parser.add_argument("--forecast", action="store_true", help="say what a large run will take")
    parser.add_argument(
        "--run", default="", help="the name of Snakemake's run, which may have made it"
    )
    options = parser.parse_args()
    output = paths.output_of(options.plan)
    config = settings.from_json(options.settings)
    plan = bring_up_to_date(config, output)
    run_folder.leave_younger(output, options.run)
    Selection(config.only, config.limit).targets(plan)  # or a message why it is none
    if options.forecast:
        say_forecast(options.plan)
    return 0


if __name__ == "__main__":
    console.run(main)
