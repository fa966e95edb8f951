"""A process of the package's own starts so that no warning is an error and Ctrl-C is quiet; others don't."""

from __future__ import annotations

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
    program += f"sys.path.append({str(ROOT / 'scripts')!r})\n{SAY}"
    done = assert_ok(run([sys.executable, "-W", "error", "-c", program], tmp_path))
    assert done.output.startswith("True False")


def test_garbage_is_looked_for_seldom_only_where_it_was_asked_for(tmp_path):
    """Of a file in a circle of objects, what was printed is written when the circle is found as garbage."""
    program = f"import gc, sys\nsys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\n"
    program += "class Circle:\n    def __init__(self, name):\n"
    program += (
        "        self.me, self.file = self, open(name, 'w')\n        self.file.write('there')\n"
    )
    asked = "from sweepfig.core.startup import collect_garbage_seldom as ask; ask()\n"
    for name, more in (("usual", ""), ("asked", asked)):
        (tmp_path / "program.py").write_text(f"{program}{more}circle = Circle({name!r})\n")
        assert_ok(run([sys.executable, "program.py"], tmp_path))
    assert (tmp_path / "usual").read_text() == "there"
    assert (tmp_path / "asked").read_text() == ""
