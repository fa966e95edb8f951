"""MLflow itself, for the tests that log to it: without it they are skipped, or fail if it must be there."""

from __future__ import annotations

import os

import pytest

if os.environ.get("SWEEPFIG_REQUIRE_MLFLOW"):
    import mlflow
else:
    mlflow = pytest.importorskip("mlflow", reason="`make mlflow` installs it")

__all__ = ["mlflow"]
