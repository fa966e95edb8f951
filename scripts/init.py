"""Look at a sweep's files and write a config that draws them."""

from sweepfig import cli
from sweepfig.init import main

if __name__ == "__main__":
    cli.run(main)
