"""The config's section `gallery`: what it takes, and what is said of other values."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError

SWEEP = {
    "curves": [{"file": "a.nc", "variable": "v"}],
    "axes": [{"dimension": "k"}],
    "abscissa": "x",
}


def checked(**gallery):
    return settings.check({"sweep": SWEEP, "gallery": gallery}, source="my.yaml").gallery


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


def test_the_page_may_have_a_title():
    assert checked().title is None
    assert checked(title="Run 7").title == "Run 7"


def test_a_title_is_words():
    with pytest.raises(UserError, match=r"my\.yaml:[^:]*:\n  gallery\.title: got 7; "):
        checked(title=7)


def test_other_keys_are_refused():
    with pytest.raises(
        UserError, match=r"gallery\.date: unknown key .* allowed keys are data, title"
    ):
        settings.check({"sweep": SWEEP, "gallery": {"date": True}}, source="")
