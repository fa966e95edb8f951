"""An archive holds the drawn sweep, is the same each time, describes itself, and is drawn from again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from unittest import mock

import pytest
from archived import crate_of, issues, needs_validator
from paths import SMALL, assert_ok, draw_here, run_sweepfig, tree
from sweepfig.archive import figures
from sweepfig.archive.crate.about import About
from sweepfig.archive.pack import pack
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import ensure_plan
from sweeps import write_sweep

ARCHIVE, OUTPUT, UNPACKED = Path("plots.zip"), Path("plots"), Path("unpacked")
FIGURE = "k0=0.33/rc-1.778e-05.png"
OWN = """
import companion
def draw(axes, slice):
    companion.draw(axes, slice)
def measure(slice):
    return {"area": (float(slice.curves[0].sum()), "m^2")}
"""
COMPANION = """
def draw(axes, slice):
    axes.semilogy(slice.abscissa, slice.curves[0])
"""
# Of validators: a publisher is who gives the file its DOI, and affiliations change.
NOT_MET = re.compile(r"publisher|affiliation")


def unpack() -> Path:
    with zipfile.ZipFile(ARCHIVE) as found:
        assert found.testzip() is None
        found.extractall(UNPACKED)
    return UNPACKED


def test_the_figures_folder_is_the_output_folder(drawn, order):
    lines = pack(order())
    assert lines[0].startswith("plots.zip: 6 figures, ")
    there = {name: data for name, data in tree(OUTPUT).items() if "/." not in f"/{name}"}
    found = tree(unpack() / "figures")
    assert {*found} - {*there} == {"data.csv-metadata.json", ".sweepfig/plan.json"}
    assert {name: found[name] for name in there} == there


def test_every_file_has_its_digest_in_the_manifest(drawn, order):
    pack(order())
    lines = (unpack() / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    own = {"manifest-sha256.txt", "ro-crate-metadata.json"}
    files = tree(UNPACKED)
    assert {*files} - own == {*sums}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_what_is_described_is_there_with_its_size_and_digest(drawn, order):
    pack(order(with_data=True))
    files = tree(unpack())
    described = [e for e in crate_of(ARCHIVE).values() if e["@type"] == "File"]
    alone = {name for name in files if not name.startswith("figures/slices/")}
    assert {e["@id"] for e in described} == alone - {"ro-crate-metadata.json"}
    for entity in described:
        content = files[entity["@id"]]
        assert entity["contentSize"] == str(len(content))
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()


def test_two_archives_are_the_same_bytes(drawn, order):
    pack(order())
    first = ARCHIVE.read_bytes()
    for path in OUTPUT.rglob("*.png"):
        os.utime(path)
    pack(order(force=True))
    assert ARCHIVE.read_bytes() == first


@pytest.mark.slow
def test_the_sweep_is_drawn_again_from_the_archive(sweep, order):
    """With the user's functions and style, by the command that README.txt says."""
    Path("own.py").write_text(OWN)
    Path("companion.py").write_text(COMPANION)
    Path("my.mplstyle").write_text("lines.linewidth: 3\n")
    figure = SMALL | {"kind": "own.py:draw", "style": "my.mplstyle"}
    sweep.write_config(figure=figure, numbers="own.py:measure")
    draw_here()
    pack(order(with_data=True))
    (command,) = re.findall(r"^  sweepfig (.*)$", (unpack() / "README.txt").read_text(), re.M)
    assert_ok(run_sweepfig(*command.split(), folder=UNPACKED / "input"))
    before, again = tree(OUTPUT), tree(UNPACKED / "again")
    drawn = {name for name in before if not name.startswith(".")}
    assert {name: again[name] for name in drawn} == {name: before[name] for name in drawn}


def test_the_unpacked_folder_is_taken_as_drawn(drawn, order):
    pack(order(with_data=True))
    unpack()
    done = run_sweepfig("config.yaml", "--output", "../figures", folder=UNPACKED / "input")
    assert "0 drawn, 6 already current" in assert_ok(done).output


def test_what_the_user_left_out_is_of_the_sweeps_own_names(drawn, order):
    lines = pack(order(about=About()))
    root = crate_of(ARCHIVE)["./"]
    assert root["name"] == "Figures of actual over wavenumber and cee"
    assert root["keywords"] == "parameter sweep, wavenumber, cee, actual"
    assert (
        "6 figures of a parameter sweep, one for each choice of wavenumber, cee"
        in root["description"]
    )
    assert "--author 'Name <ORCID iD>' and --license CC-BY-4.0" in lines[-1]
    about = About("My title", "My words", keywords=("waves",))
    pack(order(about=about, force=True))
    root = crate_of(ARCHIVE)["./"]
    assert (root["name"], root["description"], root["keywords"]) == (
        "My title",
        "My words",
        "waves",
    )


def test_lines_say_what_is_not_packed(drawn, order):
    assert "the data (sweep.nc) are not packed" in pack(order())[1]
    assert len(pack(order(with_data=True, force=True))) == 1
    lines = pack(order(config=None, with_data=True, force=True))
    assert "the config is not known" in lines[1]


def test_a_sweep_that_is_not_whole_is_refused_unless_it_is_packed_as_it_is(drawn, order):
    (OUTPUT / FIGURE).unlink()
    message = "plots: 1 of 6 targets without a figure.*sweepfig config.yaml draws what can be drawn"
    with pytest.raises(UserError, match=message):
        pack(order())
    assert not ARCHIVE.exists()
    lines = pack(order(as_is=True))
    assert lines[0].startswith("plots.zip: 5 figures")
    assert lines[1].startswith("  as it is: 1 of 6 targets without a figure")
    crate = crate_of(ARCHIVE)
    assert "Packed as it is: 1 of 6" in crate["./"]["description"]
    assert f"figures/{FIGURE}" not in crate


