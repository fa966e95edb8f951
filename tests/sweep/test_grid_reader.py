"""Reading the sweep: the right numbers whatever the file's kind, in bounded blocks, faults kept apart."""

from __future__ import annotations

import math

import netCDF4
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.config.settings import check
from sweepfig.survey.survey import survey
from sweepfig.sweep import grid_reader
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.grid_reader import Reader, rectangles
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, config_for, write_sweep

pytestmark = pytest.mark.filterwarnings("ignore:saving variable actual with floating point")
SHAPE = (len(WAVENUMBERS), len(DAMPINGS))


pytestmark = pytest.mark.usefixtures("in_folder")


def sources_of(path="a.nc", variable="actual", **keys):
    """Return the source of one curve, as `survey` settles it."""
    config = config_for(path, sweep={"curves": [{"file": path, "variable": variable}], **keys})
    return survey(check(config, source="config").sweep).sources


def read_all(sources, size=33, shape=SHAPE):
    """Return each target's outcome, in order."""
    with Reader(sources, size) as reader:
        outcomes = list(reader.targets(shape, range(math.prod(shape))))
    assert [target for target, _ in outcomes] == list(range(math.prod(shape)))
    return [curves for _, curves in outcomes]


# --- cutting a run of targets into blocks

shapes = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@given(shapes, st.data())
def test_rectangles_cover_exactly_the_run_in_order(shape, data):
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, math.prod(shape))] * 2)))
    targets = np.arange(math.prod(shape)).reshape(shape)
    blocks = list(rectangles(shape, first, last))
    covered = [targets[tuple(slice(*span) for span in block)].ravel() for block in blocks]
    assert np.concatenate([[], *covered]).tolist() == list(range(first, last))
    assert all(len(block) == len(shape) for block in blocks)
    assert len(blocks) <= 2 * len(shape) - 1


def test_whole_rows_are_one_block():
    assert list(rectangles((4, 3), 3, 9)) == [((1, 3), (0, 3))]
    assert list(rectangles((4, 3), 2, 10)) == [
        ((0, 1), (2, 3)),
        ((1, 3), (0, 3)),
        ((3, 4), (0, 1)),
    ]


# --- the numbers

STORED = {
    "float64": {"dtype": "f8"},
    "float32": {"dtype": "f4"},
    "int16": {"dtype": "i2"},
    "big-endian": {"dtype": ">f4"},
    "big-endian integers": {"dtype": ">i4"},
    "NaN fill": {"dtype": "f4", "_FillValue": np.float32("nan")},
    "filled": {"dtype": "f8", "_FillValue": -999.0},
    "packed": {
        "dtype": "i2",
        "scale_factor": 0.01,
        "add_offset": 5.0,
        "_FillValue": np.int16(-32768),
    },
    "packed without fill": {"dtype": "u1", "scale_factor": 0.5},
    "missing value": {"dtype": "f4", "missing_value": np.float32(-1)},
    "chunked and compressed": {"dtype": "f4", "zlib": True, "chunksizes": (1, 2, 10)},
}


@pytest.fixture(params=STORED)
def stored(request):
    """A sweep with a hole in it, stored in one of the ways in which numbers are stored."""
    encoding = STORED[request.param]
    curve = np.round(10 * np.random.default_rng(1).random((*SHAPE, len(FREQUENCIES))))
    is_whole = "_FillValue" not in encoding and "missing_value" not in encoding
    if not is_whole:
        curve[1, 2, 3:5] = np.nan
    if is_whole and encoding["dtype"].lstrip(">")[0] == "i":
        curve = curve.astype("i4")
    write_sweep(
        "a.nc", variables=("actual",), values={"actual": curve}, encoding={"actual": encoding}
    )
    return curve


def test_numbers_are_those_that_xarray_reads(stored):
    with grid_reader.open_dataset("a.nc") as dataset:
        expected = dataset["actual"].values
    np.testing.assert_array_equal(expected, stored)
    for place, (values,) in enumerate(read_all(sources_of())):
        np.testing.assert_array_equal(values, expected[np.unravel_index(place, SHAPE)])
        assert values.dtype == expected.dtype.newbyteorder("=")
        assert type(values) is np.ndarray  # nothing masked


