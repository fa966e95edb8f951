"""Look at a sweep's files and write a config that draws them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console
from sweepfig.init import main

if __name__ == "__main__":
    console.run(main)
