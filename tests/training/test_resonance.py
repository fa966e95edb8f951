"""The post's three functions: its script works by changing an import, and gives the post's pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from paths import ROOT, assert_ok, run
from PIL import Image
from sweepfig import fallback
from sweepfig.core.errors import UserError
from sweepfig.training.background import shared_plotter
from sweepfig.training.epoch import take_over
from sweeps import write_sweep

SCRIPT = """
import sys
sys.path.insert(0, {scripts!r})

import xarray as xr
from sweepfig.fallback import plot_resonance_curves_for_inferences

dataset = xr.load_dataset("sweep.nc")
plot_resonance_curves_for_inferences(dataset["actual"], dataset["predicted"], {{"plots": "plots"}})
print("pyplot" if "matplotlib.pyplot" in sys.modules else "no pyplot")
"""


@pytest.fixture
def arrays(tmp_path, monkeypatch):
    """The simulated and the predicted response of a small sweep."""
    monkeypatch.chdir(tmp_path)
    dataset = write_sweep(Path("sweep.nc"))
    return dataset["actual"], dataset["predicted"]


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture)


def post_pixels(wax, actual, predicted, config) -> np.ndarray:
    """Draw as the post's function does, without pyplot."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=(9, 4))
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(111)
        axes.plot(wax, actual, label="Actual")
        axes.plot(wax, predicted, label="CauchyNet")
        axes.legend()
        axes.set_xlabel(config["xlabel"], fontsize=16)
        axes.set_ylabel(config["ylabel"], fontsize=16)
        axes.set_title(config["title"], fontsize=18)
        axes.grid()
        figure.savefig("post.png", bbox_inches="tight")
    return pixels(Path("post.png"))


def test_the_arguments_are_the_posts(arrays):
    got = fallback.get_plotting_args(*arrays, {"plots": "plots"})
    assert len(got) == 6
    frequency, actual, predicted, config = got[4]
    assert config == {
        "xlabel": r"$\omega_{drive}$",
        "ylabel": "Normalized Electric Field",
        "title": r"$k_0 = $ 0.33, $\nu$ = 1.778e-05",
        "filepath": os.path.join("plots", "k0=0.33", "rc-1.778e-05.png"),
    }
    np.testing.assert_array_equal(frequency, arrays[0].coords["frequency"])
    np.testing.assert_array_equal(actual, arrays[0].values[1, 1])
    np.testing.assert_array_equal(predicted, arrays[1].values[1, 1])
    actual[:] = 0
    assert arrays[0].values[1, 1].all(), "a copy, as in the post"
    assert Path("plots/k0=0.3").is_dir()
    assert Path("plots/k0=0.33").is_dir()


def test_dimensions_may_come_in_any_order(arrays):
    turned = [array.transpose("frequency", "cee", "wavenumber") for array in arrays]
    for one, other in zip(
        fallback.get_plotting_args(*arrays, {"plots": "plots"}),
        fallback.get_plotting_args(*turned, {"plots": "plots"}),
        strict=True,
    ):
        assert one[3] == other[3]
        np.testing.assert_array_equal(one[1], other[1])


@pytest.mark.slow
@pytest.mark.parametrize("wait", [True, False])
def test_dimensions_may_have_names_of_ones_own(arrays, wait):
    own = dict(zip(("wavenumber", "cee", "frequency"), ("frequency", "nu", "omega"), strict=True))
    renamed = [array.rename(own).assign_coords(cee=1.0) for array in arrays]
    names = {"dimensions": tuple(own.values())}
    fallback.plot_resonance_curves_for_inferences(*arrays, {"plots": "plots"})
    fallback.plot_resonance_curves_for_inferences(*renamed, {"plots": "own"}, wait=wait, **names)
    if not wait:
        shared_plotter().wait()
    expected, own_figures = (sorted(Path(name).rglob("*.png")) for name in ("plots", "own"))
    assert len(own_figures) == 6
    assert [path.read_bytes() for path in own_figures] == [path.read_bytes() for path in expected]


@pytest.mark.parametrize(
    ("dimensions", "said"),
    [
        (("k", "nu", "omega"), "a DataArray with dimensions wavenumber, .* are to be k, nu, omega"),
        (("wavenumber", "cee"), "dimensions: got .* three names are allowed"),
        ("wavenumber", "dimensions: got 'wavenumber'; three names are allowed"),
    ],
)
def test_names_that_the_arrays_lack_are_refused(arrays, dimensions, said):
    with pytest.raises(UserError, match=said):
        fallback.get_plotting_args(*arrays, {"plots": "plots"}, dimensions=dimensions)


def reversed_along(array, name):
    return array.isel({name: slice(None, None, -1)})


