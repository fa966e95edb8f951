import os
import signal

import pytest
from running import is_alive, until

LASTING = """
rule all:
    input: expand("lasting/{n}.txt", n=["plain", "gil"]), "shell.txt", "run.txt", expand("later/{n}.txt", n=range(300))
rule lasting:
    output: "lasting/{n}.txt"
    params: warm="letters:lasting"
    priority: 1
    shell: "false"
use rule lasting as later with:
    output: "later/{n}.txt"
    priority: 0
rule shell:
    output: "shell.txt"
    priority: 1
    shell: "mkdir -p pids; touch pids/$$; sleep 300 & touch pids/$!; wait"
rule run:
    output: "run.txt"
    priority: 1
    run:
        import os, time
        os.makedirs("pids", exist_ok=True)
        open(f"pids/{os.getpid()}", "w").close()
        time.sleep(300)
"""  # noqa: E501

STUMBLING = """
rule all:
    input: expand("stumbling/{n}.txt", n=range(60)), "after.txt"
rule stumbling:
    output: "stumbling/{n}.txt"
    params: warm="letters:stumbling"
    shell: "false"
rule after:
    output: "after.txt"
    params: warm="letters:kinds"
    shell: "false"
"""


def begun(folder, *wanted, processes):
    """Start a run that doesn't end by itself; return it, and its processes that have been seen."""
    folder.write("lasting.smk", LASTING)
    process = folder.begin("lasting.smk", *wanted, cores=4)
    pids = folder.path / "pids"
    until(lambda: pids.exists() and len(list(pids.iterdir())) >= processes)
    return process, [int(path.name) for path in pids.iterdir()]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_within_2_s(folder, number):
    # two warm jobs and a shell command with a child each, and a `run:`
    process, pids = begun(folder, processes=7)
    assert all(map(is_alive, pids))
    os.kill(process.pid, number)
    assert until(lambda: not any(map(is_alive, pids))) < 2
    # Python takes 0.3 s of a core to take Snakemake down: on a busy machine that is long.
    assert process.wait(timeout=10) != 0
    assert not folder.has("later") or not list((folder.path / "later").iterdir())


@pytest.fixture(scope="module")
def killed(shared):
    """Return the folder of a run that was killed; it has how long warm processes outlived it."""

    def make(folder):
        process, pids = begun(folder, "lasting/plain.txt", "lasting/gil.txt", processes=4)
        folder.write("lasting/plain.txt", "half")
        process.kill()
        process.wait()
        folder.write("outlived.txt", str(until(lambda: not any(map(is_alive, pids)))))

    return shared("killed", make)


def test_of_a_killed_run_no_worker_is_left_nor_what_it_has_started(killed):
    assert float(killed.read("outlived.txt")) < 2


@pytest.mark.slow
def test_an_interrupted_job_is_done_again_if_asked_for(killed):
    killed.write("lasting.smk", LASTING.replace("letters:lasting", "letters:spans"))
    wanted = ("lasting/plain.txt", "--nolock")
    assert "incomplete" in killed.run("lasting.smk", *wanted, ok=False)
    assert killed.read("lasting/plain.txt") == "half"
    killed.run("lasting.smk", *wanted, "--rerun-incomplete")
    assert len(killed.read("lasting/plain.txt").split()) == 2


@pytest.mark.slow
def test_the_first_failure_ends_the_run_and_jobs_not_begun_keep_their_old_output(folder):
    folder.write("stumbling.smk", STUMBLING)
    (folder.path / "stumbling").mkdir()
    for n in range(1, 60):
        (folder.path / f"stumbling/{n}.txt").write_text("old\n")
    said = folder.run("stumbling.smk", "--forceall", ok=False)
    assert "it stumbled" in said
    found = [folder.read(f"stumbling/{n}.txt") for n in range(1, 60)]
    # Two calls run at the first failure, of at most a quarter of the jobs each.
    assert 30 <= found.count("old\n") < 59
    assert found.count("new\n") == 59 - found.count("old\n")
    assert said.count("it stumbled") == 1


def test_a_failing_shell_job_ends_the_run_too(folder):
    folder.write("shell.smk", STUMBLING.replace('warm="letters:stumbling"', "2", 1))
    said = folder.run("shell.smk", ok=False, cores=1)
    assert said.count("Error in rule stumbling") == 1
    assert not folder.has("after.txt")


PRECIOUS = """
import os
access = os.access
onstart:
    # Protected since Snakemake has looked at it; this way for root, too, who may write everything.
    os.access = lambda path, *more, **named: path != "precious.txt" and access(path, *more, **named)
rule precious:
    output: protected("precious.txt")
    params: warm="letters:too_many"
    shell: "false"
"""


def test_output_that_gets_protected_before_its_job_begins_stays(folder):
    folder.write("precious.txt", "precious\n")
    folder.write("precious.smk", PRECIOUS)
    said = folder.run("precious.smk", "--forceall", "--keep-going", ok=False)
    assert "Write-protected output files for rule precious" in said
    assert folder.read("precious.txt") == "precious\n"


def test_a_rule_that_has_only_a_function_is_refused(folder):
    folder.write("bare.smk", 'rule a:\n output: "a.txt"\n params: warm="letters:too_many"\n')
    said = folder.run("bare.smk", ok=False)
    assert (
        "rule a names a function (params: warm), and needs a script, shell or run besides" in said
    )
