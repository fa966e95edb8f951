"""Check a drawn sweep against the other path, and against plain matplotlib."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console
from sweepfig.verify import main

if __name__ == "__main__":
    console.run(main)
