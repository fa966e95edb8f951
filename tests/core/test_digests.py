"""Digests: the same for the same, whatever order it is in; of code, of every file; arrays exactly."""

from __future__ import annotations

import json
from importlib import metadata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.core import digests


def test_any_value_and_the_order_of_keys_are_in_a_digest():
    document = {"a": [1, 2.5], "b": {"c": "é"}}
    found = digests.digest_of(document)
    assert found == digests.digest_of({"a": [1, 2.5], "b": {"c": "é"}})
    assert len(found) == 32
    others = [{**document, "a": [2.5, 1]}, {**document, "b": {"c": "e"}}, {"a": [1, 2.5]}]
    others += [{"b": {"c": "é"}, "a": [1, 2.5]}]
    assert len({found, *map(digests.digest_of, others)}) == 5


@given(st.lists(st.floats(allow_nan=False)), st.sampled_from(["<f8", "<f4", ">f8"]))
def test_any_number_comes_back_from_json_to_the_last_bit(values, kind):
    with np.errstate(over="ignore"):
        array = np.array(values, kind)
    back = digests.array_from_json(json.loads(json.dumps(digests.array_to_json(array))))
    assert (back.dtype, back.tobytes()) == (array.dtype, array.tobytes())


@pytest.mark.parametrize(
    "array",
    [
        np.array(0.1),
        np.array(["a", "\u2080"]),
        np.array("2024-02-29T01:02:03.000000004", "M8[ns]"),
        np.array([2**63], "u8"),
        np.array([[0.1, -np.inf], [-0.0, np.inf]], "f4"),
        np.array([["2024-01-01", "NaT"]], "M8[s]"),
    ],
    ids=lambda array: array.dtype.str,
)
def test_scalars_text_and_dates_come_back_from_json(array):
    back = digests.array_from_json(json.loads(json.dumps(digests.array_to_json(array))))
    assert (back.dtype, back.shape, back.tolist()) == (array.dtype, array.shape, array.tolist())


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two packages in the place of the library."""
    for name in ("draw/a.py", "draw/inner/page.html", "plan/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(digests, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["draw/a.py", "draw/inner/page.html", "draw/new.py"])
def test_the_digest_of_code_changes_with_any_file_of_it_and_with_no_other(package, name):
    before, of_both = digests.digest_of_code("draw"), digests.digest_of_code("draw", "plan")
    (package / "plan" / "b.py").write_text("edited")
    (package / "draw" / "__pycache__").mkdir()
    (package / "draw" / "__pycache__" / "a.pyc").touch()
    assert digests.digest_of_code("draw") == before
    assert digests.digest_of_code("draw", "plan") != of_both
    (package / name).write_text("edited")
    assert digests.digest_of_code("draw") != before


def test_what_an_editor_leaves_beside_a_file_is_no_code(package):
    before = digests.digest_of_code("draw")
    (package / "draw" / ".#a.py").symlink_to("somebody@somewhere.1")  # a lock: of no file
    (package / "draw" / "#a.py#").write_text("half an edit")
    assert digests.digest_of_code("draw") == before


def test_a_renamed_file_of_code_is_another(package):
    before = digests.digest_of_code("draw")
    (package / "draw" / "a.py").rename(package / "draw" / "c.py")
    assert digests.digest_of_code("draw") != before


@pytest.mark.parametrize("other", ["", "importlib_metadata"])  # as MLflow imports it
def test_a_version_that_cannot_be_read_is_named(tmp_path, monkeypatch, other):
    if other:
        pytest.importorskip(other)
    assert digests.version("numpy") == np.__version__
    (tmp_path / "half-1.0.dist-info").mkdir()
    (tmp_path / "half-1.0.dist-info" / "METADATA").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(OSError, match="half: the version that is installed can't be read"):
        digests.version("half")


def test_a_package_that_is_not_installed_has_no_version(monkeypatch):
    known = digests.versions_of_readers()
    assert known[0] == metadata.version("xarray")
    monkeypatch.setattr(digests, "OPTIONAL_READERS", ("not-there", "numpy"))
    assert digests.versions_of_readers() == [*known[:2], "", np.__version__]
