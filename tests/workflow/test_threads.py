"""Figures drawn by several threads of one program are those that one thread draws, byte for byte."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib
import pytest
import yaml
from paths import assert_ok, run, tree
from post_arguments import OMEGA, curves, posts
from sweepfig import BackgroundPlotter, fallback
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core import storage
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweepfig.plan.make import make_plan
from sweeps import config_for, write_sweep

THREADS = 8

pytestmark = pytest.mark.usefixtures("often_interrupted")


def in_threads(function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return [each.result() for each in [pool.submit(function, *task) for task in tasks]]


def one_by_one(function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> list[Any]:
    return [function(*task) for task in tasks]


@pytest.mark.parametrize("of", [(60, "png"), (12, "png", "svg", "jpg")], ids=str)
def test_the_posts_function_draws_the_same_in_a_thread_pool(of, monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "black")
    before = matplotlib.rcParams.copy()
    in_threads(fallback.plot_resonance_curve, posts("pool", *of))
    assert matplotlib.rcParams.copy() == before
    one_by_one(fallback.plot_resonance_curve, posts("one", *of))
    assert len(tree(Path("pool"))) == of[0]
    assert tree(Path("pool")) == tree(Path("one"))


@pytest.mark.slow
def test_painters_of_several_looks_draw_the_same_in_threads():
    def painter_of(look: Look) -> Painter:
        with drawing_style(look):
            return Painter(look)

    looks = [Look(), Look(dpi=60, style="ggplot"), Look(format="svg"), Look(yscale="log")]

    def painted(number: int) -> bytes:
        look = looks[number % len(looks)]
        data = Slice(OMEGA, curves(number), ("a", "b"), rf"$\nu = {number}$", "x", "y")
        with drawing_style(look):
            return painters[number % len(looks)].paint(data, "digest").content

    painters = in_threads(painter_of, [(look,) for look in looks])
    numbers = [(number,) for number in range(16)]
    assert in_threads(painted, numbers) == one_by_one(painted, numbers)


def test_one_painter_in_one_style_is_handed_to_threads():
    look = Look()
    slices = [
        (Slice(OMEGA, curves(number), ("a", "b"), rf"$\nu = {number}$", "x", "y"), "digest")
        for number in range(40)
    ]
    with drawing_style(look):
        painter = Painter(look)
        assert in_threads(painter.paint, slices) == one_by_one(painter.paint, slices)


KINDS = ("resonance_curve", "histogram", "own.py:draw")
OWN = """
import matplotlib

def draw(axes, slice):
    matplotlib.rcParams["lines.linewidth"] = 9
    axes.plot(slice.abscissa, slice.curves[0])
    axes.set_title(f"{matplotlib.rcParams['font.size']}")
"""


@pytest.mark.slow
def test_sweeps_are_planned_and_drawn_in_threads_as_one_by_one():
    Path("own.py").write_text(OWN)
    write_sweep(Path("sweep.nc"))
    write_sweep(Path("packed.nc"), encoding={"actual": {"dtype": "i2", "scale_factor": 1e-3}})
    figure = {"size": [3, 2], "dpi": 50, "time_limit": 100}

    def draw(folder: str, number: int) -> None:
        config = config_for(
            ["sweep.nc", "packed.nc"][number % 2],
            figure={
                **figure,
                "kind": KINDS[number % 3],
                "style": ["default", "ggplot"][number % 2],
            },
        )
        path = Path(f"{folder}{number}.yaml")
        path.write_text(yaml.safe_dump(config))
        plan = make_plan(settings.read(path))
        outcomes = render_targets(plan, f"{folder}/{number}", range(plan.n_targets))
        assert [outcome.row.cause for outcome in outcomes] == [""] * 6

    for how, folder in ((in_threads, "pool"), (one_by_one, "one")):
        how(draw, [(folder, number) for number in range(6)])
    assert tree(Path("pool")) == tree(Path("one"))
    assert len(tree(Path("pool"))) == 36


def test_threads_share_an_output_folder():
    write_sweep(Path("sweep.nc"))
    Path("config.yaml").write_text(yaml.safe_dump(config_for("sweep.nc")))
    plan = make_plan(settings.read("config.yaml"))
    one_by_one(render_targets, [(plan, "one", range(6))])
    in_threads(render_targets, [(plan, "pool", range(n % 6, 6)) for n in range(12)])
    assert tree(Path("pool")) == tree(Path("one"))


def test_files_written_by_threads_are_whole():
    def write(number: int) -> None:
        storage.write(Path(f"many/{number}"), bytes([number]) * 10_000, temporary=Path("many"))

    in_threads(write, [(number,) for number in range(200)])
    assert {path.name: path.read_bytes() for path in Path("many").iterdir()} == {
        str(number): bytes([number]) * 10_000 for number in range(200)
    }


@pytest.mark.slow
def test_whole_sweeps_of_the_post_are_drawn_from_threads():
    dataset = write_sweep(Path("sweep.nc"))
    arrays = dataset["actual"], dataset["predicted"]
    fallback.plot_resonance_curves_for_inferences(*arrays, {"plots": "one"})
    in_threads(
        fallback.plot_resonance_curves_for_inferences,
        [(*arrays, {"plots": f"pool{number}"}) for number in range(3)],
    )
    with BackgroundPlotter(processes=1, waiting=20) as plots:
        in_threads(
            lambda number: plots.submit(*arrays, folders={"plots": f"beside{number}"}),
            [(number,) for number in range(4)],
        )
    assert (plots.drawn, plots.errors) == (24, [])
    folders = [*(f"pool{n}" for n in range(3)), *(f"beside{n}" for n in range(4))]
    assert all(tree(Path(folder)) == tree(Path("one")) for folder in folders)


def test_threads_share_one_plotter_that_is_made_when_it_is_asked_for():
    code = (
        "import threading\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from sweepfig.training import background\n"
        "gate = threading.Barrier(8)\n"
        "def ask():\n    gate.wait()\n    return background.shared_plotter()\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    print(len({*(each.result() for each in [pool.submit(ask) for _ in range(8)])}))\n"
    )
    scripts = str(Path(fallback.__file__).parents[1])
    done = assert_ok(
        run([sys.executable, "-c", f"import sys; sys.path[:0] = [{scripts!r}]\n{code}"])
    )
    assert done.output == "1\n"
