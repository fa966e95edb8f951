"""Archives of drawn sweeps: packed here, read as anybody reads them, and given to a validator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sweepfig.archive import figures
from sweepfig.archive.figures import PackedFigures
from sweepfig.archive.zip_file import written
from sweepfig.core import paths
from sweepfig.plan.plan_file import load

CHECK = Path(__file__).with_name("check_crate.py")
VALIDATOR = shutil.which("rocrate-validator")
needs_validator = pytest.mark.skipif(
    VALIDATOR is None and not os.environ.get("SWEEPFIG_REQUIRE_VALIDATOR"),
    reason="rocrate-validator is not installed (pipx install roc-validator)",
)


def pack_figures(
    on_file: Callable[[], None] = lambda: None, *, are_described: bool = True
) -> tuple[PackedFigures, zipfile.ZipFile]:
    """Pack the figures of the folder `plots` alone."""
    output = Path("plots")
    with written(Path("figures.zip")) as archive:
        plan = load(paths.plan_file(output))
        packed = figures.pack(archive, plan, output, (), on_file, are_described=are_described)
    return packed, zipfile.ZipFile("figures.zip")


def crate_of(archive: Path) -> dict[str, dict[str, Any]]:
    """Return an archive's entities, by their names."""
    with zipfile.ZipFile(archive) as found:
        document = json.loads(found.read("ro-crate-metadata.json"))
    return {entity["@id"]: entity for entity in document["@graph"]}


def issues(archive: Path, severity: str) -> list[str]:
    """Return what the validator objects to, by its profile Process Run Crate and RO-Crate 1.1 below it.

    The validator is a command of its own: it can't be installed beside this project's tools (it needs another
    version of rich).
    """
    assert VALIDATOR is not None, (
        "SWEEPFIG_REQUIRE_VALIDATOR is set, but rocrate-validator is not installed"
    )
    python = Path(VALIDATOR).resolve().with_name("python")
    command = [str(python), str(CHECK), str(archive), severity]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found
