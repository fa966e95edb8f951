"""The command has its subcommands, says so at once, and takes all else for something to draw."""

from __future__ import annotations

import sys
import tomllib

import pytest
import sweepfig
from click.testing import CliRunner
from paths import ROOT, SMALL, assert_is_message, assert_ok, counts, run, run_sweepfig
from sweepfig.commands.group import group

SUBCOMMANDS = [
    *("draw", "init", "preview", "watch", "open", "verify", "movies", "book", "archive", "prune"),
    "redraw",
]


def test_help_names_every_subcommand_in_the_order_of_use():
    said = assert_ok(run_sweepfig("--help")).output
    lines = said.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == SUBCOMMANDS
    assert all(len(line.split()) > 2 and not line.endswith("...") for line in lines)
    assert assert_ok(run_sweepfig()).output == said


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_each_subcommand_has_its_help(name):
    done = CliRunner().invoke(group, [name, "--help"])
    assert done.exit_code == 0
    assert ("FIGURE..." if name == "redraw" else "SWEEP") in done.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (None, "Usage: sweepfig"),
        ("sweepfig w", "plain,watch"),
        ("sweepfig draw my_runs --pro", "plain,--processes"),
    ],
)
def test_help_and_completion_import_nothing_heavy(monkeypatch, typed, said):
    if typed is not None:
        monkeypatch.setenv("_SWEEPFIG_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    code = (
        "import contextlib, sys\nfrom sweepfig.commands.group import group\n"
        "with contextlib.suppress(SystemExit):\n"
        "    group.main(['--help'], prog_name='sweepfig', standalone_mode=False)\n"
        "print('heavy:', *{'numpy', 'pydantic', 'xarray', 'matplotlib'} & {*sys.modules})\n"
    )
    scripts = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
    printed = assert_ok(run([sys.executable, "-c", scripts + code])).output
    assert printed.startswith(said)
    assert printed.endswith("heavy:\n")


def test_version_is_the_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert assert_ok(run_sweepfig("--version")).output == f"sweepfig {project['version']}\n"
    assert sweepfig.__version__ == project["version"]


@pytest.mark.parametrize("arguments", [("config.yaml",), ("--limit", "2", "config.yaml")])
def test_what_is_no_subcommand_is_drawn(sweep, arguments):
    sweep.write_config(figure=SMALL)
    assert counts(assert_ok(run_sweepfig(*arguments)))[0] == (2 if len(arguments) > 1 else 6)


def test_a_misspelt_subcommand_is_one_message():
    done = run_sweepfig("vatch")
    assert done.status == 2
    assert_is_message(done, "vatch: there is no such file or folder; sweepfig --help lists")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["w"], "plain,watch"),
        (["my_r"], "file,my_r"),
        (["my_runs", "--pro"], "plain,--processes"),
        (["prune", "--y"], "plain,--yes"),
    ],
)
def test_a_shell_completes_subcommands_options_and_files(monkeypatch, typed, offered):
    monkeypatch.setenv("_SWEEPFIG_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["sweepfig", *typed]))
    monkeypatch.setenv("COMP_CWORD", str(len(typed)))
    assert offered in assert_ok(run_sweepfig()).output.splitlines()


def test_the_line_for_a_shells_startup_file_prints_a_function(monkeypatch):
    monkeypatch.setenv("_SWEEPFIG_COMPLETE", "zsh_source")
    assert "compdef" in assert_ok(run_sweepfig()).output
