"""What a user's function imports is found without running it, and has a version or content."""

from __future__ import annotations

import pytest
from sweepfig.draw.user_modules import version


def test_a_version_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "half-1.0.dist-info").mkdir()
    (tmp_path / "half-1.0.dist-info" / "METADATA").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(OSError, match="half: the version that is installed can't be read"):
        version("half")
