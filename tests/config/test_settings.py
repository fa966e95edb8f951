"""The config: each key's refusal with its message, and what is accepted as what."""

from __future__ import annotations

import copy
import datetime
import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sweepfig.config import reader, settings
from sweepfig.config.reader import ROOT
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweeps import config_for

ANY_KIND = (
    "allowed are resonance_curve, pcolormesh, contourf, histogram, my_plots.py:function or package"
)


def inner_of(config, place):
    """Return the mapping or list that holds a place, and the place's last step."""
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", place)]
    for step in steps:
        config = config[step]
    return config, last


def changed(place, value, changes=None):
    """Return the small config with one place, such as "sweep.axes[0].digits", set to a value."""
    config = config_for("sweep.nc", **(changes or {}))
    inner, last = inner_of(config, place)
    inner[last] = value
    return config


def without(place):
    """Return the small config less one key."""
    config = config_for("sweep.nc")
    inner, last = inner_of(config, place)
    del inner[last]
    return config


# --- refusals


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("sweep.curves", [], r"got \[\]; at least 1 item is allowed$"),
        ("sweep.curves", "actual", "got 'actual'; a list is allowed"),
        ("sweep.curves[0].file", "", "string should have at least 1 character"),
        ("sweep.curves[1].variable", 3, "got 3; input should be a valid string"),
        ("sweep.axes", [], r"got \[\]; at least 1 item is allowed$"),
        ("sweep.axes", [{"dimension": "k"}] * 2, "each axis needs a dimension of its own"),
        ("sweep.axes[0].dimension", None, "got None; input should be a valid string"),
        ("sweep.axes[0].notation", "short", "'fixed', 'scientific' or 'text'"),
        ("sweep.axes[0].digits", -1, "greater than or equal to 0"),
        ("sweep.axes[0].digits", 18, "less than or equal to 17"),
        ("sweep.axes[0].digits", True, "a number is needed, not true or false"),
        ("sweep.axes[0].digits", 2.5, "got 2.5; input should be a valid integer"),
        ("sweep.axes[0].digits", "two", "got 'two'; a number is needed"),
        ("sweep.axes[1].path", ["k={}"], "input should be a valid string"),
        ("sweep.axes[1].title", 1, "got 1; input should be a valid string"),
        ("sweep.abscissa", 0, "got 0; input should be a valid string"),
        ("sweep.ordinate", ["time"], "input should be a valid string"),
        ("sweep.select", ["month"], "a mapping of keys to values is allowed"),
        ("sweep.select", {"month": [7]}, r"month: got \[7\]; a number, text or a date is needed"),
        ("sweep.select", {"month": True}, "month: got True; a number, text or a date is needed"),
        ("sweep.select", {"month": float("inf")}, "month: got inf; a finite number is needed"),
        ("sweep.tolerance", -1e-9, "greater than or equal to 0"),
        ("sweep.tolerance", 0.1, "less than 0.1"),
        ("sweep.tolerance", "tight", "got 'tight'; a number is needed"),
        ("sweep.tolerance", False, "a number is needed, not true or false"),
        ("figure", 3, "a mapping of keys to values is allowed"),
        ("figure.kind", "bar", f"got 'bar'; {ANY_KIND}"),
        ("figure.kind", "my plots:draw it", f"got 'my plots:draw it'; {ANY_KIND}"),
        ("figure.kind", "my_plots.py:", f"got 'my_plots.py:'; {ANY_KIND}"),
        ("figure.xlabel", 3, "input should be a valid string"),
        ("figure.size", [9], r"missing; it is needed"),
        ("figure.size", [9, 0.4], "two lengths from 0.5 to 100 inches are allowed"),
        ("figure.size", [101, 4], "two lengths from 0.5 to 100 inches are allowed"),
        ("figure.size", [9, True], "a number is needed, not true or false"),
        ("figure.dpi", 9, "greater than or equal to 10"),
        ("figure.dpi", 1201, "less than or equal to 1200"),
        ("figure.dpi", "nan", "got 'nan'; a finite number is needed"),
        ("figure.dpi", 10**400, "a finite number is needed"),
        ("figure.format", "jpg", "'png', 'svg' or 'pdf'"),
        ("figure.ylimits", "all", "'each' or 'shared'"),
        ("figure.ylimits", [2, 1], r"got \[2, 1\]; \[low, high\] with low < high is allowed"),
        ("figure.ylimits", [1, 1], r"\[low, high\] with low < high is allowed"),
        ("figure.options", {"levels": {1, 2}}, "finite numbers, text, lists and mappings"),
        ("figure.options", {"vmax": float("nan")}, "finite numbers, text, lists and mappings"),
        ("figure.options", {"since": datetime.date(2024, 1, 1)}, "finite numbers, text, lists"),
        ("numbers", "measure", "my_numbers.py:measure or package.module:measure is allowed"),
        ("numbers", "mine.py:", "my_numbers.py:measure or package.module:measure is allowed"),
        ("numbers", 3, "input should be a valid string"),
        ("sweep.time_series", "yes please", "got 'yes please'; true or false is allowed"),
        ("figure.size", [1, 2, 3], r"got \[1, 2, 3\]; at most 2 items are allowed"),
        ("output", "", "string should have at least 1 character"),
        ("output", "plots/{k}", "a path without braces or control characters is allowed"),
        ("output", "plots\t", "a path without braces or control characters is allowed"),
        ("figures_per_job", 0, "greater than or equal to 1"),
        ("figures_per_job", 1_000_001, "less than or equal to 1000000"),
        ("figures_per_job", "many", "got 'many'; a number is needed"),
        ("figures_per_job", True, "a number is needed, not true or false"),
    ],
)
def test_value_is_refused_with_its_key_and_what_is_allowed(place, value, message):
    with pytest.raises(UserError, match=f"(?s)^my.yaml: .*  {re.escape(place)}.*{message}"):
        check(changed(place, value), source="my.yaml")


