"""Draw a sweep's figures without Snakemake: the same figures, byte for byte."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig import cli
from sweepfig.__main__ import main

if __name__ == "__main__":
    cli.run(main)
