"""Each variant is drawn in its own style, and what was set for it is undone at the end."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from drawn_files import DIGEST
from paths import SMALL
from sweepfig.batch.painters import Painters
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.drawing import painter
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.plan.make import make_plan


@pytest.fixture
def plan(sweep):
    also = [{"style": "ggplot"}, {"yscale": "log"}, {"style": "ggplot", "dpi": 60}]
    sweep.write_config(figure={**SMALL, "also": also})
    return make_plan(settings.read(sweep.configfile))


def drawn_alone(variant, data):
    with drawing_style(variant.look):
        return Painter(variant.look).paint(data, DIGEST).content


@pytest.mark.slow
def test_a_variant_is_drawn_as_if_it_were_drawn_alone(plan):
    before = dict(mpl.rcParams)
    slices = [data for _, data in read_slices(plan, range(3))]
    with Painters(plan) as painters:
        drawn = [
            [painters.paint(v, data, DIGEST).content for v in plan.variants] for data in slices
        ]
    assert dict(mpl.rcParams) == before
    assert drawn == [[drawn_alone(v, data) for v in plan.variants] for data in slices]
    assert len({*drawn[0]}) == len(plan.variants)


def test_each_variants_painter_is_kept_for_the_next_figure_and_call(plan, monkeypatch):
    made = []

    class Counted(Painter):
        def __init__(self, look):
            made.append(look)
            super().__init__(look)

    monkeypatch.setattr(painter, "Painter", Counted)
    monkeypatch.setattr(painter, "_kept", {})
    for _ in range(2):
        with Painters(plan) as painters:
            for _, data in read_slices(plan, range(3)):
                for variant in plan.variants:
                    painters.paint(variant, data, DIGEST)
    assert made == [variant.look for variant in plan.variants]
