"""What the pages say of the code is what the code says."""

from __future__ import annotations

import numpy as np
import pytest
from document_config import TABLES, with_table
from PIL import Image
from sweepfig.batch.render import read_slices
from sweepfig.config import reader, settings
from sweepfig.drawing.kinds import resonance_curve
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.plan.make import make_plan


@pytest.mark.parametrize("page", TABLES, ids=lambda path: str(path.relative_to(reader.ROOT)))
def test_table_of_keys_is_made_from_the_settings(page):
    text = page.read_text(encoding="utf-8")
    assert with_table(text) == text, "run: python docs/document_config.py"


@pytest.mark.parametrize(
    ("config", "picture"),
    [
        (reader.EMBEDDED_CONFIG, "rc-1.778e-05.png"),
        (reader.ROOT / "config" / "published.yaml", "pictures/published.png"),
    ],
    ids=["the demo", "33 frequencies as in the post"],
)
def test_the_readmes_picture_is_what_the_config_draws(config, picture, monkeypatch):
    monkeypatch.chdir(reader.ROOT)
    plan = make_plan(settings.read(config))
    index = plan.find("k0=0.33/rc-1.778e-05.png").index
    ((_, data),) = read_slices(plan, range(index, index + 1))
    with drawing_style(plan.look):
        expected = reference_pixels(plan.look, resonance_curve, data)
    with Image.open(reader.ROOT / "docs" / picture) as shown:
        assert np.array_equal(np.asarray(shown), expected)


def test_the_published_configs_sweep_is_the_demos_over_other_frequencies():
    demo, published = (
        settings.read(path).model_dump()
        for path in (reader.EMBEDDED_CONFIG, reader.ROOT / "config" / "published.yaml")
    )
    for config in (demo, published):
        del config["output"]
        for curve in config["sweep"]["curves"]:
            del curve["file"]
    assert published == demo
    readme = (reader.ROOT / "README.md").read_text(encoding="utf-8")
    assert "sweepfig config/published.yaml" in readme


def test_the_readmes_count_of_the_demo_is_the_demos():
    text = (reader.ROOT / "README.md").read_text(encoding="utf-8")
    plan = make_plan(settings.read(reader.EMBEDDED_CONFIG))
    assert f"one of the {plan.n_targets} figures of the demo sweep" in text
