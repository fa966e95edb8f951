"""The text of a proposed config reads back as what was proposed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from public import PUBLIC
from sweepfig.config import settings
from sweepfig.drawing.kinds import KINDS
from sweepfig.plan.make import make_plan
from sweepfig.propose.config_text import (
    config_of,
    config_text,
    guess_lines,
    is_unedited_guess,
    written,
)
from sweepfig.propose.proposal import propose


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("layout", ["a_sweep", "latex_names", "climate"])
@pytest.mark.parametrize("kind", [*KINDS, "mine.py:draw"])
def test_a_proposed_config_labels_any_kind_as_the_file_does(layout, kind):
    """Whoever changes the kind in it, and what the kind needs, must not read another kind's labels."""
    Path("mine.py").write_text("def draw(axes, slice): pass")
    found = propose(PUBLIC[layout]())
    config = config_of(found, "plots")
    plan = make_plan(settings.check(config, source="proposed"))
    written_ = yaml.safe_load(config_text(found, plan, config, head=""))
    sweep = written_["sweep"]
    if kind == "resonance_curve" and found.ordinate:
        sweep["axes"].append({"dimension": sweep["ordinate"], "path": f"{sweep['ordinate']}={{}}"})
        sweep["ordinate"] = None
    if kind in ("contourf", "pcolormesh") and not found.ordinate:
        sweep["curves"] = sweep["curves"][:1]
        sweep["ordinate"] = sweep["axes"].pop()["dimension"]
    changed = make_plan(
        settings.check({"sweep": sweep, "figure": {"kind": kind}}, source="changed")
    )
    proposed = {**written_, "figure": {**written_["figure"], "kind": kind}}
    with_its_labels = make_plan(settings.check(proposed, source="with its labels"))
    labels = changed.xlabel, changed.ylabel
    assert (with_its_labels.xlabel, with_its_labels.ylabel) == labels
    response, abscissa = changed.quantities[-1].label, changed.quantities[-2].label
    assert labels[0] == (response if kind == "histogram" else abscissa)
    if kind != "mine.py:draw" and kind not in ("contourf", "pcolormesh"):
        assert labels[1] == ("count" if kind == "histogram" else response)


def test_only_a_guess_that_can_not_be_drawn_and_was_not_edited_is_one():
    found = propose(PUBLIC["a_sweep"]())
    config = config_of(found, "plots")
    plan = make_plan(settings.check(config, source="proposed"))
    assert not is_unedited_guess(config_text(found, plan, config, head="Made"))
    guess = config_text(found, None, config, head="Made", wrong="a reason")
    assert is_unedited_guess(guess)
    assert yaml.safe_load(guess)["sweep"]["curves"] == config["sweep"]["curves"]
    for edited in (guess + "\n", guess.replace("a reason", "another"), guess.partition("\n")[2]):
        assert not is_unedited_guess(edited)


@pytest.mark.parametrize("can_be_drawn", [True, False])
def test_a_guess_with_doubts_is_said_to_be_one_until_it_is_edited(can_be_drawn):
    found = propose(PUBLIC["a_sweep"]())
    config = config_of(found, "plots")
    plan = make_plan(settings.check(config, source="proposed")) if can_be_drawn else None
    path = Path("my.yaml")
    path.write_text(config_text(found, plan, config, head="Made", wrong="a reason"))
    assert len([*guess_lines(path)]) == (not can_be_drawn)
    found.doubts.append("k might be meant")
    text = config_text(found, plan, config, head="Made", wrong="a reason")
    path.write_text(text)
    assert [*guess_lines(path)] == [
        "  not sure: my.yaml is still as it was guessed; look at its first lines, and remove the last if "
        "all is right"
    ]
    for edited in (text.replace("resonance_curve", "histogram"), text.rpartition("#")[0]):
        path.write_text(edited)
        assert [*guess_lines(path)] == []


@pytest.mark.parametrize(
    "value", ["on", "null", "1e3", "a: b", "# c", "é", "$\\nu$", "x y", " a", "", "{a}"]
)
def test_a_written_value_reads_back_as_itself(value):
    assert yaml.safe_load(f"key: {written(value)}") == {"key": value}
    assert yaml.safe_load(f"{{key: {written([value])}}}") == {"key": [value]}