@pytest.mark.parametrize(
    ("place", "allowed"),
    [
        (
            "colour",
            "sweep, figure, gallery, numbers, output, figures_per_job, figures_as_jobs, only, limit, log_to",
        ),
        (
            "sweep.axis",
            "curves, axes, parameters, abscissa, ordinate, time_series, select, tolerance, holes",
        ),
        ("sweep.curves[1].color", "file, group, variable, select, label"),
        ("sweep.axes[0].name", "dimension, notation, digits, path, title"),
        ("figure.ylim", ", ".join(settings.FigureSettings.model_fields)),
    ],
)
def test_unknown_key_is_refused_with_the_allowed_ones(place, allowed):
    message = f"  {re.escape(place)}: unknown key .value 1.; allowed keys are {allowed}$"
    with pytest.raises(UserError, match=message):
        check(changed(place, 1), source="my.yaml")


@pytest.mark.parametrize(
    "place",
    [
        "sweep",
        "sweep.curves",
        "sweep.curves[0].file",
        "sweep.curves[0].variable",
        "sweep.axes",
        "sweep.axes[1].dimension",
        "sweep.abscissa",
    ],
)
def test_missing_key_is_named(place):
    with pytest.raises(UserError, match=f"  {re.escape(place)}: missing; it is needed$"):
        check(without(place), source="my.yaml")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("figure.apply", "abs", "got 'abs'; a list is allowed, as in ['abs']"),
        ("figure.size", 9, "got 9; a list is allowed, as in [9, 4]"),
        ("figure.panels", 3, "got 3; a list is allowed"),
    ],
)
def test_what_is_no_list_is_told_with_a_list_that_is_one(key, value, said):
    with pytest.raises(UserError, match=re.escape(f"{key}: {said}") + "$"):
        check(changed(key, value), source="my.yaml")