ALIGNED = {
    "same": lambda array: array,
    "wavenumbers backwards": lambda array: reversed_along(array, "wavenumber"),
    "dampings backwards": lambda array: reversed_along(array, "cee"),
    "frequencies backwards": lambda array: reversed_along(array, "frequency"),
    "all in disorder": lambda array: reversed_along(
        array.transpose("cee", "frequency", "wavenumber").isel(cee=[1, 2, 0]), "frequency"
    ),
    "of single precision": lambda array: array.assign_coords(
        {name: array[name].astype("f4") for name in array.dims}
    ),
    "more of them": lambda array: array.reindex(
        frequency=np.linspace(0.5, 3.7, 65), method="nearest"
    ),
}
MISPLACED = {
    "wavenumbers": lambda array: array.assign_coords(wavenumber=[0.3, 0.34]),
    "dampings": lambda array: array.assign_coords(cee=array.cee * 2),
    "shifted frequencies": lambda array: array.assign_coords(frequency=array.frequency + 0.05),
    "frequencies of another unit": lambda array: array.assign_coords(
        frequency=array.frequency * 1e3
    ),
    "fewer": lambda array: array.isel(frequency=slice(1, None)),
    "no values": lambda array: array.drop_vars("frequency"),
    "another dimension": lambda array: array.rename(frequency="omega"),
    "one more": lambda array: array.expand_dims("seed"),
}
WAYS = {
    "blocking": lambda actual, predicted: [
        (config["filepath"], frequency, first, second)
        for frequency, first, second, config in fallback.get_plotting_args(
            actual, predicted, {"plots": "plots"}
        )
    ],
    "background": lambda actual, predicted: [
        (os.path.relpath(path), epoch.frequency, first, second)
        for epoch in [take_over(actual, predicted, {"plots": "plots"})]
        for path, first, second in zip(epoch.paths(), epoch.actual, epoch.predicted, strict=True)
    ],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", ALIGNED)
def test_predictions_are_drawn_over_the_simulation_at_the_same_values(arrays, way, change):
    actual, predicted = arrays
    expected = WAYS[way](actual, predicted)
    found = WAYS[way](actual, ALIGNED[change](predicted))
    for one, other in zip(expected, found, strict=True):
        assert one[0] == other[0]
        for mine, its in zip(one[1:], other[1:], strict=True):
            np.testing.assert_array_equal(mine, its)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", MISPLACED)
def test_predictions_at_other_values_are_refused(arrays, way, change):
    actual, predicted = arrays
    with pytest.raises(UserError, match=r"infer_data: .* lacks values|DataArray with dimensions"):
        WAYS[way](actual, MISPLACED[change](predicted))


def test_one_curve_has_the_posts_pixels_and_leaves_nothing_global_changed(arrays, monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "black")
    before = matplotlib.rcParams.copy()
    arguments = fallback.get_plotting_args(*arrays, {"plots": "plots"})[4]
    fallback.plot_resonance_curve(*arguments)
    assert matplotlib.rcParams.copy() == before
    np.testing.assert_array_equal(pixels(Path(arguments[3]["filepath"])), post_pixels(*arguments))


def test_two_values_with_one_name_are_refused_where_the_post_would_overwrite(arrays):
    close = [array.assign_coords(wavenumber=[0.331, 0.333]) for array in arrays]
    with pytest.raises(ValueError, match=r"and \(0.333, 1e-05\) would both be plots/k0=0.33/"):
        fallback.get_plotting_args(*close, {"plots": "plots"})


@pytest.mark.slow
def test_a_script_without_a_main_guard_works_by_changing_the_import(arrays):
    Path("script.py").write_text(SCRIPT.format(scripts=str(ROOT / "scripts")))
    done = assert_ok(run([sys.executable, "script.py"]))
    assert done.output == "no pyplot\n"
    wanted = fallback.get_plotting_args(*arrays, {"plots": "plots"})
    files = sorted(path.as_posix() for path in Path("plots").rglob("*") if path.is_file())
    assert files == sorted(config["filepath"] for *_, config in wanted)
    for arguments in wanted[::4]:
        figure = Path(arguments[3]["filepath"])
        np.testing.assert_array_equal(pixels(figure), post_pixels(*arguments))


def test_importing_the_library_imports_neither_pyplot_nor_snakemake_and_sets_no_backend():
    code = (
        "import sys, matplotlib; before = matplotlib.rcParams.copy()\n"
        "import sweepfig.fallback, sweepfig.plan.make, sweepfig.drawing.painter\n"
        "print({'matplotlib.pyplot', 'snakemake'} & set(sys.modules))\n"
        "print(matplotlib.rcParams.copy() == before, matplotlib.get_backend(auto_select=False))\n"
    )
    done = assert_ok(run([sys.executable, "-c", code], ROOT / "scripts"))
    assert done.output == "set()\nTrue None\n"
