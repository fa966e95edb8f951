"""What is handed over is copied at once: any library, any order, matched by label, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sweepfig.core.errors import UserError
from sweepfig.training.epoch import as_numpy, take_over
from sweeps import DAMPINGS, WAVENUMBERS, write_sweep

N = len(WAVENUMBERS) * len(DAMPINGS)


@pytest.fixture
def arrays(tmp_path, monkeypatch):
    """The simulated and the predicted response of a small sweep, in the working folder."""
    monkeypatch.chdir(tmp_path)
    dataset = write_sweep(Path("sweep.nc"))
    return dataset["actual"], dataset["predicted"]


class Slow:
    """An array that tells when it is copied."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype=dtype)


@pytest.mark.parametrize("kind", ["torch", "jax"])
def test_arrays_of_other_libraries_are_taken(arrays, kind):
    if kind == "torch":
        torch = pytest.importorskip("torch")
        make = [
            lambda a: torch.tensor(a, requires_grad=True),
            lambda a: torch.tensor(a).bfloat16(),
            lambda a: torch.tensor(a).half(),
        ]
    else:
        jax = pytest.importorskip("jax")
        make = [jax.numpy.asarray, lambda a: jax.numpy.asarray(a, dtype="bfloat16")]
    wanted = arrays[1].data
    for place, other in enumerate(make):
        found = as_numpy(other(wanted))
        assert found.dtype.kind == "f"
        np.testing.assert_allclose(found, wanted, rtol=(1e-6, 1e-2, 1e-3)[place])
    epoch = take_over(arrays[0], make[0](wanted), {"plots": "plots"})
    np.testing.assert_allclose(epoch.predicted, wanted.reshape(N, -1), rtol=1e-6)


def test_dimensions_have_any_order_and_values_are_matched_by_label(arrays):
    actual, predicted = arrays
    expected = take_over(actual, predicted, {"plots": "plots"})
    turned = predicted.transpose("frequency", "cee", "wavenumber").isel(cee=slice(None, None, -1))
    mixed = actual.transpose("cee", "frequency", "wavenumber")
    for training, infer in [
        (actual, turned),
        (actual, predicted.isel(frequency=slice(None, None, -1))),
        (mixed, turned),
        (mixed, Slow(predicted.transpose(*mixed.dims).data)),
        (actual.to_dataset(name="a"), predicted.data.tolist()),
    ]:
        found = take_over(training, infer, {"plots": "plots"})
        np.testing.assert_array_equal(found.actual, expected.actual)
        np.testing.assert_array_equal(found.predicted, expected.predicted)
    assert list(expected.points()) == [(k, nu) for k in WAVENUMBERS for nu in DAMPINGS]


def test_masked_values_are_gaps(arrays):
    masked = np.ma.masked_greater(arrays[0].data, 1)
    np.testing.assert_array_equal(np.isnan(as_numpy(masked)), masked.mask)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, p: (a, p.data[..., :5], {"plots": "x"}), r"infer_data: got the shape"),
        (lambda a, p: (a, p[..., :5], {"plots": "x"}), "infer_data: frequency lacks"),
        (lambda a, p: (a.data, p, {"plots": "x"}), r"coordinates: got \[\]; wavenumber, cee"),
        (lambda a, p: (a, p.data.astype(complex), {"plots": "x"}), "complex128 was handed over"),
        (lambda a, p: (a.rename(cee="nu"), p, {"plots": "x"}), "dimensions wavenumber, nu"),
        (lambda a, p: (a, p.assign_coords(cee=[1, 2, 3]), {"plots": "x"}), "infer_data: cee lacks"),
        (lambda a, p: (a, p, {"plot": "x"}), "the key plots is allowed"),
        (
            lambda a, p: (a.assign_coords(wavenumber=[0.331, 0.333]), p.data, {"plots": "x"}),
            r"\(0.331, 1e-05\) and \(0.333, 1e-05\) would both be .*/x/k0=0.33/",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused_with_one_message(arrays, change, message):
    with pytest.raises(UserError, match=message):
        take_over(*change(*arrays))