def test_a_twin_over_a_dimension_needs_the_sweeps_ordinate():
    twin = [{"hue": {"dimension": "t"}}]
    message = (
        r"figure.also\[0\].hue.dimension: got 't', but there is no sweep.ordinate; one of that"
    )
    with pytest.raises(UserError, match=message):
        check(changed("figure.also", twin), source="my.yaml")


@pytest.mark.parametrize(
    ("dimension", "twin", "message"),
    [
        (
            "frequency",
            {},
            "figure.facet.dimension: got 'frequency', which is sweep.abscissa; for maps a",
        ),
        ("z", {}, "figure.facet.dimension: got 'z', which is sweep.ordinate; for maps a further"),
        (
            "cee",
            {},
            "figure.facet.dimension: got 'cee', which is sweep.axes[1]; for maps a further",
        ),
        (
            "t",
            {"facet": {"dimension": "t", "values": [1, 2]}},
            "figure.also[0].facet: got (1.0, 2.0) of 't', but another file has maps at 12 of 't'",
        ),
    ],
)
def test_facets_of_maps_are_over_one_further_dimension(dimension, twin, message):
    figure = {
        "kind": "pcolormesh",
        "facet": {"dimension": dimension},
        "also": [{"dpi": 50, **twin}],
    }
    config = changed("figure", figure)
    config["sweep"]["ordinate"] = "z"
    with pytest.raises(UserError, match=re.escape(message)):
        check(config, source="my.yaml")


def test_every_mistake_is_listed_once():
    config = changed("figure.dpi", "high")
    config["sweep"]["curves"] = [{"file": 1, "variable": "actual"}]
    with pytest.raises(UserError, match="the config is not valid") as caught:
        check(config, source="my.yaml")
    assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()] == [
        "my.yaml",
        "sweep.curves[0].file",
        "figure.dpi",
    ]


# --- what is accepted


@pytest.mark.parametrize(
    ("place", "written", "number"),
    [
        ("sweep.tolerance", "1e-3", 1e-3),
        ("figure.dpi", "1.5e2", 150),
        ("figures_per_job", "1e3", 1000),
        ("figures_per_job", 20.0, 20),
        ("sweep.axes[0].digits", "4", 4),
    ],
)
def test_number_that_yaml_reads_as_text_is_the_number(place, written, number):
    found = json.loads(settings.to_json(check(changed(place, written), source="my.yaml")))
    inner, last = inner_of(found, place)
    assert inner[last] == number


@pytest.mark.parametrize(
    "kind", ["histogram", "my_plots.py:draw", "../my plots/a-b.py:draw", "package.module:draw"]
)
def test_kind_may_be_the_users_own(kind):
    assert check(changed("figure.kind", kind), source="my.yaml").figure.kind == kind


@pytest.mark.parametrize(
    "numbers", ["my_plots.py:measure", "../my plots/a-b.py:f", "package.module:f"]
)
def test_numbers_may_be_measured_by_the_users_own_function(numbers):
    assert check(changed("numbers", numbers), source="my.yaml").numbers == numbers


def test_fields_are_no_time_series():
    config = changed("sweep.time_series", True)
    config["sweep"]["ordinate"] = "y"
    with pytest.raises(
        UserError, match="time_series: slices with an ordinate are fields; false or null"
    ):
        check(config, source="my.yaml")


def test_output_is_normalised():
    assert check(changed("output", "a/../plots/"), source="my.yaml").output == "plots"


def test_date_is_selected_as_iso_text():
    zone = datetime.timezone(datetime.timedelta(hours=2))
    select = {"a": datetime.date(2024, 2, 29), "b": datetime.datetime(2024, 1, 1, 1, tzinfo=zone)}
    found = check(changed("sweep.select", select), source="my.yaml")
    assert found.sweep.select == {"a": "2024-02-29", "b": "2023-12-31T23:00:00"}


# --- any config at all

scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates()
anything = st.recursive(
    scalar | st.just(10**400) | st.just("1e-3"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalar, inner, max_size=3),
    max_leaves=6,
)
places = st.sampled_from(
    [
        *settings.Settings.model_fields,
        *(f"sweep.{key}" for key in settings.Sweep.model_fields),
        *(f"sweep.axes[0].{key}" for key in settings.AxisConfig.model_fields),
        *(f"sweep.curves[1].{key}" for key in settings.CurveConfig.model_fields),
        *(f"figure.{key}" for key in settings.FigureSettings.model_fields),
        "sweep.select.month",
        "unknown",
    ]
)


@hypothesis_settings(max_examples=400)
@given(places, anything)
def test_any_value_in_any_place_is_accepted_or_one_message(place, value):
    config = changed(place, value, {"sweep": {"select": {"month": 7}}})
    before = repr(config)
    try:
        found = check(config, source="my.yaml")
    except UserError:
        return  # anything else is a traceback
    finally:
        assert repr(config) == before
    assert settings.from_json(settings.to_json(found)) == found


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ({"facet": {"dimension": "t", "values": 0}}, "figure.facet.values: got 0; "),
        ({"hue": {"dimension": "t", "values": 0}}, "figure.hue.values: got 0; "),
        ({"contours": {"levels": 0}}, "figure.contours.levels: got 0; "),
        ({"panels": [{"ylimits": "shared"}]}, "figure.panels[0].ylimits: got 'shared'; "),
        ({"columns": 2.5, "panels": [{}]}, "figure.columns: got 2.5; "),
        ({"columns": 21, "panels": [{}]}, "figure.columns: got 21; "),
    ],
)
def test_a_value_of_several_types_has_one_line_with_its_key(figure, message):
    config = config_for("sweep.nc", figure=figure)
    with pytest.raises(UserError) as raised:
        check(config, source="my.yaml")
    (line,) = str(raised.value).splitlines()[1:]
    assert line.startswith(f"  {message}")


@given(st.dictionaries(scalar, anything, max_size=3))
def test_any_mapping_at_all_is_refused_in_one_message(config):
    with pytest.raises(UserError, match=r"^my\.yaml: the config is not valid"):
        check(config, source="my.yaml")


# --- files


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a\n", "must be a mapping of keys to values, not list"),
        (b"", "must be a mapping of keys to values, not NoneType"),
        (b"a: [", "is not valid YAML: while parsing"),
        (b"a: !!float x", "is not valid YAML"),
        (b"a: !!timestamp x", "is not valid YAML"),
        (b"a: 2024-13-01", "is not valid YAML: month must be in 1..12"),
        (b"a: \xff", "is not UTF-8 text"),
        (None, "can't be read: No such file or directory"),
    ],
)
def test_unreadable_config_file_is_one_message(tmp_path, content, message):
    path = tmp_path / "my.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=f"^{re.escape(str(path))}: the config .*{message}"):
        settings.read(path)


def test_embedded_config_is_valid_and_its_values_are_the_defaults():
    config = yaml.safe_load(reader.EMBEDDED_CONFIG.read_text())
    found = check(config, source="config.yaml")
    minimal = copy.deepcopy(config)
    for section, model in (("sweep", settings.Sweep), ("figure", settings.FigureSettings)):
        for key, field in model.model_fields.items():
            assert key in config[section], f"config.yaml does not show {section}.{key}"
            if not field.is_required() and key not in {"xlabel", "ylabel"}:
                del minimal[section][key]
    del minimal["output"], minimal["figures_per_job"], minimal["only"], minimal["limit"]
    assert check(minimal, source="minimal") == found


def test_embedded_config_draws_the_demo_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {curve.file for curve in settings.read(reader.EMBEDDED_CONFIG).sweep.curves}
    assert files == {str(ROOT / "resources" / "demo.nc")}


# --- files that are too large, or no files


def test_a_config_that_no_command_line_could_carry_is_refused(sweep):
    figure = {"options": {str(n): "x" * 50 for n in range(2000)}}
    sweep.write_config(figure=figure)
    with pytest.raises(UserError, match=r"the config is of .* bytes; at most 100000 are allowed"):
        settings.read(sweep.configfile)
