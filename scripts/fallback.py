"""Draw a sweep's figures without Snakemake: the same figures, byte for byte."""

from sweepfig import cli
from sweepfig.__main__ import main

if __name__ == "__main__":
    cli.run(main)
