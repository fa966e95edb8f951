"""Start the command `sweepfig`, which is ``python -m sweepfig`` too."""

from __future__ import annotations

from sweepfig.core import console


def main() -> None:
    """Run the command line, and exit with its status."""
    console.run(_run)


def _run() -> int:
    from sweepfig.commands.group import group
    from sweepfig.commands.options import run

    return run(group)


if __name__ == "__main__":
    main()
