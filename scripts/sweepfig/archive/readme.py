"""Write an archive's README.txt: what is what, and how to draw again."""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sweepfig.archive.crate.about import About
from sweepfig.archive.crate.programs import Program
from sweepfig.archive.inputs import DATA_SUMS, FOLDER, REQUIREMENTS, Inputs

NAMES_SHOWN = 10  # names in a list
WIDTH = 100  # characters in a line
_INDENT: Any = {"initial_indent": "  ", "subsequent_indent": "  "}


def readme_txt(about: About, inputs: Inputs, program: Program, *, has_data: bool) -> str:
    """Return the text.

    Parameters
    ----------
    about : About
        With a title and a description.
    inputs : Inputs
    program : Program
        This one.
    has_data : bool
        Whether the sweep's own files are in the archive.
    """
    parts = [
        [about.title, "", *textwrap.wrap(about.description, WIDTH)],
        list(_people(about)),
        _CONTENT,
        list(_how_to_draw(inputs, program, has_data=has_data)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


_CONTENT = [
    "What is what",
    "  figures/index.html       the gallery: open it in a browser; it needs no network",
    "  figures/data.csv         a row for each point of the sweep: parameters, numbers, figure",
    "  figures/data.csv-metadata.json   what its columns are, and their units (CSV on the Web)",
    "  figures/metrics.nc       the same numbers on the sweep's axes (NetCDF, CF)",
    "  figures/                 a figure for each point, in a folder for each value",
    f"  {FOLDER}/                   what the figures were drawn from",
    "  ro-crate-metadata.json   what each file is, for programs (RO-Crate 1.1)",
    "  manifest-sha256.txt      to check all files: sha256sum -c manifest-sha256.txt",
]


def _people(about: About) -> Iterator[str]:
    if about.authors:
        said = [
            f"{each.name} <{each.orcid}>" if each.orcid else each.name for each in about.authors
        ]
        yield f"By {', '.join(said)}"
    if about.license is not None:
        name, address = about.license.name, about.license.address
        yield f"License: {address}" if name == address else f"License: {name} ({address})"


def _how_to_draw(inputs: Inputs, program: Program, *, has_data: bool) -> Iterator[str]:
    yield "To draw again"
    requirements = REQUIREMENTS.removeprefix(f"{FOLDER}/")
    yield f"  Install {program.name} {program.version} ({program.address}), then:"
    yield f"  cd {FOLDER}; pip install -r {requirements}"
    if inputs.config is None:
        yield "  The config is not in this archive, or there was none: the sweep was drawn from Python."
    else:
        config = shlex.quote(inputs.config.name.removeprefix(f"{FOLDER}/"))
        yield f"  sweepfig {config} --output ../again"
    if not has_data:
        yield f"  The data are not in this archive. {DATA_SUMS} has the names and digests of their files,"
        yield f"  which belong into {FOLDER}/, under these names."
    data = inputs.data if has_data else ()
    moved = [each for each in inputs.own if each.is_elsewhere]
    moved += [each for each in data if each.is_elsewhere or os.path.isabs(each.path)]
    for line in _some([f"{each.path} is {each.name}" for each in moved]):
        yield f"  The config has other paths: {line}"
    for line in _some(inputs.gone):
        yield f"  Not in this archive, for it was no longer there: {line}"
    if inputs.fonts:
        names = ", ".join(_some([Path(font).name for font in inputs.fonts]))
        yield from textwrap.wrap(f"Fonts are not in this archive: {names}", WIDTH, **_INDENT)


def _some(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - NAMES_SHOWN} more"] if len(lines) > NAMES_SHOWN else []
    return [*lines[:NAMES_SHOWN], *more]
