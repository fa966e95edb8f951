"""Sequences that broke the invariant when test_invariant.py or somebody found them: each a test of its own.

A run that exits 0 leaves what the same command makes in an empty folder: `world.run` checks that.
"""

from __future__ import annotations

import pytest
from invariant import World
from material import HAS_DEPENDS

ONE, OTHER = "k0=0.3/rc-1.000e-05.png", "k0=0.3/rc-1.000e-03.png"
MANIFEST = ".sweepfig/manifests/0000.jsonl"


@pytest.fixture
def world(tmp_path):
    """A working folder with a sweep in one file, nothing drawn yet."""
    return World(tmp_path / "world")


@pytest.fixture
def world_of(tmp_path):
    """The same, of another layout of the data."""
    return lambda layout: World(tmp_path / "world", layout)


# --- what a figure is drawn from, and is in no digest


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["many", "groups"])
def test_text_of_the_config_where_the_slices_lie_in_many_parts(world_of, layout):
    world = world_of(layout)
    world.run("fallback")
    world.configure("figure.text", "k {wavenumber:.2g}")
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "value"), [("sweep.time_series", True), ("numbers", "art.curves:measure")], ids=str
)
def test_what_is_measured_where_the_slices_lie_in_many_parts(world_of, key, value):
    world = world_of("many")
    world.configure("numbers", "mine.py:measure")
    world.run("fallback")
    world.configure(key, value)
    world.run("fallback")
    world.configure("sweep.time_series", None)
    world.configure("numbers", None)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "name"),
    [
        *(("one", name) for name in ("mine.py", "helper.py", "pack/__init__.py", "words.txt")),
        ("many", "mine.py"),
    ],
)
def test_an_edit_of_what_measures(world_of, layout, name):
    world = world_of(layout)
    world.configure("numbers", "mine.py:measure")
    world.run("fallback")
    world.code(name, 2, "kept")
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["one", "two", "many", "groups", "zarr"])
def test_data_of_the_same_size_and_time(world_of, layout):
    world = world_of(layout)
    world.run("fallback")
    world.louder(0, (0, 0), 50, "kept")
    world.run("fallback")


def test_a_chunk_of_a_zarr_store_replaced_by_an_older_one(world_of):
    world = world_of("zarr")
    world.run("fallback")
    world.louder(0, (0, 0), 50, "older")
    world.run("fallback")


@pytest.mark.slow
def test_two_chunks_of_a_zarr_store_swapped(world_of):
    world = world_of("zarr")
    chunks = [path.as_posix() for path in world.data_files()]
    first = next(n for n, path in enumerate(chunks) if path.endswith("actual/c/0/0/0"))
    world.run("fallback")
    world.swap_files(first, 1)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("helper.py", "rewrite"),
        ("helper.py", "kept"),  # Python takes what it compiled before
        ("pack/__init__.py", "rewrite"),
        ("pack/inner.py", "older"),
    ],
)
def test_the_users_function_and_what_it_imports_edited(world, name, how):
    world.configure("figure.kind", "mine.py:draw")
    world.run("fallback")
    world.code(name, 3, how)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "how"),
    [("art/curves.py", "kept"), ("art/tint.py", "rewrite"), ("art/tint.py", "kept")],
)
def test_a_package_with_the_users_function_edited(world, name, how):
    world.configure("figure.kind", "art.curves:draw")
    world.run("fallback")
    world.code(name, 3, how)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["helper.py", "pack/inner.py"])
def test_a_package_laid_before_a_module_that_the_users_function_imports(world, name):
    world.configure("figure.kind", "mine.py:draw")
    world.run("fallback")
    world.shadow(name, 3)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.skipif(not HAS_DEPENDS, reason="there is no key figure.depends")
@pytest.mark.parametrize("how", ["rewrite", "kept"])
def test_a_file_that_the_config_declares_edited(world, how):
    world.configure("figure.kind", "mine.py:draw")
    world.run("fallback")
    world.code("words.txt", 3, how)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize("how", ["rewrite", "kept"])
def test_a_style_of_the_library_edited(world, how):
    world.configure("figure.style", "mine")
    world.run("fallback")
    world.style("mine", 1, how)
    world.run("fallback")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "is_told"), [("", "A", True), ("A", "B", False), ("A", "", False)]
)
def test_a_font_that_the_style_names_installed_replaced_removed(world, before, after, is_told):
    world.style("my.mplstyle", 3, "rewrite")
    world.configure("figure.style", "my.mplstyle")
    world.font(before, "rewrite")
    world.forget_fonts()
    world.run("fallback")
    world.font(after, "rewrite")
    if is_told:
        world.forget_fonts()
    world.run("fallback")


# --- what is trusted without a look


