"""What pyproject.toml says of the library, and what its dependencies are called by conda."""

from __future__ import annotations

import tomllib

from paths import ROOT

_PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, BUILD_SYSTEM = _PYPROJECT["project"], _PYPROJECT["build-system"]
PLUGIN = ROOT / "plugins" / "snakemake-executor-plugin-warm"
# Elsewhere conda's name is the canonical one.
CONDA_NAMES = {
    "zlib-ng": "python-zlib-ng",
    "matplotlib": "matplotlib-base",
    "snakemake": "snakemake-minimal",
}
