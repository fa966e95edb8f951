"""What added runs differ in, wherever it stands, is found against the runs before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from sweepfig.config.sweep import Sweep
from sweepfig.propose.axes.added import varied_since

pytestmark = pytest.mark.usefixtures("in_folder")

SWEEP = Sweep.model_validate(
    {
        "curves": [{"file": "runs/*/out.nc", "variable": "u"}],
        "axes": [{"dimension": "k"}],
        "abscissa": "x",
    }
)


def write_run(number, where, **parameters):
    x = np.linspace(0, 1, 5)
    run = xr.Dataset({"u": ("x", x * number)}, {"x": x})
    if where == "scalars":
        run = run.assign_coords(parameters)
    if where == "attributes":
        run = run.assign_attrs(parameters)
    file = Path(f"runs/{number}/out.nc")
    file.parent.mkdir(parents=True)
    run.to_netcdf(file)
    if where == "beside":
        (file.parent / "parameters.yaml").write_text(yaml.safe_dump(parameters))
    return str(file)


@pytest.mark.parametrize("where", ["scalars", "attributes", "beside"])
def test_a_parameter_that_only_added_runs_vary_is_found(where):
    before = {write_run(n, where, k=0.1 * n, nu=1.0, nt=10 * n) for n in (1, 2, 3)}
    assert varied_since(SWEEP, before) == []
    write_run(4, where, k=0.1, nu=2.0, nt=40)
    assert varied_since(SWEEP, before) == ["nu"]
    with_select = SWEEP.model_copy(update={"select": {"nu": 1.0}})
    with_axis = Sweep.model_validate(
        {**SWEEP.model_dump(), "axes": [{"dimension": "k"}, {"dimension": "nu"}]}
    )
    assert varied_since(with_select, before) == varied_since(with_axis, before) == []
    assert varied_since(SWEEP, set()) == []


def test_a_file_that_can_not_be_read_and_a_number_that_is_none_tell_nothing():
    before = {write_run(1, "scalars", k=0.1, nu=1.0, gap=np.nan)}
    write_run(2, "scalars", k=0.2, nu=1.0, gap=np.nan)
    Path("runs/3").mkdir()
    Path("runs/3/out.nc").touch()
    assert varied_since(SWEEP, before) == []


def test_an_axis_and_what_follows_from_it_is_not_said():
    before = {write_run(1, "attributes", k=0.1, L=6.0, nt=10, cpu_time=3.141592, seed=5)}
    for number, k, cpu_time, seed in ((2, 0.2, 2.917723, 1), (3, 0.3, 3.355192, 9)):
        write_run(number, "attributes", k=k, L=6 / number, nt=10, cpu_time=cpu_time, seed=seed)
    assert varied_since(SWEEP, before) == []
    with_nu = [{"dimension": "k"}, {"dimension": "nu"}]
    sweep = Sweep.model_validate({**SWEEP.model_dump(), "axes": with_nu})
    write_run(4, "attributes", k=0.1, L=6.0, nt=10, cpu_time=3.022751, seed=7, nu=2.0)
    assert varied_since(sweep, before) == []
    write_run(5, "attributes", k=0.1, L=6.0, nt=40, cpu_time=3.281234, seed=8)
    assert varied_since(SWEEP, before) == ["nt"]


def test_an_axis_in_the_name_of_a_file_under_another_name_is_known():
    sweep = SWEEP.model_copy(
        update={"curves": (SWEEP.curves[0].model_copy(update={"file": "runs/{k}/out.nc"}),)}
    )
    before = {write_run(1, "attributes", k0=1.0, box=6.0)}
    for number in (2, 3):
        write_run(number, "attributes", k0=float(number), box=6.0 / number)
    assert varied_since(sweep, before) == []
