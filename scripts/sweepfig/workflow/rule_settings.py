"""Give the rules what the config alone decides: settings, patterns of files, the scripts' commands."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from sweepfig.config import reader, settings
from sweepfig.config.settings import Settings
from sweepfig.core import paths
from sweepfig.core.naming import PLACEHOLDER, check_pattern
from sweepfig.plan import freshness
from sweepfig.workflow.internals import Snakemake


def default_config(snakemake: Snakemake, home: Path) -> Path:
    """Return the config that is read where none is given: the working folder's own, or the demo's.

    Workflow catalogs and Snakemake's own templates have it in ``config/config.yaml``.
    """
    own = Path("config", "config.yaml").absolute()
    return own if own.is_file() and not snakemake.is_module else home / "config" / "config.yaml"


def checked_settings(config: Mapping[str, object], snakemake: Snakemake, home: Path) -> Settings:
    """Return the config's settings.

    Raises
    ------
    UserError
        As `sweepfig.config.settings.check`, and for a config file that the fallback would refuse.
    """
    # Here and in the jobs; see sweepfig.core.console.
    os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
    if snakemake.is_module:
        return settings.with_demo(settings.check(config, source="the module's config"), home)
    # Snakemake silently accepts two equal keys and other mistakes that the fallback refuses.
    for file in snakemake.configfiles:
        reader.read_mapping(file)
    source = ", ".join(map(str, snakemake.configfiles)) or "config"
    found = settings.check(config, source=source)
    if [file.resolve() for file in snakemake.configfiles] == [reader.EMBEDDED_CONFIG]:
        found = found.resolved(home)
    # Not checked in a module: a rule of the other workflow may make the files.
    freshness.check_sweep_files(found)
    return found


def file_patterns(found: Settings) -> list[str]:
    """Return the paths of figures, then of each of their twins, as Snakemake patterns.

    Raises
    ------
    UserError
        If a path piece can't be one.
    """
    figure = figure_pattern(found)
    ending = f".{found.figure.format}"
    stem = figure.removesuffix(ending)
    return [figure, *(f"{stem}.{twin.name}{ending}" for twin in found.figure.also)]


def figure_pattern(found: Settings) -> str:
    """Return the figures' paths as a Snakemake pattern: ``plots/k0={wavenumber}/rc-{cee}.png``.

    Raises
    ------
    UserError
        If a path piece can't be one.
    """
    pieces = []
    for place, axis in enumerate(found.sweep.axes):
        pattern = axis.path_pattern
        check_pattern(pattern, key=f"sweep.axes[{place}].path")
        name = axis.dimension if re.fullmatch(r"[A-Za-z_]\w*", axis.dimension) else f"axis{place}"
        # Each placeholder in a piece needs its own wildcard.
        first, *literals = re.split(PLACEHOLDER, pattern)
        wildcards = [f"{{{name}{n or ''}}}{literal}" for n, literal in enumerate(literals)]
        pieces.append(first + "".join(wildcards))
    return f"{found.output}/{'/'.join(pieces)}.{found.figure.format}"


def declared_overviews(found: Settings) -> tuple[str, ...]:
    """Return the names of the overview figures that a config alone decides.

    That a file's abscissa is time is not known before it is opened: then there are maps of its numbers that
    Snakemake does not know of.
    """
    is_line = found.sweep.ordinate is None
    has_number_maps = found.numbers is not None or not is_line or bool(found.sweep.time_series)
    return paths.overviews(
        len(found.sweep.curves), is_line=is_line, has_number_maps=has_number_maps
    )


def script_command(home: Path, name: str, snakemake: Snakemake) -> str:
    """Return the start of a rule's shell command that runs one of the scripts."""
    # Elsewhere than in a job's own environment, `python` could be any interpreter on PATH.
    python = "python" if snakemake.has_own_environments else sys.executable
    command = shlex.join([python, str(script(home, name))])
    return command.replace("{", "{{").replace("}", "}}")


def script(home: Path, name: str) -> Path:
    """Return the path of one of the scripts."""
    return home / "scripts" / f"{name}.py"
