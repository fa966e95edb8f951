import json
import os
import re

import pytest
from running import ENV, PLUGIN

LETTERS = """
rule all:
    input: expand("count/{n}.txt", n=range(3))
rule count:
    input: text="letters.py"
    output: "count/{n}.txt"
    params: warm="letters:count"
    shell: "false"
"""


@pytest.fixture(scope="module")
def counted(shared):
    def make(folder):
        folder.write("letters.smk", LETTERS)
        folder.run("letters.smk")

    return shared("counted", make)


@pytest.mark.slow
def test_a_dry_run_lists_the_jobs_and_does_none(counted):
    said = counted.run("letters.smk", "--dry-run", "--forceall", "count/1.txt")
    assert "rule count" in said
    assert "Nothing to be done" not in said
    assert re.search(r"count +1\n", said)


def test_touch_makes_files_newer_and_runs_nothing(folder):
    folder.write("letters.smk", LETTERS)
    (folder.path / "count").mkdir()
    for n in range(3):
        (folder.path / f"count/{n}.txt").write_text("as it was")
        os.utime(folder.path / f"count/{n}.txt", (1, 1))
    folder.run("letters.smk", "--touch", "--forceall")
    assert folder.read("count/2.txt") == "as it was"
    assert (folder.path / "count/2.txt").stat().st_mtime > 1


def test_the_summary_knows_what_warm_jobs_have_made(counted):
    lines = counted.run("letters.smk", "--summary").splitlines()
    line = next(line for line in lines if line.startswith("count/2.txt")).split("\t")
    assert line[2] == "count"
    assert line[-2:] == ["ok", "no update"]


def test_delete_all_output_deletes_all_output(folder):
    folder.write("letters.smk", LETTERS)
    (folder.path / "count").mkdir()
    (folder.path / "count/1.txt").touch()
    folder.run("letters.smk", "--delete-all-output")
    assert not folder.has("count/1.txt")


EXTENDED = """
rule all:
    input: "count/1.txt", "count/2.txt"
rule count:
    input: text="letters.py"
    output: "count/{n,1}.txt"
    benchmark: "{n}.jsonl"
    params: warm="letters:count"
    shell: "false"
rule local:
    input: text="letters.py"
    output: "count/{n,2}.txt"
    benchmark: "{n}.jsonl"
    shell: "touch {output}"
"""


def test_an_extended_benchmark_has_what_that_of_a_local_job_has(folder):
    folder.write("letters.smk", EXTENDED)
    folder.run("letters.smk", "--benchmark-extended")
    warm, local = (json.loads(folder.read(f"{n}.jsonl")) for n in (1, 2))
    assert warm.keys() == local.keys()
    assert (warm["rule_name"], warm["wildcards"], warm["threads"]) == ("count", {"n": "1"}, 1)
    assert warm["params"] == {"warm": "letters:count"}
    assert all(warm[name] == local[name] for name in ("input_size_mb", "resources"))


def example():
    """Return the files that the README shows, by name."""
    text = (PLUGIN / "README.md").read_text()
    return dict(re.findall(r"^`([\w/.-]+)`:\n\n```\w*\n(.*?)```", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("is_there", [True, False])
def test_the_example_of_the_readme_works_as_printed_with_and_without_the_plugin(folder, is_there):
    for name, text in example().items():
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        folder.write(name, text)
    (folder.path / "texts").mkdir()
    for n in range(1, 4):
        folder.write(f"texts/{n}.txt", "one two\n" * n)
    env = ENV if is_there else {**ENV, "PYTHONPATH": ""}
    said = folder.run("Snakefile", warm=(), env=env)  # its profile chooses the executor
    assert [folder.read(f"words/{n}.txt").strip() for n in range(1, 4)] == ["2", "4", "6"]
    if is_there:
        assert "Execute 3 jobs..." in said  # more than there are cores
