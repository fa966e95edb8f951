"""Tab completion offers the public names, and no others."""

from __future__ import annotations

import sys

import pytest
import sweepfig
from paths import ROOT, assert_ok, run
from sweepfig.interactive.public_names import PublicNames


class Thing(PublicNames):
    def __init__(self):
        self.shown = self._hidden = 1

    def method(self):
        """Be public."""


def test_an_objects_public_names_alone_are_offered():
    assert dir(Thing()) == ["method", "shown"]


def test_the_package_offers_what_programs_may_call():
    names = [
        "BackgroundPlotter",
        "UserError",
        "__version__",
        "draw",
        "figure",
        "redraw",
        "slice_of",
    ]
    assert dir(sweepfig) == names
    for name in {*sweepfig.__all__} - {"__version__"}:  # text, which has the docstring of all text
        assert getattr(sweepfig, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'drawn'"):
        _ = sweepfig.drawn


def test_the_names_are_functions_whatever_was_imported_before_and_an_import_is_light(tmp_path):
    program = (
        f"import sys; sys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\n"
        "print('numpy' in sys.modules, len(dir(sweepfig)), 'numpy' in sys.modules)\n"
        "import sweepfig.drawing.kinds, sweepfig.interactive.one_figure\n"
        "from sweepfig import *\nprint(callable(sweepfig.draw), callable(sweepfig.figure), draw.__name__)"
    )
    done = assert_ok(run([sys.executable, "-c", program], tmp_path))
    assert done.output == "False 7 False\nTrue True draw\n"
