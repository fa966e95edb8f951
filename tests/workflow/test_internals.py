"""What this workflow asks of Snakemake's inside is there, in the release that is installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import ROOT, assert_ok, run
from sweepfig.workflow.internals import Snakemake

SNAKEFILE = f"""
import json, sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from sweepfig.workflow.internals import Snakemake, end_timers

asked = Snakemake(workflow)
found = dict(is_module=asked.is_module, is_clusters_job=asked.is_clusters_job, place=asked.with_prefix("a/b"))
found.update(own=asked.has_own_environments, given=list(map(str, asked.given_configfiles)))
found.update(alone=asked.is_alone)


def everything(wildcards):
    found.update(is_dry=asked.is_dry, cores=asked.cores, read=list(map(str, asked.configfiles)))
    found.update(all=asked.forces("all"), other=asked.forces("other"), file=asked.forces_target("out"))
    return []


rule all:
    input: everything
    output: "out"
    shell: "touch {{output}}"


rule other:


onstart:
    asked.be_patient()
    found.update(patience=workflow.execution_settings.latency_wait)


onsuccess:
    end_timers()
    with open("found.json", "w") as file:
        json.dump(found, file)
"""


def asked(*arguments, program=("-m", "snakemake")):
    Path("config.yaml").write_text("a: 1\n")
    Path("Snakefile").write_text(SNAKEFILE)
    words = ("--cores", "2", "--configfile", "config.yaml", "--", "out")
    assert_ok(run([sys.executable, *program, *arguments, *words]))
    return json.loads(Path("found.json").read_text())


@pytest.mark.slow
def test_all_that_is_asked_is_answered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = str(tmp_path / "config.yaml")
    assert asked() == {
        **{
            "is_module": False,
            "is_clusters_job": False,
            "place": "a/b",
            "own": False,
            "alone": True,
        },
        **{"given": [config], "is_dry": False, "cores": 2, "read": [config]},
        **{"all": False, "other": False, "file": False, "patience": 20},
    }
    forced = asked("-R", "other", "-f")
    assert (forced["all"], forced["other"], forced["file"]) == (False, True, True)


def test_a_program_that_runs_snakemake_is_not_taken_for_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("program.py").write_text(
        "import sys\nfrom snakemake.cli import main\nmain(sys.argv[1:])\n"
    )
    assert not asked(program=["program.py"])["alone"]


def test_a_release_that_lacks_something_is_told_by_name():
    broken = Snakemake(SimpleNamespace(modifier=SimpleNamespace()))
    with pytest.raises(SystemExit, match=r"no workflow\.modifier\.base_snakefile .*versions\.md"):
        broken.is_module  # noqa: B018