def test_plain_reading_and_xarrays_are_the_same(stored):
    (source,) = sources_of()
    decoded = GridSource(**{**vars(source), "plain": False})
    for (plain,), (slow,) in zip(read_all([source]), read_all([decoded]), strict=True):
        np.testing.assert_array_equal(plain, slow)
        assert plain.dtype == slow.dtype


def test_only_what_needs_no_decoding_is_read_plainly(stored, request):
    (source,) = sources_of()
    encoding = STORED[request.node.callspec.params["stored"]]
    needs_decoding = {"scale_factor", "missing_value"} & encoding.keys()
    needs_decoding |= {"_FillValue"} & encoding.keys() if "NaN" not in request.node.name else set()
    assert source.plain == (not needs_decoding)


def test_several_curves_come_in_the_order_of_the_config():
    dataset = write_sweep("a.nc")
    other = write_sweep("b.nc", seed=3)
    sources = [*sources_of("b.nc", "predicted"), *sources_of("a.nc", "actual")]
    for place, (first, second) in enumerate(read_all(sources)):
        index = np.unravel_index(place, SHAPE)
        assert np.array_equal(first, other["predicted"].values[index])
        assert np.array_equal(second, dataset["actual"].values[index])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("plain", [True, False])
def test_permuted_dimensions_and_further_ones(order, plain):
    dataset = write_sweep("w.nc", variables=("actual",))
    names = np.array(["wavenumber", "cee", "frequency"])[list(order)]
    further = dataset.expand_dims(month=[7, 8]).copy(deep=True)
    further["actual"][0] = -1
    further.transpose(names[0], "month", *names[1:]).to_netcdf("a.nc")
    (source,) = sources_of(select={"month": 8})
    for place, (values,) in enumerate(read_all([GridSource(**{**vars(source), "plain": plain})])):
        assert np.array_equal(values, dataset["actual"].values[np.unravel_index(place, SHAPE)])


@pytest.mark.parametrize("plain", [True, False])
def test_slice_with_an_ordinate_has_the_abscissa_last(plain):
    dataset = write_sweep("w.nc", variables=("actual",))
    dataset.transpose("frequency", "wavenumber", "cee").to_netcdf("a.nc")
    (source,) = sources_of(axes=[{"dimension": "wavenumber"}], ordinate="cee")
    found = read_all([GridSource(**{**vars(source), "plain": plain})], size=3 * 33, shape=(2,))
    for place, (values,) in enumerate(found):
        assert np.array_equal(values, dataset["actual"].values[place])


@given(st.permutations(range(2)), st.permutations(range(3)), st.permutations(range(33)))
def test_reordered_axes_are_read_in_the_plans_order(wavenumbers, dampings, frequencies):
    dataset = write_sweep("a.nc", variables=("actual",))
    (source,) = sources_of()
    order = {"wavenumber": wavenumbers, "cee": dampings, "frequency": frequencies}
    found = read_all([GridSource(**{**vars(source), "order": order})])
    expected = dataset["actual"].values[np.ix_(wavenumbers, dampings, frequencies)]
    assert np.array_equal(np.reshape(found, (*SHAPE, 33)), expected)


# --- how it is read


def test_blocks_are_no_larger_than_the_bound(monkeypatch):
    write_sweep("a.nc", dampings=np.arange(1.0, 11))
    sources = [*sources_of(), *sources_of(variable="predicted")]
    blocks = []
    read = Reader.read_with_causes

    def noted(self, block):
        found = read(self, block)
        blocks.append(found[0])
        return found

    monkeypatch.setattr(Reader, "read_with_causes", noted)
    expected = read_all(sources, shape=(2, 10))
    assert len(blocks) == 1
    blocks.clear()
    monkeypatch.setattr(grid_reader, "READ_BYTES", 3 * 2 * 33 * 8 + 1)
    assert np.array_equal(read_all(sources, shape=(2, 10)), expected)
    assert max(sum(values.nbytes for values in block) for block in blocks) == 3 * 2 * 33 * 8


