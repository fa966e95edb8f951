"""A figure of the post has the post's texts, and the file that matplotlib would write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sweepfig import fallback
from sweepfig.training.post import config_of, draw_resonance_curve
from sweeps import write_sweep


def test_a_float32_wavenumber_is_in_the_title_as_the_post_writes_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dataset = write_sweep(Path("sweep.nc"), dtype="float32")
    dataset = dataset.assign_coords(wavenumber=dataset["wavenumber"].astype("float32"))
    arguments = fallback.get_plotting_args(dataset["actual"], dataset["predicted"], {"plots": "p"})
    titles = {config["title"].partition(",")[0] for *_, config in arguments}
    assert titles == {f"$k_0 = $ {value!s}" for value in np.float32([0.3, 0.33])}


@pytest.mark.parametrize(
    ("given", "made"),
    [("a", "a.png"), ("a.PNG", "a.PNG"), ("a.jpg", "a.jpg"), ("new/a.jpg", "new/a.jpg")],
)
def test_a_file_name_means_what_it_means_to_matplotlib(tmp_path, monkeypatch, given, made):
    monkeypatch.chdir(tmp_path)
    frequency = np.linspace(0.5, 2.1, 33)
    config = {**config_of(0.3, 1e-5, "plots"), "filepath": given}
    draw_resonance_curve(frequency, np.sin(frequency), np.cos(frequency), config)
    with Image.open(made) as picture:
        assert picture.format == ("JPEG" if made.endswith("jpg") else "PNG")
