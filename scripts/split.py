"""Split the sweep into targets: write the plan that every job reads."""

from __future__ import annotations

import argparse

from sweepfig import cli, names, settings
from sweepfig.planning import bring_up_to_date


def main() -> int:
    """Write plan.json; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="the plan.json to write")
    parser.add_argument("--settings", required=True, help="the checked config, as JSON")
    options = parser.parse_args()
    output = names.output_of(options.plan)
    plan = bring_up_to_date(settings.from_json(options.settings), output)
    cli.say_forecast(plan, output)
    return 0


if __name__ == "__main__":
    cli.run(main)
