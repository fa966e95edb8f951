import pytest

SPANS = """
rule all:
    input:
        expand("one/{n}.txt", n=range(12)), expand("two/{n}.txt", n=range(4)),
        expand("shell/{n}.txt", n=range(4)), expand("big/{n}.txt", n=range(4)), "wide.txt"
rule one:
    output: "one/{n}.txt"
    params: warm="letters:spans"
    shell: "false"
use rule one as two with:
    output: "two/{n}.txt"
    threads: 2
use rule one as big with:
    output: "big/{n}.txt"
    resources: mem_mb=600
use rule one as wide with:
    output: "wide.txt"
    threads: 8
rule shell:
    output: "shell/{n}.txt"
    params: now="import time; print(time.monotonic())"
    shell: "({sys.executable} -c '{params.now}'; sleep 0.2; {sys.executable} -c '{params.now}') > {output}"
"""

PRIORITIES = """
rule all:
    input: expand("{name}.txt", name=["low", "middle", "high", "shell"])
rule low:
    output: "low.txt"
    params: warm="letters:spans"
    shell: "false"
use rule low as high with:
    output: "high.txt"
    priority: 30
use rule low as middle with:
    output: "middle.txt"
    priority: 10
rule shell:
    output: "shell.txt"
    params: now="import time; print(time.monotonic())"
    priority: 20
    shell: "({sys.executable} -c '{params.now}'; {sys.executable} -c '{params.now}') > {output}"
"""


@pytest.fixture(scope="module")
def spans(shared):
    """Return when the jobs of a run with 3 cores began and ended, by their names."""

    def make(folder):
        folder.write("spans.smk", "import sys\n" + SPANS)
        folder.run("spans.smk", "--resources", "mem_mb=1000", cores=3)

    folder = shared("spans", make)
    paths = [*folder.path.glob("*/*.txt"), folder.path / "wide.txt"]
    return {
        path.relative_to(folder.path).as_posix(): tuple(map(float, path.read_text().split()))
        for path in paths
        if "logs" not in path.parts
    }


def most(spans, weight):
    """Return the largest sum of the weights of jobs that ran at a time."""
    return max(
        sum(weight(name) for name, (start, end) in spans.items() if start <= moment < end)
        for moment, _ in spans.values()
    )


@pytest.mark.slow
def test_no_more_threads_run_than_there_are_cores_shell_jobs_among_them(spans):
    assert len(spans) == 25
    threads = {"two": 2, "wide.txt": 3}
    assert most(spans, lambda name: threads.get(name.partition("/")[0], 1)) <= 3


def test_jobs_run_at_the_same_time(spans):
    assert most(spans, lambda name: 1) >= 2


def test_a_resource_is_not_exceeded(spans):
    assert most(spans, lambda name: name.startswith("big")) == 1


def test_jobs_of_a_higher_priority_begin_first_whatever_they_are(folder):
    folder.write("priorities.smk", "import sys\n" + PRIORITIES)
    folder.run("priorities.smk", cores=1)
    names = ["low", "middle", "high", "shell"]
    began = {name: float(folder.read(f"{name}.txt").split()[0]) for name in names}
    assert sorted(names, key=began.get) == ["high", "shell", "middle", "low"]


def test_snakemakes_own_scheduler_works(folder):
    folder.write("spans.smk", "import sys\n" + SPANS)
    wanted = [f"one/{n}.txt" for n in range(4)]
    folder.run("spans.smk", *wanted, warm=("--executor", "warm"))
    assert all(len(folder.read(name).split()) == 2 for name in wanted)


def test_with_another_executor_the_scheduler_leaves_it_to_snakemakes_own(folder):
    folder.write(
        "spans.smk", "import sys\n" + SPANS.replace("params: now", "threads: 2\n    params: now")
    )
    wanted = [f"shell/{n}.txt" for n in range(3)]
    folder.run("spans.smk", *wanted, warm=("--scheduler", "warm"))
    spans = {name: tuple(map(float, folder.read(name).split())) for name in wanted}
    assert most(spans, lambda name: 1) == 1