def test_figures_of_before_are_packed_as_they_are_though_a_preview_has_made_a_plan(drawn, order):
    write_sweep(Path("sweep.nc"), seed=1)
    ensure_plan(settings.read(Path("config.yaml")), OUTPUT)  # what a preview begins with
    with pytest.raises(UserError, match=r"6 of 6 figures, such as .* were drawn before the plan"):
        pack(order())
    assert pack(order(as_is=True))[0].startswith("plots.zip: 6 figures")
    assert f"figures/{FIGURE}" in zipfile.ZipFile(ARCHIVE).namelist()


def test_a_file_that_is_there_is_replaced_only_if_it_is_said(drawn, order):
    ARCHIVE.write_bytes(b"mine")
    with pytest.raises(
        UserError, match=r"plots.zip: there is a file; --force replaces it, -o NAME"
    ):
        pack(order())
    assert ARCHIVE.read_bytes() == b"mine"
    pack(order(force=True))
    assert zipfile.is_zipfile(ARCHIVE)


def test_where_no_archive_can_be_is_said_before_anything_is_read(drawn, order):
    for path, reason in (("nowhere/a.zip", "no folder nowhere"), ("plots", "a folder is there")):
        with pytest.raises(UserError, match=reason):
            pack(order(file=Path(path), force=True))


def test_a_figure_that_is_removed_meanwhile_leaves_no_archive(drawn, order):
    def remove(done: int, total: int) -> None:
        for path in OUTPUT.glob("k0=0.33/*"):
            path.unlink()

    with pytest.raises(UserError, match="removed, changed or drawn while they were packed"):
        pack(order(), remove)
    assert not [path for path in Path().iterdir() if path.name.endswith((".zip", ".partial"))]


def test_ctrl_c_leaves_no_archive(drawn, order):
    ARCHIVE.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        pack(order(force=True), mock.Mock(side_effect=[None, KeyboardInterrupt]))
    assert ARCHIVE.read_bytes() == b"before"
    assert not [*Path().glob(".*.partial")]


def test_progress_is_told(drawn, order):
    told = mock.Mock()
    pack(order(), told)
    assert [call.args for call in told.call_args_list] == [(n, 7) for n in range(1, 8)]


def test_of_many_figures_folders_are_described(drawn, order, monkeypatch):
    monkeypatch.setattr(figures, "MOST_DESCRIBED", 5)
    pack(order())
    crate = crate_of(ARCHIVE)
    assert f"figures/{FIGURE}" not in crate
    assert {"@id": "figures/k0=0.33/"} in crate["figures/"]["hasPart"]
    assert f"figures/{FIGURE}" in tree(unpack())


@pytest.mark.slow
@needs_validator
@pytest.mark.parametrize("most", [5, 3000], ids=["folders", "files"])
def test_a_validator_passes(drawn, order, monkeypatch, most):
    monkeypatch.setattr(figures, "MOST_DESCRIBED", most)
    pack(order(with_data=most == 5))
    found = issues(ARCHIVE, "RECOMMENDED")
    assert [issue for issue in found if not NOT_MET.search(issue)] == []


@needs_validator
def test_a_validator_passes_without_authors_and_license(drawn, order):
    pack(order(about=About()))
    assert issues(ARCHIVE, "REQUIRED") == []


@pytest.mark.slow
@needs_validator
def test_the_validator_does_find_what_is_wrong(drawn, order):
    """A file that is described, but not there, and a term that the context lacks."""
    pack(order())
    bad = Path("bad.zip")
    with zipfile.ZipFile(ARCHIVE) as found, zipfile.ZipFile(bad, "w") as other:
        for name in found.namelist():
            content = found.read(name)
            if name == "ro-crate-metadata.json":
                document = json.loads(content)
                document["@graph"][1]["colour"] = "red"
                content = json.dumps(document).encode()
            if name != f"figures/{FIGURE}":
                other.writestr(name, content)
    said = "\n".join(issues(bad, "REQUIRED"))
    assert f"does not include the Data Entity 'figures/{FIGURE}'" in said
    assert '"colour"' in said


@pytest.mark.slow
def test_three_thousand_figures(sweep, order):
    wavenumbers = [0.2 + 0.005 * n for n in range(61)]
    write_sweep(
        sweep.path, wavenumbers=wavenumbers, dampings=[10 ** (-5 + n / 20) for n in range(50)]
    )
    axes = [{"dimension": "wavenumber", "digits": 3, "notation": "fixed"}, {"dimension": "cee"}]
    sweep.write_config(figure={"size": [1.2, 1], "dpi": 40}, sweep={"axes": axes})
    draw_here()
    lines = pack(order())
    assert lines[0].startswith("plots.zip: 3050 figures")
    with zipfile.ZipFile(ARCHIVE) as found:
        assert found.testzip() is None
        assert sum(name.endswith(".png") for name in found.namelist()) == 3050 + 3
    folders = [
        each for each in crate_of(ARCHIVE)["figures/"]["hasPart"] if each["@id"].endswith("/")
    ]
    assert len(folders) == 61 + 1  # and the data of the gallery


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_finds_nothing_wrong(drawn, order):
    pack(order())
    done = subprocess.run(["unzip", "-tq", str(ARCHIVE)], capture_output=True, text=True)
    assert "No errors" in done.stdout