def test_run_may_begin_and_end_anywhere():
    write_sweep("a.nc")
    everything = read_all(sources_of())
    with Reader(sources_of(), 33) as reader:
        run = list(reader.targets(SHAPE, range(2, 5)))
    assert [target for target, _ in run] == [2, 3, 4]
    assert np.array_equal([curves for _, curves in run], everything[2:5])


# --- faults


def break_chunk(path, values):
    """Flip a byte where a slice's numbers are stored."""
    content = bytearray(path.read_bytes())
    place = bytes(content).index(values.astype("<f8").tobytes())
    content[place + 100] ^= 0xFF
    path.write_bytes(content)


def test_broken_place_costs_its_own_target_only(tmp_path):
    encoding = {"chunksizes": (1, 1, 33), "fletcher32": True}
    dataset = write_sweep("a.nc", variables=("actual",), encoding={"actual": encoding})
    break_chunk(tmp_path / "a.nc", dataset["actual"].values[1, 1])
    found = read_all(sources_of())
    assert [isinstance(curves, Exception) for curves in found] == [False] * 4 + [True, False]
    assert "HDF error" in str(found[4])
    for place in (0, 1, 2, 3, 5):
        expected = dataset["actual"].values[np.unravel_index(place, SHAPE)]
        assert np.array_equal(found[place][0], expected)


def test_file_that_went_away_is_an_outcome_of_each_target(tmp_path):
    write_sweep("a.nc")
    sources = sources_of()
    (tmp_path / "a.nc").unlink()
    assert all(isinstance(curves, OSError) for curves in read_all(sources))


def test_unwritten_numbers_are_refused_alike_by_both():
    write_sweep("w.nc")
    with netCDF4.Dataset("w.nc") as there, netCDF4.Dataset("a.nc", "w") as file:
        for name, dimension in there.dimensions.items():
            file.createDimension(name, len(dimension))
            file.createVariable(name, "f8", (name,))[:] = there[name][:]
        file.createVariable("actual", "f4", tuple(there.dimensions))[0, 0] = 1
    (source,) = sources_of()
    decoded = GridSource(**{**vars(source), "plain": False})
    for (first,), *others in (read_all([source]), read_all([decoded])):
        assert first.tolist() == [1.0] * len(first)
        assert len(others) == 5
        assert all("never written (9.97e+36, netCDF's" in str(other) for other in others)


@given(
    first=st.integers(0, 59),
    count=st.integers(1, 60),
    chunk=st.sampled_from([(4, 3, 5, 1), (1, 3, 5, 7)]),
)
def test_against_the_grain_every_run_of_targets_has_its_own_numbers(grained, first, count, chunk):
    path, values = grained[chunk]
    last = min(first + count, 60)
    over = ("a", "b", "c", "x")
    source = GridSource("curve", "Curve", over, over, file=path, plain=True, grain=60)
    with Reader([source], 7) as reader:
        found = list(reader.targets((4, 3, 5), range(first, last)))
    assert [target for target, _ in found] == list(range(first, last))
    for target, (numbers,) in found:
        np.testing.assert_array_equal(numbers, values[target])


@pytest.fixture(scope="module")
def grained(tmp_path_factory):
    """Files of 4 x 3 x 5 targets of 7 numbers by their chunks' shape; and the numbers by target."""
    values = np.arange(4 * 3 * 5 * 7.0).reshape(4, 3, 5, 7)
    made = {}
    for chunk in [(4, 3, 5, 1), (1, 3, 5, 7)]:
        path = tmp_path_factory.mktemp("grain") / "sweep.nc"
        with netCDF4.Dataset(path, "w") as file:
            for name, length in zip("abcx", values.shape, strict=True):
                file.createDimension(name, length)
            file.createVariable("curve", "f8", tuple("abcx"), chunksizes=chunk, zlib=True)[:] = (
                values
            )
        made[chunk] = str(path), values.reshape(60, 7)
    return made
