"""Axes and colours are labelled by what is drawn, with its units."""

from __future__ import annotations

from looks import PLANE, look_of
from sweeps import write_sweep


def test_colours_and_panels_are_labelled_by_what_they_show_with_units(sweep):
    dataset = write_sweep(sweep.path)
    dataset["actual"].attrs = {"long_name": "field", "units": "V/m"}
    dataset["predicted"].attrs = {"long_name": "temperature", "units": "eV"}
    dataset.to_netcdf(sweep.path)
    names = [{"file": "sweep.nc", "variable": name} for name in ("actual", "predicted")]
    look = look_of(sweep={**PLANE, "curves": names[:1]}, kind="pcolormesh")
    assert look.colour_label == "field [V/m]"
    panels = [
        {"curves": ["actual"]},
        {"curves": ["predicted"]},
        {"kind": "resonance_curve", "curves": ["predicted"], "at": 1e-5},
        {"kind": "histogram", "curves": ["predicted"]},
    ]
    look = look_of(sweep={**PLANE, "curves": names}, kind="pcolormesh", panels=panels)
    first, second, line, counts = look.panels
    assert (first["colour_label"], second["colour_label"]) == ("field [V/m]", "temperature [eV]")
    assert line["ylabel"] == counts["xlabel"] == "temperature [eV]"
    own = [{**name, "label": "mine"} for name in names[:1]]
    assert look_of(sweep={**PLANE, "curves": own}, kind="pcolormesh").colour_label == "mine"


def test_the_difference_has_the_units_of_both(sweep):
    dataset = write_sweep(sweep.path)
    for name in ("actual", "predicted"):
        dataset[name].attrs = {"units": "V/m"}
    dataset.to_netcdf(sweep.path)
    look = look_of(kind="pcolormesh", panels=[{"show": "difference"}])
    assert look.panels[0]["colour_label"] == "Cauchy fit - Actual [V/m]"
