"""What a job takes and asks for, a node's caches, what a lost node leaves: without a cluster."""

from __future__ import annotations

import yaml
from paths import ROOT

PROFILES = {path.parent.name: path for path in (ROOT / "profiles").glob("*/config.yaml")}


def test_the_profiles_for_clusters_leave_the_default_one_in_force():
    default = yaml.safe_load(PROFILES.pop("default").read_text())
    assert sorted(PROFILES) == ["cluster-generic", "slurm"]
    for path in PROFILES.values():
        profile = yaml.safe_load(path.read_text())
        assert profile["executor"] == path.parent.name
        assert profile["retries"] == 2
        assert not default.keys() & profile.keys()
