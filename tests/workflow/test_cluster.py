"""What a job takes and asks for, a node's caches, what a lost node leaves: without a cluster."""

from __future__ import annotations

import pytest
import yaml
from paths import ROOT
from yte import process_yaml

PROFILES = {path.parent.name: path for path in (ROOT / "profiles").glob("*/config.yaml")}


def test_the_profiles_for_clusters_leave_the_default_one_in_force(monkeypatch):
    assert sorted(PROFILES) == ["cluster-generic", "default", "slurm"]
    monkeypatch.setattr("sys.argv", ["snakemake", "--profile", "profiles/slurm"])
    default = process_yaml(PROFILES["default"].read_text())
    assert default["scheduler"] == "greedy"
    for path in (PROFILES["slurm"], PROFILES["cluster-generic"]):
        profile = yaml.safe_load(path.read_text())
        assert profile["executor"] == path.parent.name
        assert profile["retries"] == 2
        assert not default.keys() & profile.keys()


@pytest.mark.parametrize(
    ("arguments", "executor"),
    [((), "warm"), (("--executor", "local"), None), (("-e", "slurm"), None)],
)
def test_the_default_profile_chooses_the_warm_executor_unless_another_is_asked_for(
    monkeypatch, arguments, executor
):
    monkeypatch.setattr("sys.argv", ["snakemake", "--cores", "2", *arguments])
    assert process_yaml(PROFILES["default"].read_text()).get("executor") == executor
