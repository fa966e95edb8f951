"""A process of the package's own starts so that no warning is an error and Ctrl-C is quiet; others don't."""

from __future__ import annotations

import gc
import sys

import pytest
from paths import ROOT, assert_ok, run
from sweepfig.core.startup import without_errors

SAY = "import signal, sys, warnings\nimport sweepfig\n" + (
    "print(signal.getsignal(signal.SIGINT) is signal.SIG_DFL,"
    " any(entry[0] == 'error' for entry in warnings.filters), repr(sys.path[0]))"
)


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("", ""),
        ("error", ""),
        ("e,ignore", "ignore"),
        ("ignore::UserWarning, err::DeprecationWarning", "ignore::UserWarning"),
        ("default,once:errors in words", "default,once:errors in words"),
    ],
)
def test_what_makes_errors_of_warnings_is_dropped_and_nothing_else(options, kept):
    assert without_errors(options) == kept


def test_a_program_that_imports_the_package_keeps_its_signals_warnings_and_path(tmp_path):
    program = f"import sys\nsys.path.append({str(ROOT / 'scripts')!r})\n{SAY}"
    (tmp_path / "program.py").write_text(program)
    done = assert_ok(run([sys.executable, "-W", "error", "program.py"], tmp_path))
    assert done.output == f"False True {str(tmp_path)!r}\n"


@pytest.mark.parametrize("file", [ROOT / "scripts/x.py", "/somewhere/bin/sweepfig"])
def test_a_command_line_of_the_packages_own_lets_ctrl_c_end_it_and_warnings_pass(tmp_path, file):
    # As a script that lies beside the package, and as the command that pip installs.
    program = f"import sys; sys.modules['__main__'].__file__ = {str(file)!r}\n"
    program += f"sys.path.append({str(ROOT / 'scripts')!r})\n{SAY}\n"
    # As xarray says of dates that are drawn all the same.
    program += "warnings.warn('Unable to decode time axis into full numpy.datetime64[ns] objects')"
    done = assert_ok(run([sys.executable, "-W", "error", "-c", program], tmp_path))
    assert (done.output.startswith("True False"), done.errors) == (True, "")


def test_garbage_is_looked_for_seldom_only_where_it_was_asked_for(tmp_path):
    program = "import atexit, gc, sys\nfrozen = gc.get_freeze_count()\n"  # 3.12 begins with some
    program += (
        "atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > frozen))\n"
    )
    program += f"sys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\n"
    asked = "from sweepfig.core.startup import collect_garbage_seldom as ask; ask()\n"
    for more, expected in (("", f"{gc.get_threshold()[0]} False"), (asked, "10000 True")):
        (tmp_path / "program.py").write_text(program + more)
        assert assert_ok(run([sys.executable, "program.py"], tmp_path)).output == f"{expected}\n"


def test_a_file_in_a_circle_of_objects_is_written_when_a_program_ends_that_imports_the_package(
    tmp_path,
):
    program = f"import sys\nsys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\n"
    program += "class Circle:\n    pass\ncircle = Circle()\ncircle.me = circle\n"
    program += "circle.file = open('found', 'w')\ncircle.file.write('there')\n"
    assert_ok(run([sys.executable, "-c", program], tmp_path))
    assert (tmp_path / "found").read_text() == "there"


IMPORTS = f"sys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\nimport matplotlib\n"


@pytest.mark.parametrize("file", [ROOT / "scripts/x.py", "/somewhere/bin/sweepfig"])
def test_a_command_line_needs_no_backend_whatever_the_environment_says(tmp_path, monkeypatch, file):
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    program = f"import sys; sys.modules['__main__'].__file__ = {str(file)!r}\n{IMPORTS}"
    assert_ok(run([sys.executable, "-c", program], tmp_path))


def test_elsewhere_an_environment_that_matplotlib_refuses_is_one_message(tmp_path, monkeypatch):
    program = f"import sys\n{IMPORTS.replace('import matplotlib', '')}"
    program += "from sweepfig.core import startup\ntry: startup.import_matplotlib()\n"
    program += "except sweepfig.UserError as error: print(error)\n"
    said = (
        "matplotlib can't be imported, because the variable MPLBACKEND or a file matplotlibrc is "
    )
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    done = assert_ok(run([sys.executable, "-c", program], tmp_path))
    assert done.output.startswith(f"{said}not valid: Key backend: 'nonsense'")
    monkeypatch.delenv("MPLBACKEND")
    (tmp_path / "matplotlibrc").write_bytes(b"font.family: \xff")
    done = assert_ok(run([sys.executable, "-c", program], tmp_path))
    assert f"{said}not valid: 'utf-8' codec" in done.output
