"""What the pages show runs, where they point to is there, and the site is built without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr
import yaml
from paths import LONGEST, ROOT, SWEEPFIG, assert_ok, run
from PIL import Image
from sweepfig.config import settings

sys.path.append(str(ROOT / "docs"))
import draw_kinds

DOCS = ROOT / "docs"
SITE = sorted(DOCS.rglob("*.md"))
ELSEWHERE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*SITE, *ELSEWHERE, ROOT / "config" / "README.md"]
CHECKOUT = (
    "Snakefile",
    "environment.yml",
    "scripts",
    "workflow",
    "profiles",
    "config",
    "resources",
)
TUTORIAL = DOCS / "tutorial.md"
MINIMAL = {
    "curves": [{"file": "a.nc", "variable": "a"}, {"file": "a.nc", "variable": "b"}],
    "axes": [{"dimension": "k"}, {"dimension": "nu"}],
    "abscissa": "x",
}


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    title: str | None
    text: str


def blocks(page: Path) -> Iterator[Block]:
    pattern = r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$"
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(pattern, text, re.DOTALL | re.MULTILINE):
        yield Block(found[1], found[2], found[3])


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def runs(page: Path) -> bool:
    is_run = ("sh", "python")
    return any(block.language in is_run and page != DOCS / "kinds.md" for block in blocks(page))


# --- configs ---


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_config_in_a_page_is_valid(page):
    for block in blocks(page):
        if block.language == "yaml":
            config = yaml.safe_load(block.text)
            config = config["figures"] if set(config) == {"figures"} else config
            settings.check({"sweep": MINIMAL, **config}, source=name_of(page))


def test_the_pages_have_configs():
    found = [block for page in PAGES for block in blocks(page) if block.language == "yaml"]
    assert len(found) >= 20


# --- commands and programs ---


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder like a checkout, with the tutorial's sweep, as the pages' commands expect it."""
    monkeypatch.chdir(tmp_path)
    for name in CHECKOUT:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    command = tmp_path / "bin" / "sweepfig"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SWEEPFIG}" "$@"\n')
    command.chmod(0o755)
    folders = (str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"])
    path = os.pathsep.join(folders)
    monkeypatch.setenv("PATH", path)
    return tmp_path


def prepare(page: Path) -> None:
    """Leave the sweep, its config and its figures, unless the page makes them itself."""
    (program,) = (block for block in blocks(TUTORIAL) if block.title == "make_sweep.py")
    Path("make_sweep.py").write_text(program.text, encoding="utf-8")
    if page.stem == "other-workflow":
        return
    execute(Block("python", None, program.text))
    with xr.open_dataset("my.nc") as sweep:
        sweep = sweep.load().assign(root=1.1 + sweep.k, temperature=10 * sweep.k)
    sweep.to_netcdf("my.nc")
    if "--config my.yaml" not in page.read_text(encoding="utf-8"):
        execute(Block("sh", None, "sweepfig init my.nc --config my.yaml --output plots"))
        execute(Block("sh", None, "sweepfig my.yaml"))


def execute(block: Block) -> str:
    """Do what a block says; return what it printed."""
    if block.title is not None:
        text = block.text.replace("path/to/sweepfig", str(ROOT))
        Path(block.title).write_text(text, encoding="utf-8")
        return ""
    if block.language not in ("sh", "python"):
        return ""
    program = {"sh": ["bash", "-e", "-c"], "python": [sys.executable, "-c"]}[block.language]
    done = subprocess.run([*program, block.text], capture_output=True, text=True, timeout=LONGEST)
    assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"
    return done.stdout


def without_times(text: str) -> str:
    return re.sub(r"in [\d.]+ s", "in ... s", text)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[] if page == TUTORIAL else [pytest.mark.slow])
        for page in SITE
        if runs(page)
    ],
    ids=name_of,
)
def test_what_a_page_shows_runs(page, checkout):
    if page != TUTORIAL:
        prepare(page)
    printed = ""
    for block in blocks(page):
        if page == TUTORIAL and block.language == "text":
            assert without_times(block.text) == without_times(printed)
        printed = execute(block)
    if page == TUTORIAL:
        assert len(list(Path("my-figures").glob("k=*/nu=*.png"))) == 9
        done = assert_ok(run([sys.executable, "scripts/fallback.py", "my-figures.yaml"]))
        assert "0 drawn, 9 already current, 0 failed" in done.output


# --- links ---


@pytest.mark.parametrize("page", [*ELSEWHERE, ROOT / "config" / "README.md"], ids=name_of)
def test_a_link_leads_to_a_file_and_a_heading(page):
    """The pages of the site are checked by its build."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, heading = target.partition("#")
        there = page.parent / name
        assert there.exists(), f"{name_of(page)}: {target}"
        assert not heading or heading in headings(there), f"{name_of(page)}: {target}"


def headings(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", [*SITE, *ELSEWHERE], ids=name_of)
def test_a_file_of_this_repository_that_is_named_is_there(page):
    roots = "benchmarks|config|docs|examples|profiles|scripts|tests|workflow"
    text = page.read_text(encoding="utf-8")
    for name in re.findall(rf"\b((?:{roots})/[\w./-]*\w)", text):
        if page.name != "CHANGELOG.md" and not name.startswith("workflow/Snakefile"):
            there = [ROOT / name, page.parent / name]
            assert any(each.exists() for each in there), f"{name_of(page)}: {name}"


# --- the site ---


def test_the_glossary_has_the_words():
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^([\w ]+?) \{ #[\w-]+ \}$", text, re.MULTILINE)
    assert len(words) == len({*words})
    assert {*words} >= {
        *("sweep", "axis", "curve", "slice", "target", "figure", "plan", "batch", "chunk"),
        *("manifest", "row", "stamp", "template", "style", "Snakemake path", "fallback"),
    }


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 160


def test_pictures_of_the_readme_are_those_of_the_gallery_of_kinds(tmp_path):
    drawn = draw_kinds.draw(tmp_path, draw_kinds.IN_README)
    assert len(drawn) == len(draw_kinds.IN_README)
    for picture in drawn:
        with Image.open(picture) as new, Image.open(DOCS / "pictures" / picture.name) as shown:
            assert np.array_equal(new, shown), "say: python docs/draw_kinds.py"


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    assert_ok(run(command, ROOT))
    page = (tmp_path / "kinds.html").read_text(encoding="utf-8")
    for example in draw_kinds.examples((DOCS / "kinds.md").read_text(encoding="utf-8")):
        assert f"kinds/{example.name}.png" in page
        assert (tmp_path / "kinds" / f"{example.name}.png").stat().st_size > 10_000
    page = (tmp_path / "reference" / "api.html").read_text(encoding="utf-8")
    assert "Processes that draw resonance curves while the program continues." in page
    assert "ensure_plan" in page
