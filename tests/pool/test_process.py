"""A process beside this one: started like this one, and how it ended in words."""

from __future__ import annotations

import pytest
from sweepfig.pool.process import start


@pytest.mark.parametrize("action", ["error", "e", " err::DeprecationWarning"])
def test_no_warning_is_an_error_in_a_child(action, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", f"ignore::UserWarning,{action}")
    code = "import sys, warnings; warnings.warn('', DeprecationWarning); sys.stdout.write('on')"
    child = start(code)
    assert child.communicate()[0] == b"on"
