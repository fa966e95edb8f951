"""What this workflow asks of Snakemake's inside is there, in the release that is installed."""

from __future__ import annotations

import base64
import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import ROOT, assert_ok, run
from sweepfig.workflow.internals import Snakemake, tell_parameters

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


WITH_PARAMETERS = f"""
import json, sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from sweepfig.workflow.internals import import_no_pandas

if config["keeps"]:
    import_no_pandas()


def a_table():
    import pandas
    return pandas.DataFrame({{"k": [0.3, 0.5]}})


rule plain:
    output: "plain"
    params: name="a", numbers=[1, 2.5, None]
    shell: "touch {{output}}"


rule table:
    output: "table"
    params: table=a_table() if config["table"] else None
    shell: "touch {{output}}"


onsuccess:
    with open("found.json", "w") as file:
        json.dump("pandas" in sys.modules, file)
"""


def recorded(folder: Path, output: str, **config: bool) -> tuple[bool, list[str]]:
    """Whether pandas was imported; and the parameters that Snakemake wrote down of an output."""
    folder.mkdir()
    (folder / "Snakefile").write_text(WITH_PARAMETERS)
    given = [f"{name}={value}" for name, value in config.items()]
    program = (sys.executable, "-m", "snakemake", "--cores", "1", "--directory", str(folder))
    assert_ok(run([*program, "-s", str(folder / "Snakefile"), output, "--config", *given]))
    name = base64.b64encode(output.encode()).decode()
    record = json.loads((folder / ".snakemake" / "metadata" / name).read_text())
    return json.loads((folder / "found.json").read_text()), record["params"]


# Not by a run: an executor's plugin may have imported pandas before it.
OF_PARAMETERS = """
import sys
from snakemake.persistence import PersistenceBase
from sweepfig.workflow.internals import import_no_pandas

if {keeps}:
    import_no_pandas()
whole = dict.fromkeys(PersistenceBase.__abstractmethods__)
records = object.__new__(type("Records", (PersistenceBase,), whole))
written = [str(records._serialize_param(value)) for value in ("a", [1, 2.5], None)]
print("pandas" in sys.modules, written)
"""


def test_pandas_is_imported_for_tables_alone():
    persistence = importlib.import_module("snakemake.persistence")
    if not hasattr(persistence, "PersistenceBase"):
        pytest.skip("this release has its records elsewhere")
    usual, kept = (printed_of(OF_PARAMETERS.format(keeps=keeps)) for keeps in (False, True))
    assert usual.startswith("True")  # or nothing would be gained
    assert kept == usual.replace("True", "False", 1)


def printed_of(code: str) -> str:
    return assert_ok(run([sys.executable, "-c", code])).text


@pytest.mark.slow
def test_a_table_is_written_down_as_by_snakemake(tmp_path):
    usual = recorded(tmp_path / "usual", "table", keeps=False, table=True)
    assert usual[1]
    assert recorded(tmp_path / "kept", "table", keeps=True, table=True) == usual


def test_snakemake_looks_no_more_for_parameters_that_were_told(monkeypatch):
    common = importlib.import_module("snakemake.common")

    def inputs(wildcards, *, input): ...

    found = common.get_function_params(inputs)
    tell_parameters(inputs)
    monkeypatch.setattr(common.inspect, "signature", None)
    assert common.get_function_params(inputs) == found


@pytest.mark.parametrize(
    ("name", "cores", "is_alone", "started"),
    [
        ("warm", 2, True, 2),
        ("warm", 64, True, 4),
        ("local", 2, True, None),
        ("warm", 2, False, None),  # in another program, which may start several runs
    ],
)
def test_processes_are_started_ahead_of_warm_jobs_alone(
    monkeypatch, name, cores, is_alone, started
):
    monkeypatch.setattr(Snakemake, "is_alone", is_alone)
    ahead = pytest.importorskip("snakemake_executor_plugin_warm.ahead")
    found = []
    monkeypatch.setattr(ahead, "start", lambda names, processes: found.append((names, processes)))
    settings = SimpleNamespace(dryrun_exec=False, touch_exec=False)
    workflow = SimpleNamespace(
        modifier=None,
        executor_plugin=SimpleNamespace(name=name, common_settings=settings),
        remote_exec=False,
        non_local_exec=False,
        resource_settings=SimpleNamespace(cores=cores, nodes=None),
        deployment_settings=SimpleNamespace(deployment_method=set()),
    )
    Snakemake(workflow).start_processes("letters:count")
    assert found == ([] if started is None else [(("letters:count",), started)])


def test_a_release_that_lacks_something_is_told_by_name():
    broken = Snakemake(SimpleNamespace(modifier=SimpleNamespace()))
    with pytest.raises(SystemExit, match=r"no workflow\.modifier\.base_snakefile .*versions\.md"):
        broken.is_module  # noqa: B018
