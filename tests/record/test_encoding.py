"""A record gives back every bit of a slice, and nothing that is no record does harm."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sweepfig.drawing.slice import Slice
from sweepfig.record import encoding
from sweepfig.record.encoding import NewerFormat, pack, unpack

TYPES = st.sampled_from(
    ["<f8", ">f8", "<f4", "<f2", "<i2", "<u8", "?", "<c16", "<M8[ns]", "<M8[D]", "<m8[s]", "<U3"]
)
SLICE = Slice(np.arange(3.0), (np.arange(3.0),), ("a",), point={"k": np.float64(0.1)})


def any_array(shape):
    """Any bits, those of NaNs with a payload too."""
    return TYPES.flatmap(lambda kind: arrays.arrays(np.dtype(kind), shape))


@st.composite
def slices(draw):
    """Slices of all shapes and types, with any texts, points and marks."""
    shape = draw(arrays.array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=9))
    curves = draw(st.lists(any_array(shape), min_size=1, max_size=3))
    words = st.text(max_size=20)
    scalars = any_array(()).map(lambda array: array[()])
    return Slice(
        abscissa=draw(any_array(shape[-1:])),
        curves=tuple(curves),
        labels=tuple(draw(words) for _ in curves),
        title=draw(words),
        xlabel=draw(words),
        ylabel=draw(words),
        ordinate=draw(any_array(shape[:1])) if len(shape) == 2 else None,
        point=draw(st.dictionaries(words, scalars, max_size=3)),
        text=draw(words),
        marks=tuple(draw(st.lists(scalars, max_size=2))),
    )


@pytest.mark.parametrize("kind", ["<f8", ">f4", "<i2", "<M8[ns]"])
def test_curves_that_lie_apart_in_memory_are_carried(kind):
    box = np.arange(24).astype(kind).reshape(4, 3, 2)
    for curve, up in ((box[:, 1, 0], None), (box[:, :, 1], np.arange(4.0))):
        abscissa = np.arange(curve.shape[-1]) * 1.0
        found = unpack(pack("{}", Slice(abscissa, (curve,), ("a",), ordinate=up)))
        np.testing.assert_array_equal(found.data.curves[0], curve)


@given(slices())
def test_a_slice_comes_back_bit_for_bit(data):
    found = unpack(pack('{"a": 1}', data))
    assert found.settings == {"a": 1}
    assert found.data.digest(drawing="") == data.digest(drawing="")
    for field in fields(Slice):
        before, after = getattr(data, field.name), getattr(found.data, field.name)
        assert repr(before) == repr(after)


@given(slices())
def test_the_same_slice_has_the_same_record(data):
    assert pack("{}", data) == pack("{}", data.copy())


def test_the_memory_layout_does_not_matter():
    field = np.arange(12.0).reshape(3, 4)
    one, other = (Slice(np.arange(4.0), (each,), ("a",)) for each in (field, field.copy("F")))
    assert pack("{}", one) == pack("{}", other)


def test_python_objects_are_refused():
    data = Slice(np.array([None]), (np.zeros(1),), ("a",))
    with pytest.raises(ValueError, match=r"carry_data: values of type object can't be carried"):
        pack("{}", data)


def test_a_slice_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(encoding, "LARGEST_SLICE", 1000)
    with pytest.raises(ValueError, match=r"a slice of 1608 bytes is too large"):
        pack("{}", Slice(np.zeros(100), (np.zeros(100),), ("a",), point={"k": np.float64(0)}))


def test_a_text_that_could_not_be_drawn_is_refused_in_a_slice_and_in_a_record():
    with pytest.raises(ValueError, match="a text of 10001 letters is too long"):
        pack("{}", replace(SLICE, title="a" * 10_001))
    known = [[name, "", "<f8", [1]] for name in ("abscissa", "curve")]
    with pytest.raises(ValueError, match="a text of 99999 letters is too long"):
        unpack(record_of({**HEAD, "labels": ["a" * 99_999], "arrays": known}, b"12345678" * 2))


def record_of(head, numbers=b"", settings=b"{}"):
    first, second = (
        zlib.compress(settings),
        zlib.compress(json.dumps(head).encode() + b"\n" + numbers),
    )
    return b"\x01" + len(first).to_bytes(4, "big") + first + second


HEAD = {"title": "", "xlabel": "", "ylabel": "", "text": "", "labels": []}


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\x00" + pack("{}", SLICE)[1:],
        b"\x01\xff\xff\xff\xff",
        pack("{}", SLICE)[:-3],
        pack("{}", SLICE) + b"more",
        pack("[]", SLICE),
        record_of({}),
        record_of([]),
        record_of({**HEAD, "arrays": []}),
        record_of({**HEAD, "arrays": [["abscissa", "", "|O", [1]]]}, b"12345678"),
        record_of({**HEAD, "arrays": [["abscissa", "", "<f8", [2]]]}, b"12345678"),
        record_of({**HEAD, "arrays": [["abscissa", "", "<f8", [-1]]]}, b"12345678"),
        record_of({**HEAD, "arrays": [["abscissa", "", "<f8", [2**40, 2**40, 0]]]}),
        record_of({**HEAD, "arrays": [["abscissa", "", "(9,9)f8", [1]]]}, b"12345678"),
        record_of({**HEAD, "arrays": [["abscissa", "", "<f8", ["1"]]]}, b"12345678"),
        record_of({**HEAD, "arrays": [["abscissa", "", "<f8", [1]]]}, b"12345678more"),
        record_of({**HEAD, "arrays": 3}),
        record_of("[" * 100_000),
        record_of(HEAD, settings=b"[" * 100_000),
    ],
    ids=range(19),
)
def test_what_is_no_record_is_refused_and_runs_nothing(record):
    with pytest.raises(ValueError, match=r"."):
        unpack(record)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_record_or_refused(content):
    with pytest.raises(ValueError, match=r"."):
        unpack(content)


@pytest.mark.parametrize("place", ["settings", "slice"])
def test_a_record_that_unpacks_to_gigabytes_is_refused_before_it_does(place, monkeypatch):
    monkeypatch.setattr(encoding, "LARGEST_SETTINGS", 2**20)
    monkeypatch.setattr(encoding, "LARGEST_SLICE", 2**20)
    bomb = b" " * 2**27
    record = record_of(HEAD, bomb) if place == "slice" else record_of(HEAD, settings=bomb)
    del bomb
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"more than 1048576 bytes"):
        unpack(record)
    assert tracemalloc.get_traced_memory()[1] < 2**23
    tracemalloc.stop()


def test_a_later_format_is_told_apart():
    with pytest.raises(NewerFormat, match="format 2"):
        unpack(b"\x02" + pack("{}", SLICE)[1:])
