"""The config's section `gallery` takes three values and says so of others."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError

SWEEP = {
    "curves": [{"file": "a.nc", "variable": "v"}],
    "axes": [{"dimension": "k"}],
    "abscissa": "x",
}


@pytest.mark.parametrize("data", ["auto", True, False])
def test_data_may_be(data):
    assert (
        settings.check({"sweep": SWEEP, "gallery": {"data": data}}, source="").gallery.data == data
    )


@pytest.mark.parametrize("data", ["always", 2, None, "true"])
def test_data_may_not_be(data):
    with pytest.raises(UserError) as raised:
        settings.check({"sweep": SWEEP, "gallery": {"data": data}}, source="my.yaml")
    first, second = str(raised.value).splitlines()
    assert first.startswith("my.yaml:")
    assert second == f"  gallery.data: got {data!r}; input should be 'auto', True or False"


def test_other_keys_are_refused():
    with pytest.raises(UserError, match=r"gallery\.date: unknown key .* allowed keys are data"):
        settings.check({"sweep": SWEEP, "gallery": {"date": True}}, source="")
