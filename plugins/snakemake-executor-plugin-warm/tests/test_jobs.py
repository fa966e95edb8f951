import re

import pytest


@pytest.fixture(scope="module")
def kinds(shared):
    """Return the folder of one run of all kinds of jobs."""

    def make(folder):
        options = "--keep-going --sdm env-modules --latency-wait 0 --warm-seconds-per-job 2"
        folder.run("jobs.smk", *options.split(), cores=3, ok=False)

    return shared("kinds", make)


def is_done(kinds, name):
    return kinds.has(name) and kinds.read(name) == "done\n"


def cause_of(kinds, rule, output):
    """Return what Snakemake says of a job that failed."""
    parts = [part.partition("\n[")[0] for part in kinds.said.split("Error in rule ")[1:]]
    return next(
        part for part in parts if part.startswith(f"{rule}:") and f"output: {output}\n" in part
    )


@pytest.mark.slow
def test_a_function_is_called_with_many_jobs_in_a_process_that_stays(kinds):
    told = [kinds.read(f"count/{n}.txt").split() for n in range(40)]
    assert {one[0] for one in told} == {str(kinds.read("letters.py").count("a"))}
    assert max(int(one[2]) for one in told) > 1
    assert len({one[1] for one in told}) <= 12  # of 40 jobs; some end with a job that ends them


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("exit", "its process ended with exit status 3"),
        ("killed", "its process was killed by signal 9 (SIGKILL)"),
        ("segfault", "its process was killed by signal 11 (SIGSEGV)"),
        ("raises", "ValueError: of no value"),
        ("quits", "SystemExit: 0"),
        ("interrupted", "KeyboardInterrupt\n"),
        ("cancelled", "CancelledError: too late"),
        ("cause", "it is a Monday"),
        ("slow", "its process was ended past its time limit"),
    ],
)
def test_a_job_that_fails_says_why(kinds, kind, cause):
    assert cause in cause_of(kinds, "kinds", f"kinds/{kind}.txt")
    assert not kinds.has(f"kinds/{kind}.txt")


@pytest.mark.parametrize("kind", ["good", "loud", "c", "moves", "closes", "fine"])
def test_the_jobs_beside_one_that_fails_or_misbehaves_are_done(kinds, kind):
    assert is_done(kinds, f"kinds/{kind}.txt")


def test_a_job_that_is_done_without_its_output_fails(kinds):
    missing = r"MissingOutputException in rule kinds(?:.|\n)*?kinds/silent\.txt"
    assert re.search(missing, kinds.said)
    assert not kinds.has("kinds/silent.txt")


def test_a_jobs_own_runtime_goes_before_the_general_limit(kinds):
    assert is_done(kinds, "patient.txt")


@pytest.mark.parametrize("kind", ["good", "fine", "well"])
def test_of_a_function_that_returns_a_list_only_the_failing_jobs_fail(kinds, kind):
    assert is_done(kinds, f"listed/{kind}.txt")
    assert "of no value" in cause_of(kinds, "listed", "listed/raises.txt")
    assert "SIGKILL" in cause_of(kinds, "listed", "listed/killed.txt")


def test_a_job_that_a_function_says_nothing_about_fails_and_no_other(kinds):
    assert [n for n in range(12) if not kinds.has(f"few/{n}.txt")] == [5]
    assert "the function ended without a word on this job" in cause_of(kinds, "few", "few/5.txt")


def test_what_a_function_says_beyond_its_jobs_is_of_no_matter(kinds):
    assert is_done(kinds, "many/0.txt")
    assert is_done(kinds, "many/1.txt")


def test_a_function_that_returns_nothing_fails_its_job(kinds):
    assert "'NoneType' object is not iterable" in cause_of(kinds, "none", "none/1.txt")


@pytest.mark.parametrize("n", [0, 1])
def test_a_function_that_is_not_there_fails_its_jobs(kinds, n):
    cause = cause_of(kinds, "missing", f"missing/{n}.txt")
    assert "letters:nowhere can't be imported: AttributeError" in cause


@pytest.mark.parametrize("n", [0, 1])
def test_a_module_that_ends_its_process_fails_the_jobs_that_name_it(kinds, n):
    assert "exit status 5" in cause_of(kinds, "dying", f"dying/{n}.txt")


def test_a_job_is_tried_again_and_told_so(kinds):
    assert kinds.read("again.txt") == "3"


@pytest.mark.parametrize("n", [0, 1])
def test_a_job_whose_parameters_cannot_be_sent_runs_its_shell_command(kinds, n):
    assert kinds.read(f"unsent/{n}.txt") == "shell\n"


def test_a_job_whose_parameters_cannot_be_read_fails_alone(kinds):
    assert "it went sour" in cause_of(kinds, "sour", "sour/2.txt")
    assert all(is_done(kinds, f"sour/{n}.txt") for n in (0, 1, 3))


def test_a_parameter_that_is_an_input_file_is_a_string_and_names_have_defaults(kinds):
    assert kinds.read("told.txt") == "letters.py none told 1"


def test_libraries_are_told_the_threads_of_a_job(kinds):
    assert kinds.read("count/1.txt").split()[3] == "1"
    assert kinds.read("threads.txt").split()[3] == "2"


@pytest.mark.parametrize("kind", ["shadow", "modules", "repeats", "pipe"])
def test_what_a_warm_process_cannot_do_snakemake_does(kinds, kind):
    assert kinds.read(f"local/{kind}.txt") == "shell\n"


@pytest.mark.parametrize("kind", ["run", "script"])
def test_jobs_without_a_function_run_as_ever(kinds, kind):
    assert kinds.read(f"local/{kind}.txt") == f"{kind}\n"


def test_a_log_has_what_python_c_and_children_print(kinds):
    said = kinds.read("logs/kinds/c.txt").splitlines()
    assert sorted(said) == ["from C", "from Python", "from a child"]


def test_each_log_is_of_one_job(kinds):
    assert [kinds.read(f"logs/count/{n}.txt") for n in range(40)] == [
        f"counted {n}\n" for n in range(40)
    ]


def test_a_log_has_the_last_words_of_a_process(kinds):
    assert kinds.read("logs/kinds/exit.txt") == "last words\n"
    assert "string_at" in kinds.read("logs/kinds/segfault.txt")


def test_a_log_has_the_traceback(kinds):
    assert "ValueError: of no value" in kinds.read("logs/kinds/raises.txt")


def test_a_huge_log_is_whole(kinds):
    assert len(kinds.read("logs/kinds/loud.txt")) == 20_000_001


def test_a_benchmark_has_the_time_and_memory_of_a_job(kinds):
    lines = kinds.read("benchmarks/count/1.tsv").splitlines()
    record = dict(zip(*(line.split("\t") for line in lines), strict=True))
    assert 0 <= float(record["s"]) < 2
    assert float(record["max_rss"]) > 1


def test_protected_output_is_write_protected(kinds):
    assert not (kinds.path / "count/1.txt").stat().st_mode & 0o222


def test_temporary_output_is_removed_after_use_and_a_checkpoint_tells_of_its_files(kinds):
    assert kinds.read("checked.txt") == "done\none\ntwo\n"
    assert not kinds.has("passing.txt")


def test_rules_of_a_module_run_warm(kinds):
    assert is_done(kinds, "module/good.txt")
