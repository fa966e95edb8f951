"""The user's own function: found in a file or a module, with one message where it is not."""

import os
import re
import sys

import matplotlib
import pytest
from paths import ROOT, assert_ok, run
from sweepfig.core.errors import UserError
from sweepfig.drawing import user_function
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder; what is imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return tmp_path


def test_function_of_a_file(folder):
    (folder / "my plots.py").write_text("def draw(axes, data): return 'mine'\n")
    assert user_function.load_function("my plots.py:draw")(None, None) == "mine"
    assert user_function.load_function(f"{folder}/my plots.py:draw") is user_function.load_function(
        "my plots.py:draw"
    )


def test_function_of_a_file_in_the_home_folder(folder, monkeypatch):
    (folder / "mine.py").write_text("def draw(axes, data): return 'mine'\n")
    monkeypatch.setenv("HOME", str(folder))
    assert user_function.load_function("~/mine.py:draw")(None, None) == "mine"


def test_function_of_a_module(folder, monkeypatch):
    (folder / "package").mkdir()
    (folder / "package" / "__init__.py").touch()
    (folder / "package" / "module.py").write_text("def draw(axes, data): return 'theirs'\n")
    monkeypatch.syspath_prepend(folder)
    assert user_function.load_function("package.module:draw")(None, None) == "theirs"


def test_file_imports_what_lies_beside_it_also_while_it_draws(folder):
    (folder / "plots").mkdir()
    (folder / "plots" / "my_sizes.py").write_text("SIZE = 3\n")
    (folder / "plots" / "my_colours.py").write_text("COLOUR = 'red'\n")
    (folder / "plots" / "mine.py").write_text(
        "import my_sizes\n"
        "def draw(axes, data):\n"
        "    import my_colours\n"
        "    return my_sizes.SIZE, my_colours.COLOUR\n"
    )
    assert user_function.load_function("plots/mine.py:draw")(None, None) == (3, "red")


def test_file_is_ordinary_python(folder):
    """It knows its name and place, may define dataclasses, and inherits no future of ours."""
    (folder / "mine.py").write_text(
        "from dataclasses import dataclass\n"
        "@dataclass\n"
        "class Point:\n"
        "    x: int\n"
        "def draw(axes, data): return Point.__annotations__['x'], __file__, __name__\n"
    )
    annotation, file, name = user_function.load_function("mine.py:draw")(None, None)
    assert annotation is int
    assert file == str(folder / "mine.py")
    assert name != "__main__"


def test_edited_file_is_read_again(folder):
    file = folder / "mine.py"
    file.write_text("def draw(axes, data): return 1\n")
    assert user_function.load_function("mine.py:draw")(None, None) == 1
    file.write_text("def draw(axes, data): return 2\n")
    assert user_function.load_function("mine.py:draw")(None, None) == 2


@pytest.mark.parametrize(
    ("kind", "source", "message"),
    [
        ("nowhere.py:draw", None, "there is no file nowhere.py"),
        ("no.such.module:draw", None, "can't be imported: ModuleNotFoundError: No module named"),
        ("mine.py:draw", "def plot(): pass", "names no function; allowed is draw(axes, slice)"),
        ("mine.py:draw", "", "names no function; allowed is draw(axes, slice)"),
        ("mine.py:draw", "draw = 3", "names no function; allowed is draw(axes, slice)"),
        (
            "mine.py:draw",
            "def draw(axes, data): yield",
            "has a yield or is async; allowed is draw(axes,",
        ),
        ("mine.py:draw", "async def draw(axes, data): pass", "does nothing when it is called"),
        ("mine.py:draw", "def draw(:", "can't be imported: SyntaxError: invalid syntax (mine.py"),
        ("mine.py:draw", "from . import other", "say package.module:function for a module of a"),
        ("mine.py:draw", "import nothing_such", "can't be imported: ModuleNotFoundError: No mod"),
        ("mine.py:draw", "open('data.csv')", "can't be imported: FileNotFoundError: [Errno 2]"),
        ("mine.py:draw", "1 / 0", "can't be imported: ZeroDivisionError: division by zero"),
        ("mine.py:draw", "raise SystemExit('no')", "can't be imported: SystemExit: no"),
        ("mine.py:draw", "\0", "source code string cannot contain null bytes"),
    ],
)
def test_function_that_can_not_be_had_is_one_message(folder, kind, source, message):
    if source is not None:
        (folder / "mine.py").write_text(source)
    with pytest.raises(UserError, match=f"^figure.kind: '{kind}'.* {re.escape(message)}"):
        user_function.load_function(kind)


def test_file_that_failed_is_tried_again_when_it_is_mended(folder):
    (folder / "mine.py").write_text("1 / 0")
    for _ in range(2):
        with pytest.raises(UserError, match="ZeroDivisionError"):
            user_function.load_function("mine.py:draw")
    (folder / "mine.py").write_text("def draw(axes, data): return 3")
    assert user_function.load_function("mine.py:draw")(None, None) == 3


