"""The figures of a config as a Snakemake pattern: a wildcard a placeholder."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.workflow import figure_pattern
from sweeps import config_for


def axes_with(*patterns):
    """Return settings of one axis a pattern."""
    axes = [{"dimension": f"axis {n}", "path": pattern} for n, pattern in enumerate(patterns)]
    return settings.check(config_for("x.nc", sweep={"axes": axes}), source="config")


def test_figures_as_a_snakemake_pattern():
    found = settings.check(config_for("x.nc", output="out"), source="config")
    assert figure_pattern.figure_pattern(found) == "out/k0={wavenumber}/rc-{cee}.png"


def test_snakemake_pattern_of_a_dimension_that_is_no_identifier():
    assert (
        figure_pattern.figure_pattern(axes_with("k={}", "{value}s"))
        == "plots/k={axis0}/{axis1}s.png"
    )


def test_snakemake_pattern_has_a_wildcard_for_each_placeholder():
    assert figure_pattern.figure_pattern(axes_with("{}-{value}")) == "plots/{axis0}-{axis01}.png"


def test_snakemake_pattern_refuses_a_bad_path_by_its_key():
    with pytest.raises(UserError, match=r"^sweep.axes\[1\].path: 'rc' has no place"):
        figure_pattern.figure_pattern(axes_with("k={}", "rc"))


def test_twins_have_the_wildcards_of_their_figure():
    also = [{"yscale": "log"}, {"dpi": 50, "name": "small"}]
    found = settings.check(config_for("x.nc", figure={"also": also, "format": "svg"}), source="c")
    stem = "plots/k0={wavenumber}/rc-{cee}"
    names = ("svg", "yscale=log.svg", "small.svg")
    assert figure_pattern.file_patterns(found) == [f"{stem}.{name}" for name in names]
