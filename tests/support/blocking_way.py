"""The files that the post's function draws in this process: what others are compared with."""

from __future__ import annotations

from pathlib import Path

from sweepfig import fallback


def files(folder: str) -> dict[str, bytes]:
    found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def blocking(arrays, folder: str) -> dict[str, bytes]:
    """Draw in this process, as the fallback's function does; return the files."""
    for arguments in fallback.get_plotting_args(*arrays, {"plots": folder}):
        fallback.plot_resonance_curve(*arguments)
    return files(folder)
