"""What the pages say of the code is what the code says."""

from __future__ import annotations

import numpy as np
import pytest
from document_config import TABLES, with_table
from PIL import Image
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.drawing.kinds import drawing_style, resonance_curve
from sweepfig.drawing.template import reference_pixels
from sweepfig.plan.make import make_plan


@pytest.mark.parametrize("page", TABLES, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_table_of_keys_is_made_from_the_settings(page):
    text = page.read_text(encoding="utf-8")
    assert with_table(text) == text, "run: python docs/document_config.py"


def test_the_readmes_picture_is_the_demos_figure():
    plan = make_plan(settings.read(settings.EMBEDDED_CONFIG))
    index = plan.find("k0=0.33/rc-1.778e-05.png").index
    ((_, data),) = read_slices(plan, range(index, index + 1))
    with drawing_style(plan.look):
        expected = reference_pixels(plan.look, resonance_curve, data)
    with Image.open(settings.ROOT / "docs" / "rc-1.778e-05.png") as picture:
        assert np.array_equal(np.asarray(picture), expected)


def test_the_readmes_count_of_the_demo_is_the_demos():
    text = (settings.ROOT / "README.md").read_text(encoding="utf-8")
    plan = make_plan(settings.read(settings.EMBEDDED_CONFIG))
    assert f"one of the {plan.n_targets} figures of the demo sweep" in text
