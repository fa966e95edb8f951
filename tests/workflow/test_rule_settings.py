"""What the config alone decides: its settings, the figures as a Snakemake pattern, the scripts' commands."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import ROOT
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.workflow import rule_settings
from sweeps import config_for


def asked(*, is_module=False):
    """Return a Snakemake of which only this is known."""
    return SimpleNamespace(
        is_module=is_module, has_own_environments=False, configfiles=[Path("config.yaml")]
    )


def axes_with(*patterns):
    """Return settings of one axis a pattern."""
    axes = [{"dimension": f"axis {n}", "path": pattern} for n, pattern in enumerate(patterns)]
    return settings.check(config_for("x.nc", sweep={"axes": axes}), source="config")


def test_figures_as_a_snakemake_pattern():
    found = settings.check(config_for("x.nc", output="out"), source="config")
    assert rule_settings.figure_pattern(found) == "out/k0={wavenumber}/rc-{cee}.png"


def test_snakemake_pattern_of_a_dimension_that_is_no_identifier():
    assert (
        rule_settings.figure_pattern(axes_with("k={}", "{value}s"))
        == "plots/k={axis0}/{axis1}s.png"
    )


def test_snakemake_pattern_has_a_wildcard_for_each_placeholder():
    assert rule_settings.figure_pattern(axes_with("{}-{value}")) == "plots/{axis0}-{axis01}.png"


def test_snakemake_pattern_refuses_a_bad_path_by_its_key():
    with pytest.raises(UserError, match=r"^sweep.axes\[1\].path: 'rc' has no place"):
        rule_settings.figure_pattern(axes_with("k={}", "rc"))


def test_twins_have_the_wildcards_of_their_figure():
    also = [{"yscale": "log"}, {"dpi": 50, "name": "small"}]
    found = settings.check(config_for("x.nc", figure={"also": also, "format": "svg"}), source="c")
    stem = "plots/k0={wavenumber}/rc-{cee}"
    names = ("svg", "yscale=log.svg", "small.svg")
    assert rule_settings.file_patterns(found) == [f"{stem}.{name}" for name in names]


def test_two_equal_keys_are_refused_as_the_fallback_does(sweep):
    text = Path("config.yaml").read_text()
    Path("config.yaml").write_text(text + "output: other\n")
    with pytest.raises(UserError, match="output"):
        rule_settings.checked_settings({**sweep.config, "output": "other"}, asked(), Path())


def test_a_modules_sweep_need_not_be_there_yet(sweep):
    Path("sweep.nc").unlink()
    assert (
        rule_settings.checked_settings(sweep.config, asked(is_module=True), ROOT).output == "plots"
    )
    with pytest.raises(UserError, match=r"sweep\.nc"):
        rule_settings.checked_settings(sweep.config, asked(), Path())


def test_braces_in_a_path_are_no_wildcards():
    command = rule_settings.script_command(Path("/a {b}"), "render", asked())
    assert command.endswith("'/a {{b}}/scripts/render.py'")


def test_given_no_config_a_run_reads_the_working_folders_and_a_module_the_demos(in_folder):
    demo = ROOT / "config" / "config.yaml"
    assert rule_settings.default_config(asked(), ROOT) == demo
    Path("config").mkdir()
    Path("config/config.yaml").touch()
    assert rule_settings.default_config(asked(), ROOT) == Path("config/config.yaml").absolute()
    assert rule_settings.default_config(asked(is_module=True), ROOT) == demo
