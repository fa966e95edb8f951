"""What a figure's time goes to, stage by stage, beside the plain drawing.

    pytest benchmarks/test_stages.py --benchmark-only

Each round is one figure of the sweep, another each time; reading is a block of a hundred.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from demo_sweeps import write_sweep
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.core import storage
from sweepfig.drawing import kinds
from sweepfig.drawing.file import png, provenance
from sweepfig.drawing.kinds import resonance_curve
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.drawing.template import Template
from sweepfig.plan.make import make_plan
from sweepfig.sweep.grid_reader import Reader

N_TARGETS = 400
BLOCK = 100


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    config = settings.read(write_sweep(folder, N_TARGETS))
    return make_plan(config.resolved(folder))


@pytest.fixture(scope="module")
def slices(plan):
    return [data for _, data in read_slices(plan, range(N_TARGETS))]


@pytest.fixture(autouse=True)
def _style(plan):
    with drawing_style(plan.look):
        yield


@pytest.fixture
def each(benchmark, slices):
    """Return a function that benchmarks another one, with the next slice in each round."""

    def run(function, rounds=N_TARGETS):
        turn = itertools.cycle(slices)
        benchmark.pedantic(
            function, setup=lambda: ((next(turn),), {}), rounds=rounds, warmup_rounds=5
        )

    return run


def test_reading_a_hundred_slices(benchmark, plan):
    with Reader(plan.sources, len(plan.abscissa)) as reader:
        benchmark(lambda: list(reader.targets(plan.shape, range(BLOCK))))


def test_digest(each, plan):
    each(lambda data: data.digest(drawing=plan.drawing_digest))


def test_layout_and_ink_by_the_template(each, plan):
    each(Template(plan.look, resonance_curve).pixels)


def test_layout_and_ink_by_plain_matplotlib(each, plan):
    each(lambda data: reference_pixels(plan.look, resonance_curve, data), rounds=20)


def test_layout_alone_by_plain_matplotlib(each, plan):
    each(lambda data: kinds.draw(plan.look, resonance_curve, data).get_tightbbox(), rounds=20)


def test_encoding(benchmark, plan, slices):
    pixels = Template(plan.look, resonance_curve).pixels(slices[0])
    benchmark(
        lambda: png.encode(
            pixels,
            dpi=100,
        )
    )


def test_writing_by_rename(benchmark, tmp_path):
    content = bytes(45_000)
    benchmark(lambda: storage.write(tmp_path / "figure.png", content, temporary=tmp_path))


def test_finding_a_figure_current(benchmark, plan, slices, tmp_path):
    path = Path(tmp_path) / "figure.png"
    pixels = Template(plan.look, resonance_curve).pixels(slices[0])
    path.write_bytes(
        png.encode(
            pixels,
            dpi=100,
        )
    )
    benchmark(lambda: provenance.recorded_digest(path))
