"""Runs that a simulation adds to a folder, one file each, and the config that draws them."""

from __future__ import annotations

from pathlib import Path

import yaml
from sweeps import config_for, write_sweep


def configure(file):
    config = config_for(
        "",
        sweep={"curves": [{"file": file, "variable": "actual"}]},
        figure={"size": [3, 2], "dpi": 40},
    )
    Path("config.yaml").write_text(yaml.safe_dump(config))


def write_run(path, damping, wavenumber=0.3):
    """Write a run as a simulation does: it appears under its name before it is whole."""
    write_sweep(path, wavenumbers=[wavenumber], dampings=[damping], variables=("actual",))
