"""Another look is checked as a config is, and what a figure alone can't say is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sweepfig
from carried import draw, draw_one, write_all
from sweepfig.core.errors import UserError
from sweepfig.plan.plan_file import load
from sweepfig.record import reading
from sweepfig.record.settings import of_record
from sweepfig.redrawing import changes


def resolve(path, folder, **changed):
    carried = reading.read(path)
    recorded = of_record(carried.record, source=str(path))
    return changes.resolve(recorded, carried.record.data, changed, folder, source=str(path))


@pytest.mark.parametrize(
    "name",
    [
        *("lines with all that is written on them", "panels", "panels side by side"),
        *("facets", "facets of maps", "hue", "contourf"),
    ],
)
def test_the_look_is_the_plans(in_folder, tmp_path_factory, name):
    write_all()
    (figure, *_) = draw(name)
    plan = load("plots/.sweepfig/plan.json")
    Path("fields.nc").unlink()
    assert resolve(figure, tmp_path_factory.mktemp("files")).look == plan.look


def test_maps_side_by_side_keep_their_values_for_the_figure_has_no_others(in_folder, tmp_path):
    write_all()
    (figure, *_) = draw("facets of maps")
    facet = resolve(figure, tmp_path).recorded.figure["facet"]
    values, before = facet["values"], resolve(figure, tmp_path)
    again = resolve(figure, tmp_path, facet={**facet, "columns": 1})
    assert again.look.facet["columns"] == 1
    assert again.data.labels == before.data.labels
    for wrong in ({"values": values[::-1]}, {"values": [7.0, 8.0]}, {"dimension": "foo"}):
        with pytest.raises(UserError, match=r"figure\.facet: got .*, but the figure's maps are at"):
            resolve(figure, tmp_path, facet={**facet, **wrong})


def test_limits_of_the_whole_sweep_are_kept_when_something_else_changes(in_folder, tmp_path):
    write_all()
    figure, _ = draw("pcolormesh")
    whole = load("plots/.sweepfig/plan.json").look.limits
    assert whole is not None
    assert resolve(figure, tmp_path, dpi=80).look.limits == whole
    assert resolve(figure, tmp_path, kind="contourf").look.limits == whole
    with pytest.raises(UserError, match="file does not say for these settings"):
        resolve(figure, tmp_path, norm="log")  # that of positive numbers is not recorded
    assert resolve(figure, tmp_path, norm="log", ylimits="each").look.limits is None
    assert resolve(figure, tmp_path, ylimits=[0, 3]).look.limits == (0, 3)


def test_labels_text_and_marks_follow_their_settings(in_folder, tmp_path):
    write_all()
    figure, _ = draw("lines with all that is written on them")
    as_counts = resolve(
        figure, tmp_path, kind="histogram", marks=[], lines=[], ylimits=None, options={}
    )
    assert (as_counts.data.xlabel, as_counts.data.ylabel) == ("field [V/m]", "count")
    assert as_counts.data.marks == ()
    changed = resolve(figure, tmp_path, xlabel="x", text=None, marks=[{"variable": "root"}] * 2)
    assert (changed.data.xlabel, changed.data.text) == ("x", "")
    assert changed.data.marks == (1.0, 1.0)
    assert resolve(figure, tmp_path, text="k is {k:.1f}").data.text == "k is 0.3"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"ylimits": [20, 0]},
            r"the figure's settings are not valid:\n  figure\.ylimits: got \[20, 0\]; \[",
        ),
        ({"dpi": 5}, r"figure\.dpi: got 5; .* greater than or equal to 10"),
        ({"size": [99, 99], "dpi": 1200}, r"is a picture of .* pixels; at most 1e\+08 are allowed"),
        ({"format": "gif"}, r"figure\.format: got 'gif'; input should be 'png', 'svg' or 'pdf'"),
        (
            {"colour": "red"},
            r"got figure\.colour, which a figure alone .* allowed are kind, xlabel",
        ),
        ({"also": [{"yscale": "log"}]}, r"got figure\.also, which a figure alone"),
        ({"lines": [{}, {}, {}]}, r"figure\.lines has 3 entries for 2 curves"),
        (
            {"style": "nowhere.mplstyle"},
            r"figure\.style: 'nowhere\.mplstyle' is neither a style's name",
        ),
        ({"kind": "pcolormesh"}, r"figure\.kind: pcolormesh draws one curve over .* got 2 curves"),
        ({"kind": "gone.py:draw"}, r"figure\.kind: 'gone\.py:draw': there is no file gone\.py"),
        (
            {"ylimits": "shared"},
            r"figure\.ylimits: shared \(a map's default\) .* file does not say",
        ),
        ({"text": "{nu}"}, r"figure\.text: the file knows nothing by the name 'nu'; allowed are k"),
        ({"text": "{k:.1x}"}, r"figure\.text: got '\{k:\.1x\}'; .* no way to write a value"),
        (
            {"marks": [{"variable": "root"}]},
            r"figure\.marks: the file has no place for 'root'; .* none",
        ),
        (
            {"lines": [{"color": "reddish"}]},
            r"figure\.lines\[0\]\.color: got 'reddish'; a colour's name",
        ),
        ({"options": {"levels": 3}}, r"figure\.options: \{'levels': 3\} can't be drawn"),
    ],
)
def test_a_setting_that_cannot_be_is_a_message_with_the_figures_path(in_folder, changed, said):
    path = draw_one()
    with pytest.raises(UserError, match=rf"^{path}: (?s:.*){said}") as error:
        sweepfig.redraw(path, **changed)
    assert "sweepfig-" not in str(error.value)  # the temporary folder


def test_a_style_and_a_function_of_ones_own_may_be_given_and_then_are_carried(in_folder):
    write_all()
    path = draw_one()
    first = sweepfig.redraw(path, style="my.mplstyle", kind="my_plots.py:draw").save("first.png")
    for name in ("my.mplstyle", "my_plots.py"):
        Path(name).unlink()
    assert sweepfig.redraw(first, trust=True).content == first.read_bytes()