@pytest.mark.parametrize("harm", ["zeros", "flip and keep", "again"])
def test_a_png_harmed_in_its_middle(world, harm):
    world.run("fallback")
    world.harm(ONE, harm)
    world.run("fallback")


@pytest.mark.parametrize(("ending", "harm"), [("svg", "zeros"), ("pdf", "flip")])
def test_vectors_harmed_in_their_middle(world, ending, harm):
    world.configure("figure.format", ending)
    world.run("fallback")
    world.harm(f"k0=0.3/rc-1.000e-05.{ending}", harm)
    world.run("fallback")


@pytest.mark.parametrize("name", [ONE, "index.js"])
def test_a_file_harmed_while_all_is_dated_in_the_future(world, name):
    world.run("fallback")
    world.times(1e6)
    world.run("fallback")
    world.harm(name, "flip")
    world.run("fallback")


@pytest.mark.parametrize(
    "name", ["data.csv", "metrics.nc", "index.js", "index.html", "error-map.png"]
)
def test_what_shows_the_sweep_harmed(world, name):
    world.run("fallback")
    world.harm(name, "flip and keep")
    world.run("fallback")


def test_what_snakemake_puts_into_a_folder_removed(world):
    world.run("fallback")
    world.harm("slices/.snakemake_timestamp", "delete")
    world.run("fallback")


def test_two_maps_swapped(world):
    world.run("fallback")
    world.swap("error-map.png", "peak-map.png")
    world.run("fallback")


def test_a_map_overwritten_by_an_older_file(world):
    world.run("fallback")
    world.copy_over(ONE, "peak-map.png", "older")
    world.run("fallback")


def test_numbers_in_a_manifest_edited(world):
    world.run("fallback")
    world.write_in(MANIFEST, '"ok", "", [1', '"ok", "", [9', "rewrite")
    world.run("fallback")


def test_words_in_the_plan_edited(world):
    world.configure("figure.ylabel", "response")
    world.run("fallback")
    world.write_in(".sweepfig/plan.json", '"response"', '"restless"', "rewrite")
    world.remove(f"plots/{ONE}")
    world.run("fallback")


def test_a_sweep_of_one_curve_has_no_map_of_errors(world):
    world.run("fallback")
    world.one_curve(True)
    world.run("fallback")


# --- Snakemake


@pytest.mark.slow
@pytest.mark.parametrize("path", ["snakemake", "client"])
def test_a_config_edited_while_some_targets_are_selected(world, path):
    world.configure("limit", 3)
    world.run(path)
    world.configure("figure.ylabel", "other")
    world.run(path)


@pytest.mark.slow
def test_data_edited_and_some_targets_selected(world):
    world.run("snakemake")
    world.configure("limit", 3)
    world.louder(0, (0, 0), 50, "rewrite")
    world.run("snakemake")


@pytest.mark.slow
def test_a_png_with_zeros_does_not_end_a_run_of_snakemake(world):
    world.run("snakemake")
    world.harm(ONE, "zeros")
    world.run("snakemake")
    world.run("snakemake")


@pytest.mark.slow
def test_two_figures_swapped_while_all_is_dated_in_the_future(world):
    world.run("snakemake")
    world.times(1e6)
    world.run("snakemake")
    world.swap(ONE, OTHER)
    world.run("snakemake")


@pytest.mark.slow
def test_two_figures_by_path_twice(world):
    world.run_figures(ONE, OTHER)
    world.run_figures(ONE, OTHER)


@pytest.mark.slow
def test_two_doubted_figures_by_path(world):
    world.run("fallback")
    world.swap(ONE, OTHER)
    world.run_figures(ONE, OTHER)
    world.configure("figure.ylabel", "other")
    world.run_figures(ONE, OTHER)


@pytest.mark.slow
def test_a_flipped_bit_in_a_figure_that_is_asked_for_by_path(world):
    world.run("fallback")
    world.harm(ONE, "flip")
    world.run_figures(ONE)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "harm"), [("index.js", "half"), ("data.csv", "delete")])
def test_what_shows_the_sweep_harmed_after_the_fallback_drew_with_another_config(world, name, harm):
    world.run("snakemake")
    world.configure("figure.dpi", 60)
    world.run("fallback")
    world.harm(name, harm)
    world.run("snakemake")


@pytest.mark.slow
def test_two_movies_swapped(world):
    world.run("snakemake movies")
    world.swap("movies/k0=0.3.webp", "movies/k0=0.33.webp")
    world.run("snakemake movies")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name", "harm"),
    [("movies", "movies/k0=0.3.webp", "flip"), ("book", "books/k0=0.3.pdf", "half")],
)
def test_a_movie_or_book_harmed(world, command, name, harm):
    world.run(f"snakemake {command}")
    world.harm(name, harm)
    world.run(f"snakemake {command}")
