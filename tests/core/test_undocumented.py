"""What matplotlib writes on its artists can be put off, and can still be had."""

from __future__ import annotations

import sys

import pytest
from paths import ROOT, assert_ok, run

PROGRAM = """
import inspect, sys
from sweepfig.core import undocumented
for _ in range(int(sys.argv[1])):
    undocumented.put_off()
import matplotlib.figure
from matplotlib.lines import Line2D
class Own(Line2D):
    def set_own(self, value):
        pass
class Other(Line2D):
    def set(self, value):
        "Set something else."
def told():
    kinds = Line2D, Own, Other, matplotlib.axes.Axes, matplotlib.figure.Figure
    return [(str(inspect.signature(kind.set)), bool(kind.set.__doc__)) for kind in kinds]
line = Line2D([0], [0])
line.set(lw=2, color="k")
assert (line.get_linewidth(), line.get_color()) == (2, "k")
try:
    line.set(colour="k")
except AttributeError as error:
    print(error)
print("markersize" in str(told()))
undocumented.write()
undocumented.put_off()
class Later(Line2D):
    def set_later(self, value):
        pass
print(told(), inspect.signature(Later.set))
"""


@pytest.mark.parametrize("times", [1, 2])
def test_documentation_that_was_put_off_can_be_written(tmp_path, times):
    program = f"import sys; sys.path.append({str(ROOT / 'scripts')!r})\n{PROGRAM}"
    said = []
    for put_off in (times, 0):
        done = assert_ok(run([sys.executable, "-c", program, str(put_off)], tmp_path))
        said.append(done.output.splitlines())
    (refused, was_there, *written), (as_refused, is_there, *expected) = said
    assert (was_there, is_there) == ("False", "True")
    assert (refused, written) == (as_refused, expected)
