"""What files said is recalled of the very same files, for the very same question, and of nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from sweepfig.config.settings import check
from sweepfig.core import digests, paths
from sweepfig.core.storage import FileStamp
from sweepfig.survey import survey_cache
from sweepfig.survey.file_contents import Contents
from sweepfig.survey.patterns import Part
from sweepfig.survey.survey_cache import SurveyCache
from sweeps import config_for

WHOLE = Part("a.nc", said=(("cee", "1e-5"),))
FACTS = Contents(
    dimensions=("cee", "month", "frequency"),
    drawn=("frequency",),
    along={"cee": "cee"},
    values={
        "cee": np.array([0.1, 1 / 3], "f4"),
        "wavenumber": np.array("2024-02-29", "M8[ns]"),
        "gas": np.array("He"),
    },
    fixed={"month": 2},
    plain=True,
    shared="abc",
    units={"cee": "1/s", "actual": ""},
)
FOUND = [(WHOLE, FACTS), (Part("a.nc", "run_1", WHOLE.said), FACTS)]


@pytest.fixture
def sweep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.nc").write_bytes(b"numbers")
    return settings()


def settings(**sweep):
    return check(config_for("a.nc", sweep=sweep), source="config").sweep


def stamps():
    """Return what the system says of a file and of the parameters beside it, which may be missing."""
    return [FileStamp.of("a.nc"), FileStamp.of("a.yaml")]


def keep(sweep):
    known = SurveyCache(sweep, "plots")
    known.keep(sweep.curves[0], WHOLE, stamps(), FOUND)
    known.write()


def recalled(sweep, curve=0, whole=WHOLE):
    return SurveyCache(sweep, "plots").recall(sweep.curves[curve], whole, stamps())


def test_what_a_file_said_is_recalled_as_it_was(sweep):
    keep(sweep)
    for (part, facts), (said_of, said) in zip(recalled(sweep), FOUND, strict=True):
        assert part == said_of
        assert (facts.dimensions, facts.drawn, facts.fixed) == (
            said.dimensions,
            said.drawn,
            said.fixed,
        )
        assert (facts.along, facts.plain, facts.shared) == (said.along, said.plain, said.shared)
        for name, values in said.values.items():
            back = facts.values[name]
            assert (back.dtype, back.shape, back.tobytes()) == (
                values.dtype,
                values.shape,
                values.tobytes(),
            )


def test_a_file_that_is_another_is_looked_at_again(sweep):
    keep(sweep)
    before = os.stat("a.nc")
    Path("a.nc").write_bytes(b"Numbers")
    os.utime("a.nc", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert recalled(sweep) is None


def test_another_curve_name_or_question_is_not_answered(sweep):
    keep(sweep)
    assert recalled(sweep, curve=1) is None
    assert recalled(sweep, whole=Part("a.nc", said=(("cee", "1e-4"),))) is None
    assert recalled(settings(select={"month": 8})) is None
    assert recalled(settings(parameters="{stem}.yaml")) is None
    assert recalled(settings(tolerance=0.05)) is None  # where `select` finds another index


def test_a_file_whose_parameters_are_others_is_looked_at_again(sweep):
    keep(sweep)
    Path("a.yaml").write_text("k: 1")
    assert recalled(sweep) is None


def test_other_code_forgets_all(sweep, monkeypatch):
    keep(sweep)
    monkeypatch.setattr(survey_cache, "digest_of_code", lambda *packages: "other")
    assert recalled(sweep) is None


def test_another_version_of_what_opens_files_forgets_all(sweep, monkeypatch):
    keep(sweep)
    assert recalled(sweep)
    monkeypatch.setattr(digests, "version", lambda package: "0.1")
    assert recalled(sweep) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: json.dumps(json.loads(text) | {"files": {}}),
        lambda text: text.replace('"run_1"', '"run_2"'),
    ],
)
def test_a_damaged_file_is_as_if_nothing_was_known(sweep, damage):
    keep(sweep)
    file = paths.known_file("plots")
    changed = damage(file.read_text())
    assert changed != file.read_text()
    file.write_text(changed)
    assert recalled(sweep) is None


def test_files_that_are_no_more_are_forgotten_and_nothing_new_writes_nothing(sweep):
    keep(sweep)
    file = paths.known_file("plots")
    before = file.stat().st_mtime_ns, file.stat().st_ino
    known = SurveyCache(sweep, "plots")
    known.write()  # of none: a run that looked at nothing
    assert known.recall(sweep.curves[0], WHOLE, stamps())
    known.write()
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    other = SurveyCache(sweep, "plots")
    other.keep(sweep.curves[1], WHOLE, stamps(), FOUND)
    other.write()
    assert recalled(sweep) is None
    assert recalled(sweep, curve=1)
