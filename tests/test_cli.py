"""What several command lines say: which figures no plan names, and whether to remove them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from paths import SMALL
from sweepfig import cli
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load

OUTPUT = Path("plots")


class Terminal(io.StringIO):
    """A standard input that somebody sits at."""

    def isatty(self):
        return True


@pytest.fixture
def plan(sweep):
    """The plan of a sweep whose figures had other names before."""
    for digits in (2, 3):
        axes = [*sweep.config["sweep"]["axes"]]
        axes[1] = {**axes[1], "digits": digits}
        sweep.write_config(figure=SMALL, sweep={"axes": axes})
        path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
        draw_plan(path, processes=1)
    return load(path)


def orphans():
    return sorted(OUTPUT.glob("k0=*/rc-?.??e-*.png"))


def test_figures_that_no_plan_names_are_removed_when_it_is_said(plan, capsys):
    there = orphans()
    assert there
    cli.offer_to_prune(plan, OUTPUT, yes=True)
    assert capsys.readouterr().out.splitlines() == [
        *map(str, there),
        f"{len(there)} figures removed",
    ]
    assert not orphans()
    cli.offer_to_prune(plan, OUTPUT, yes=True)
    assert capsys.readouterr().out == "no orphans: nothing to remove\n"


@pytest.mark.parametrize(("answer", "is_removed"), [("y\n", True), ("n\n", False), ("", False)])
def test_who_sits_at_a_terminal_is_asked(plan, monkeypatch, answer, is_removed):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    cli.offer_to_prune(plan, OUTPUT, yes=False)
    assert bool(orphans()) is not is_removed


def test_where_nobody_is_to_ask_nothing_is_removed(plan, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(UserError, match="There is nobody to ask; --yes removes them"):
        cli.offer_to_prune(plan, OUTPUT, yes=False)
    assert orphans()


def test_of_a_small_run_nothing_is_said_beforehand(plan, capsys):
    cli.say_forecast(plan, OUTPUT)
    assert capsys.readouterr().err == ""
