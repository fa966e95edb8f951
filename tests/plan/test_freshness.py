"""Whether there is need for another plan, and whether an output folder is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from growing_runs import configure, write_run
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan import freshness, make
from sweepfig.run.refresh import bring_up_to_date
from sweeps import DAMPINGS, write_sweep

OUTPUT = Path("plots")


@pytest.fixture
def elsewhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.txt").write_text("mine")
    yield folder
    assert {path.name for path in folder.rglob("*")} == {"mine.txt"}
    assert (folder / "mine.txt").read_text() == "mine"


def test_every_folder_of_our_own_is_looked_at(sweep, elsewhere):
    for folder in paths.own_folders("plots")[1:]:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.symlink_to(elsewhere)
        with pytest.raises(UserError, match=f"{folder} is a link, which may lead anywhere"):
            freshness.check_output("plots")
        folder.unlink()


def test_a_folder_or_pipe_in_one_of_our_own_places_is_named(sweep):
    for file in paths.own_files(OUTPUT):
        file.mkdir(parents=True)
        with pytest.raises(UserError, match=f"output: got 'plots', but {file} is no ordinary file"):
            freshness.check_output(OUTPUT)
        file.rmdir()
    for folder in [*paths.own_folders(OUTPUT)[1:], paths.plan_file(OUTPUT)]:
        os.mkfifo(folder)
        with pytest.raises(UserError, match=f"but {folder} is no (folder|ordinary file)"):
            freshness.check_output(OUTPUT)
        folder.unlink()


pytestmark = pytest.mark.usefixtures("in_folder")


def test_a_file_that_changes_while_it_is_looked_at_is_looked_at_again(monkeypatch):
    configure("sweep.nc")
    write_run("sweep.nc", DAMPINGS[0])
    whole = make.survey

    def survey_while_it_grows(*arguments, **keys):
        found = whole(*arguments, **keys)
        write_sweep("sweep.nc", wavenumbers=[0.3], variables=("actual",))
        return found

    config = settings.read("config.yaml")
    monkeypatch.setattr(make, "survey", survey_while_it_grows)
    assert bring_up_to_date(config, "plots").n_targets == 1
    monkeypatch.setattr(make, "survey", whole)
    assert not freshness.has_current_plan(config, "plots")


@pytest.mark.parametrize("file", ["mine.py", "my.mplstyle"])
def test_a_plan_is_outdated_by_what_draws_its_twins(sweep, file):
    Path("mine.py").write_text("def draw(axes, data): pass\n")
    Path("my.mplstyle").write_text("lines.linewidth: 3\n")
    also = [{"kind": "mine.py:draw", "name": "a"}, {"style": "my.mplstyle", "name": "b"}]
    sweep.write_config(figure={"also": also})
    config = settings.read(sweep.configfile)
    plan = bring_up_to_date(config, OUTPUT)
    assert {Path(stamp.path).name for stamp in plan.depends} >= {"mine.py", "my.mplstyle"}
    assert freshness.has_current_plan(config, OUTPUT)
    with open(file, "a") as opened:
        opened.write("# edited\n")
    assert not freshness.has_current_plan(config, OUTPUT)
