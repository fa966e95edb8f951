"""Draw a sweep's figures without Snakemake: the same figures, byte for byte."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.commands.draw import draw
from sweepfig.commands.options import run
from sweepfig.core import console

if __name__ == "__main__":
    console.run(lambda: run(draw))
