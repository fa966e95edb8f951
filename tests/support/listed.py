"""Configs of sweeps in many files, or in files of other kinds than `sweeps` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sweepfig.config import settings
from sweeps import config_for


def configure(
    *places: Mapping[str, Any],
    labels: Sequence[str] = ("Actual", "Cauchy fit"),
    variables: Sequence[str] = ("actual", "predicted"),
    **sweep: Any,
) -> settings.Settings:
    """Write config.yaml, of curves that lie in such places; of one, if there is but one."""
    places = places * len(variables) if len(places) == 1 else places
    curves = [
        {"label": label, "variable": variable, **place}
        for label, variable, place in zip(labels, variables, places, strict=True)
    ]
    config = config_for("", sweep={"curves": curves, **sweep}, figure={"size": [3, 2], "dpi": 40})
    Path("config.yaml").write_text(yaml.safe_dump(config))
    return settings.read("config.yaml")
