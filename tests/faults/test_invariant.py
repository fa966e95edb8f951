"""A machine that tries to break the one invariant: what people and accidents do, and a run after it.

What each run has to leave is said in `invariant`. `make soak` takes thousands of steps, each time others;
a sequence that it finds goes into test_invariant_found.py.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from accidents import HARMS, HOWS
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from invariant import World
from material import EDITED_CODE, LAYOUTS, STYLES

IS_SOAK = bool(os.environ.get("SWEEPFIG_SOAK"))
# Hypothesis begins with the two simplest: nothing is done in them.
EXAMPLES = int(os.environ.get("SWEEPFIG_TEST_SEQUENCES", "30" if IS_SOAK else "3"))
STEPS = 25 if IS_SOAK else 5

ALSO: list[Any] = [  # twins, of which two have the same name
    *(None, [{"yscale": "log"}], [{"kind": "histogram", "name": "a"}, {"dpi": 40}]),
    *([{"kind": "mine.py:draw", "name": "a"}], [{"style": "my.mplstyle", "name": "a"}]),
]
# Every kind of key: what it may become, and back.
KEYS: dict[str, list[Any]] = {
    "figure.xlabel": [None, "x", "$x_1$"],
    "figure.ylabel": [None, "y", "$\\alpha$"],
    "figure.ylimits": [None, "shared", [0, 50]],
    "figure.xlimits": [None, [0.6, 2.0]],
    "figure.dpi": [50, 60],
    "figure.size": [[2, 1.5], [2.5, 1.5]],
    "figure.format": [None, "svg", "pdf"],
    "figure.options": [None, {"linewidth": 3}, {"alpha": 0.5}],
    "figure.kind": [None, "histogram", "mine.py:draw", "art.curves:draw"],
    "figure.style": [None, "okabe-ito", "ggplot", "my.mplstyle", "mine"],
    "figure.xscale": [None, "log"],
    "figure.yscale": [None, "log"],
    "figure.lines": [None, [{"color": "red"}]],
    "figure.legend": [None, "none", "upper left"],
    "figure.text": [None, "k {wavenumber:.2g}", "at {root:.4g}"],
    "figure.marks": [None, [{"variable": "root"}], [{"variable": "root", "label": "root"}]],
    "figure.text_place": [None, "lower right"],
    "figure.time_limit": [None, 30],
    "figure.also": ALSO,
    "numbers": [None, "mine.py:measure", "art.curves:measure"],
    "figures_per_job": [None, 1, 2, 3],
    "limit": [None, 1, 3],
    "only": [None, {"wavenumber": 0.3}, {"cee": "1e-4:1"}],
    "sweep.axes0.digits": [2, 3],
    "sweep.axes0.notation": ["fixed", "scientific"],
    "sweep.axes1.digits": [3, 1],
    "sweep.axes1.path": ["rc-{}", "c={}"],
    "sweep.axes1.title": ["$\\nu$ = {}", "nu {}"],
    "sweep.time_series": [None, True],
    "sweep.tolerance": [None, 1e-3],
    "sweep.holes": [None, "refused"],
    "sweep.select": [None, {"beam": 1}, {"beam": 2}],
}
settings_of_keys = st.sampled_from([(key, value) for key, found in KEYS.items() for value in found])
DATA = [
    *({"seed": seed} for seed in range(3)),
    *({"wavenumbers": each} for each in ((0.3,), (0.3, 0.33), (0.3, 0.33, 0.36))),
    *({"dampings": each} for each in ((1e-5,), (1e-5, 1e-3), (1e-5, 1e-4, 1e-3), (1e-3, 1e-5))),
    *({"points": each} for each in (9, 12, 5)),
    *({"dtype": each} for each in ("float64", "float32")),
    *({"unit": each} for each in ("s", "m")),
    *({"empty": each} for each in ((), ((0, 1),))),
    *({"roots": each} for each in (1.0, 1.2)),
    *({"is_short": each} for each in (False, True)),
]
PARTS = (
    *("plots", "plots/k0=0.3", "plots/.sweepfig", "plots/.sweepfig/manifests"),
    *("plots/.sweepfig/sheet", "plots/.sweepfig/tmp", ".snakemake", "logs", "__pycache__"),
)
KEPT = ("*", "k0=*", ".sweepfig/*", ".sweepfig/manifests/*", "data.csv", "[!k.]*", "*.png")
hows = st.sampled_from(HOWS)
harms = st.sampled_from(HARMS)
places = st.integers(0, 999)
numbers = st.integers(0, 3)
shares = st.floats(0, 1)


class Invariant(RuleBasedStateMachine):
    """Steps between runs, each of which may have a run after it."""

    layout: ClassVar[str] = "one"
    paths: ClassVar[tuple[str, ...]] = (
        *("fallback",) * 8,
        *("fallback --limit 1", "fallback --only wavenumber=0.3"),
        *("pool",) * IS_SOAK,
    )

    @initialize(also=st.sampled_from(ALSO))
    def begin(self, also: Any) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="sweepfig-"))
        self.world = World(self.root / "world", self.layout)
        self.world.configure("figure.also", also)
        self.world.run("fallback")

    def teardown(self) -> None:
        if hasattr(self, "root"):
            shutil.rmtree(self.root, ignore_errors=True)

    def name(self, place: int) -> str:
        """Return the name of one of the files that a run left; every other time a figure's."""
        files = self.world.files()
        figures = [name for name in files if "/" in name and name[0] != "."]
        among = figures if figures and place % 2 else files or ["data.csv"]
        return among[place // 2 % len(among)]

    def run_path(self, place: int) -> None:
        self.world.run(self.paths[place % len(self.paths)])

    @rule(change=st.sampled_from(DATA), how=hows, path=places)
    def data(self, change, how, path):
        self.world.data(change, how)
        self.run_path(path)

    @rule(curve=st.integers(0, 1), i=st.integers(0, 1), j=st.integers(0, 1), how=hows, path=places)
    def louder(self, curve, i, j, how, path):
        self.world.louder(curve, (i, j), 50, how)
        self.run_path(path)

    @rule(one=places, other=places, path=places)
    def swap_files(self, one, other, path):
        self.world.swap_files(one, other)
        self.run_path(path)

    @rule(
        which=places, harm=st.sampled_from(("half", "empty", "delete", "past", "future")), how=hows
    )
    def spoil_data(self, which, harm, how):
        self.world.spoil_data(which, harm)
        self.run_path(which)
        self.world.mend_data(how)
        self.run_path(which)

    @rule(changes=st.lists(settings_of_keys, min_size=1, max_size=2), path=places)
    def configure(self, changes, path):
        for key, value in changes:
            self.world.configure(key, value)
        self.run_path(path)

    @rule(is_one=st.booleans(), path=places)
    def one_curve(self, is_one, path):
        self.world.one_curve(is_one)
        self.run_path(path)

    @rule(is_plane=st.booleans(), path=places)
    def plane(self, is_plane, path):
        self.world.plane(is_plane)
        self.run_path(path)

    @rule(path=places)
    def turn(self, path):
        self.world.turn()
        self.run_path(path)

    @rule(
        kind=st.sampled_from(("mine.py:draw", "mine.py:draw", "art.curves:draw")),
        name=st.sampled_from(EDITED_CODE),
        number=numbers,
        how=hows,
        path=places,
    )
    def code(self, kind, name, number, how, path):
        self.world.configure("figure.kind", kind)
        self.run_path(path)
        self.world.code(name, number, how)
        self.run_path(path)

    @rule(
        style=st.sampled_from(("my.mplstyle", "mine")),
        number=st.integers(0, len(STYLES) - 1),
        how=hows,
        path=places,
    )
    def style(self, style, number, how, path):
        self.world.configure("figure.style", style)
        self.run_path(path)
        self.world.style(style, number, how)
        self.run_path(path)

    @rule(which=st.sampled_from(("A", "B", "")), how=hows, is_told=st.booleans(), path=places)
    def font(self, which, how, is_told, path):
        self.world.style("my.mplstyle", len(STYLES) - 1, "rewrite")
        self.world.configure("figure.style", "my.mplstyle")
        self.run_path(path)
        self.world.font(which, how)
        if is_told:
            self.world.forget_fonts()
        self.run_path(path)

    @rule(one=places, other=places, harm=harms, is_both=st.booleans(), path=places)
    def harm(self, one, other, harm, is_both, path):
        self.world.harm(self.name(one), harm)
        if is_both:
            self.world.harm(self.name(other), harm)
        self.run_path(path)

    @rule(one=places, other=places, how=hows, path=places)
    def copy_over(self, one, other, how, path):
        self.world.copy_over(self.name(one), self.name(other), how)
        self.run_path(path)

    @rule(one=places, other=places, path=places)
    def swap(self, one, other, path):
        self.world.swap(self.name(one), self.name(other))
        self.run_path(path)

    @rule(part=st.sampled_from(PARTS), path=places)
    def remove(self, part, path):
        self.world.remove(part)
        self.run_path(path)

    @rule(
        part=st.sampled_from(KEPT),
        how=st.sampled_from(("cp", "cp -p")),
        places=st.tuples(places, places),
    )
    def restore(self, part, how, places):
        self.world.back_up()
        self.world.configure("figure.ylabel", f"y{places[1] % 3}")
        self.run_path(places[0])
        self.world.restore(part, how)
        self.run_path(places[1])

    @rule(one=places, other=places, kind=st.sampled_from(("hard", "symbolic")), path=places)
    def link(self, one, other, kind, path):
        self.world.link(self.name(one), self.name(other), kind)
        self.run_path(path)

    @rule(name=st.sampled_from(("helper.py", "pack/inner.py")), number=numbers, path=places)
    def shadow(self, name, number, path):
        self.world.configure("figure.kind", "mine.py:draw")
        self.run_path(path)
        self.world.shadow(name, number)
        self.run_path(path)

    @rule(way=st.sampled_from(("rename", "cp", "cp -p")), path=places)
    def move(self, way, path):
        self.world.move(way)
        self.run_path(path)

    @rule(seconds=st.sampled_from((-1e6, -1.0, 100.0, 1e6)), path=places)
    def times(self, seconds, path):
        self.world.times(seconds)
        self.run_path(path)

    @rule(share=shares, is_new=st.booleans(), path=places)
    def kill(self, share, is_new, path):
        name = self.paths[path % len(self.paths)]
        if is_new:
            self.world.remove("plots")
        else:
            self.world.configure("figure.ylabel", f"y{path % 3}")
        self.world.kill(name, share * (1.0 if name == "fallback" else 4.0))
        self.run_path(path)

    @precondition(lambda self: IS_SOAK)
    @rule(other=st.sampled_from(("y", "z")), path=places)
    def at_once(self, other, path):
        second = "snakemake" if "snakemake" in self.paths else "pool"
        self.world.at_once("pool", second, "figure.ylabel", other)
        self.run_path(path)

    @rule(path=places)
    def nothing_to_do(self, path):
        self.world.nothing_to_do(self.paths[path % len(self.paths)])


class OnSnakemake(Invariant):
    """The same, and Snakemake among the paths."""

    paths = ("snakemake", "fallback", "client", "snakemake")
    paths += ("snakemake movies", "snakemake book") * IS_SOAK

    @precondition(lambda self: not {"svg", "pdf"} & {self.world.config["figure"].get("format")})
    @rule(one=places, other=places, harm=harms, is_two=st.booleans())
    def run_figures(self, one, other, harm, is_two):
        names = {self.name(2 * place + 1) for place in (one, other)[: 1 + is_two]}
        figures = sorted(name for name in names if name.endswith(".png") and "/" in name)
        if not figures:
            return
        self.world.harm(figures[0], harm)
        self.world.run_figures(*figures)
        self.world.run_figures(*figures)


def check(kind: type[Invariant], layout: str, examples: int, steps: int) -> None:
    """Let a machine try to break it."""
    machine = type("Machine", (kind,), {"layout": layout})
    run_state_machine_as_test(
        machine if IS_SOAK else seed(LAYOUTS.index(layout))(machine),  # `derandomize`: all alike
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=False,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # the message has the steps; to find fewer would take an hour
            print_blob=False,
        ),
    )


@pytest.mark.slow
@pytest.mark.timeout(0 if IS_SOAK else 300)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_whatever_was_done_a_run_leaves_what_it_makes_in_an_empty_folder(layout):
    check(Invariant, layout, EXAMPLES, STEPS)


@pytest.mark.slow
@pytest.mark.timeout(0 if IS_SOAK else 300)
@pytest.mark.parametrize("layout", LAYOUTS if IS_SOAK else ["one"])
def test_whatever_was_done_either_path_leaves_it(layout):
    check(OnSnakemake, layout, max(3, EXAMPLES // 5), STEPS if IS_SOAK else 3)
