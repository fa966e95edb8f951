"""What matplotlib writes on its artists is put off in the package's own processes, and can still be had."""

from __future__ import annotations

import sys

from paths import ROOT, assert_ok, run

DOCUMENTATION = """
import inspect
from sweepfig.core import startup, undocumented
startup.import_matplotlib()
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
print(told())
"""


def test_a_command_line_puts_off_matplotlibs_documentation_and_can_still_write_it(tmp_path):
    own = f"import sys; sys.modules['__main__'].__file__ = {str(ROOT / 'scripts/x.py')!r}\n"
    begin = f"import sys; sys.path.append({str(ROOT / 'scripts')!r})\nimport sweepfig\n"
    said = []
    for before in (own, ""):
        done = assert_ok(run([sys.executable, "-c", before + begin + DOCUMENTATION], tmp_path))
        said.append(done.output.splitlines())
    (refused, was_there, *written), (as_refused, is_there, *expected) = said
    assert (was_there, is_there) == ("False", "True")  # of a program that imports the package
    assert (refused, written) == (as_refused, expected)