# --- what its module sets


STYLE = "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 7\n"


def linewidth(kind, style="default"):
    with drawing_style(Look(kind=kind, style=style)):
        return matplotlib.rcParams["lines.linewidth"]


@pytest.mark.parametrize("first", ["mine.py", "other.py"])
def test_settings_of_a_module_hold_for_each_function_whoever_imported_it_first(folder, first):
    (folder / "lab_style.py").write_text(STYLE)
    for name in ("mine.py", "other.py"):
        (folder / name).write_text("import lab_style\ndef draw(axes, data): pass\n")
    (folder / "plain.py").write_text("def draw(axes, data): pass\n")
    before = matplotlib.rcParams["lines.linewidth"]
    user_function.load_function(f"{first}:draw")
    assert matplotlib.rcParams["lines.linewidth"] == before != 7
    for _ in range(2):
        assert linewidth("mine.py:draw") == linewidth("other.py:draw", style="ggplot") == 7
        assert linewidth("plain.py:draw") == linewidth("resonance_curve") == before
    assert matplotlib.rcParams["lines.linewidth"] == before


def test_settings_of_a_module_that_is_imported_while_it_draws_hold_for_no_figure(folder):
    (folder / "lab_style.py").write_text(STYLE)
    lines = "def draw(axes, data):\n    import lab_style, matplotlib\n"
    (folder / "mine.py").write_text(f"{lines}    return matplotlib.rcParams['lines.linewidth']\n")
    for _ in range(2):
        with drawing_style(Look(kind="mine.py:draw")):
            assert user_function.load_function("mine.py:draw")(None, None) == 1.5
            assert matplotlib.rcParams["lines.linewidth"] == 1.5


def test_settings_of_an_edited_module_are_the_new_ones(folder):
    (folder / "mine.py").write_text(f"{STYLE}def draw(axes, data): pass\n")
    assert linewidth("mine.py:draw") == 7
    (folder / "mine.py").write_text("def draw(axes, data): pass\n")
    assert linewidth("mine.py:draw") == 1.5


def test_settings_are_of_what_was_set_in_the_end(folder):
    (folder / "early.py").write_text(STYLE.replace("7", "3"))
    (folder / "late.py").write_text(STYLE)
    (folder / "mine.py").write_text("import early, late\ndef draw(axes, data): pass\n")
    assert linewidth("mine.py:draw") == 7
    (folder / "again.py").write_text("import early, late\ndef draw(axes, data): pass\n")
    assert linewidth("again.py:draw") == 7


def test_a_module_that_changes_the_working_folder_or_cannot_be_imported_changes_nothing(folder):
    before = matplotlib.rcParams["lines.linewidth"]
    (folder / "mine.py").write_text(f"{STYLE}import os\nos.chdir('/')\ndef draw(a, b): pass\n")
    user_function.load_function("mine.py:draw")
    assert os.getcwd() == str(folder)
    (folder / "wrong.py").write_text(f"{STYLE}import os\nos.chdir('/')\n1/0\n")
    with pytest.raises(UserError, match="can't be imported: ZeroDivisionError"):
        user_function.load_function("wrong.py:draw")
    assert os.getcwd() == str(folder)
    assert matplotlib.rcParams["lines.linewidth"] == before


# --- what its source does not tell


@pytest.mark.parametrize(
    "lines", ["sys.path.insert(0, 'lib')\nimport my_unseen", "__import__('my_' + 'unseen')"]
)
def test_a_module_that_only_importing_tells_is_known(folder, lines):
    (folder / "lib").mkdir()
    place = folder / ("lib/my_unseen.py" if "path" in lines else "my_unseen.py")
    place.write_text("")
    (folder / "helper.py").write_text(f"import sys\n{lines}\n")
    (folder / "mine.py").write_text("import helper\ndef draw(axes, data): pass\n")
    for _ in range(2):
        assert user_function.imported_unseen("mine.py:draw") == [place]


def test_a_function_may_ask_which_settings_an_artist_has(folder):
    """As libraries do that pass on what `set` takes; a process of the package's own puts that off."""
    (folder / "own.py").write_text(
        "import inspect\n"
        "def draw(axes, slice):\n"
        "    known = inspect.signature(axes.set).parameters\n"
        "    assert 'facecolor' in known, [*known]\n"
    )
    program = (
        f"import sys; sys.path.append({str(ROOT / 'scripts')!r})\n"
        "from sweepfig.core import undocumented\n"
        "undocumented.put_off()\n"
        "from matplotlib.figure import Figure\n"
        "from sweepfig.drawing.user_function import load_function\n"
        "load_function('own.py:draw')(Figure().add_subplot(), None)\n"
    )
    assert_ok(run([sys.executable, "-c", program], folder))
