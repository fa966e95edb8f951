"""The logger prints little, and what it leaves out is in the log file."""

import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress

import pytest
from running import ENV, WARM
from snakemake_logger_plugin_brief import END

RULES = """
rule all:
    input: expand("out/{n}", n=range(4))
rule make:
    output: "out/{n}"
    log: "logs/{n}"
    shell:
        "echo on its way > {log}; touch {output};"
        " if test {wildcards.n} = $BROKEN; then echo no such number >> {log}; exit 1; fi"
"""
BRIEF = ("--logger", "brief")


@pytest.fixture
def rules(folder):
    folder.write("brief.smk", RULES)
    return folder


def logged(folder):
    return "".join(file.read_text() for file in (folder.path / ".snakemake" / "log").iterdir())


def test_a_run_is_a_line_and_its_log_has_the_rest(rules):
    said = rules.run("brief.smk", *BRIEF, env={**ENV, "BROKEN": "none"})
    assert said.splitlines() == ["5 jobs: 4 make, all"]
    assert logged(rules).count("rule make:") == 4


def test_a_failure_is_a_line_with_the_last_of_its_log_and_the_name_of_the_whole_one(rules):
    said = rules.run("brief.smk", *BRIEF, "--keep-going", ok=False, env={**ENV, "BROKEN": "2"})
    assert "error: out/2: no such number" in said.splitlines()
    assert "1 job failed; see " in said
    assert "rule make" not in said


def test_the_cause_is_found_in_a_long_log_whose_name_has_spaces(rules):
    text = RULES.replace('"logs/{n}"', '"my logs/of {n}"').replace("{log}", "{log:q}")
    rules.write("brief.smk", text.replace("echo on its way", "seq 50000"))
    said = rules.run("brief.smk", *BRIEF, "--keep-going", ok=False, env={**ENV, "BROKEN": "2"})
    assert "error: out/2: no such number" in said.splitlines()
    assert len(rules.read("my logs/of 2")) > 2 * END


RETRIED = """
rule all:
    input: "out/a", "out/b"
rule make:
    output: "out/{n}"
    shell: "test -e tried{wildcards.n} || {{ touch tried{wildcards.n}; exit 1; }}; touch {output}"
"""


def test_jobs_that_are_done_at_the_second_attempt_are_no_failed_ones(rules):
    rules.write("brief.smk", RETRIED)
    said = rules.run("brief.smk", *BRIEF, "--retries", "2")
    assert {"error: out/a: its command failed", "error: out/b: its command failed"} <= {
        *said.splitlines()
    }
    assert "jobs failed; see" not in said
    for file in ("trieda", "triedb", "out/a"):
        (rules.path / file).unlink()
    said = rules.run("brief.smk", *BRIEF, ok=False)
    assert "1 job failed; see" in said


FLAKY = """
rule all:
    input: expand("out/{n}", n=range(6)), "out/broken"
rule broken:
    output: "out/broken"
    priority: -1
    shell: "exit 1"
rule make:
    output: "out/{n}"
    retries: 1
    shell: "test -e tried{wildcards.n} || {{ touch tried{wildcards.n}; exit 1; }}; touch {output}"
"""


def test_attempts_that_another_one_follows_take_no_place_of_a_failure(rules):
    rules.write("brief.smk", FLAKY)
    said = rules.run("brief.smk", *BRIEF, "--keep-going", ok=False).splitlines()
    assert sum(line.endswith(" is tried again") for line in said) == 5
    assert "error: out/broken: its command failed" in said
    assert len([line for line in said if line.startswith("error: ")]) == 5 + 1
    assert said[-1].startswith("1 job failed; see ")


def test_nothing_to_do_is_said(rules):
    rules.run("brief.smk", env={**ENV, "BROKEN": "none"})
    assert rules.run("brief.smk", *BRIEF).startswith("Nothing to be done")


def test_a_mistake_in_the_rules_is_told(rules):
    rules.write("brief.smk", RULES.replace('"out/{n}"\n', '"out"\n'))
    assert "Not all output" in rules.run("brief.smk", *BRIEF, ok=False)


@pytest.mark.parametrize("option", ["--dry-run", "--verbose", "--printshellcmds"])
def test_who_asks_for_more_is_told_what_snakemake_tells(rules, option):
    said = rules.run("brief.smk", *BRIEF, option, env={**ENV, "BROKEN": "none"})
    assert said.count("rule make:") == 4


def test_on_a_terminal_a_bar_shows_how_far_it_is_and_goes_away(rules):
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "snakemake", "--snakefile", "brief.smk", "--cores", "1"]
    with subprocess.Popen(
        [*command, *WARM, *BRIEF],
        cwd=rules.path,
        env={**ENV, "BROKEN": "none"},
        stdout=its,
        stderr=its,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        os.close(its)
        said = b""
        with suppress(OSError):  # how a terminal ends
            while part := os.read(ours, 4096):
                said += part
    os.close(ours)
    assert process.returncode == 0
    assert b"] 1 of 5 jobs, " in said
    assert said.rstrip(b"\r\n").endswith(b" ")  # the bar is wiped out
