"""What a plan is made from, in a digest that costs milliseconds: whether there is need for another plan.

Separate from `planning`, because Snakemake asks at every start, and opening the sweep is not cheap.
"""

from __future__ import annotations

import hashlib
import os
from importlib import metadata
from pathlib import Path

from sweepfig import names, parts, search_path
from sweepfig.errors import UserError
from sweepfig.jsonable import digest_of
from sweepfig.plan import FileStamp
from sweepfig.planfile import load
from sweepfig.settings import Settings

PACKAGES = ("matplotlib", "numpy", "contourpy", "zlib-ng", "xarray", "netCDF4")


def digest(settings: Settings) -> str:
    """Return the digest of settings, sweep files (size, time, inode), code and versions.

    Not of what selects some targets, for the plan is the whole sweep's.

    Times stand in for the content of files that are too large to read each time, and all together
    they notice a file replaced by an older one. A plan made anew for nothing costs a second.
    """
    config = settings.model_dump(mode="json", exclude={"output", "only", "limit"})
    stamps = [vars(stamp) for stamp in sweep_files(settings)]
    versions = [metadata.version(package) for package in PACKAGES]
    own = sorted(Path(__file__).parent.rglob("*.py"))
    return digest_of([config, stamps, versions, *map(_content, [*own, *_users_files(settings)])])


def has_current_plan(settings: Settings, output: str | Path) -> bool:
    """Whether the output folder has a plan that was made from these very inputs."""
    try:
        return load(names.plan_file(output)).inputs == digest(settings)
    except UserError:
        return False


def sweep_files(settings: Settings) -> tuple[FileStamp, ...]:
    """Return the stamps of the sweep's files, each once."""
    files = (file for curve in settings.sweep.curves for file in parts.files_of(curve))
    return tuple(map(FileStamp.of, dict.fromkeys(files)))


def check_sweep_files(settings: Settings) -> None:
    """Refuse a sweep whose files are not there.

    Raises
    ------
    UserError
        Names the first such file and its key.
    """
    for place, curve in enumerate(settings.sweep.curves):
        parts.check_files(curve, settings.sweep, key=f"sweep.curves[{place}]")


def check_output(output: str | Path) -> None:
    """Refuse an output folder that is a file, or lies under one, or whose own folders are links.

    Raises
    ------
    UserError
        Names the file and the key.
    """
    for folder in (Path(output), *Path(output).parents):
        if folder.exists() and not folder.is_dir():
            raise UserError(f"output: got {str(output)!r}, but {folder} is a file, not a folder")
    for folder in names.own_folders(output):
        if folder.is_symlink():
            raise UserError(
                f"output: got {str(output)!r}, but {folder} is a link, which may lead anywhere; "
                "remove it"
            )


def _users_files(settings: Settings) -> list[Path]:
    module = settings.figure.kind.rpartition(":")[0]
    if module and not module.endswith(".py"):
        import importlib.util

        try:
            with search_path.extended(os.getcwd()):
                spec = importlib.util.find_spec(module)
        except Exception:  # of a package that it lies in; said when the function is loaded
            spec = None
        module = spec.origin or "" if spec else ""
    return [Path(name).expanduser() for name in (module, settings.figure.style) if name]


def _content(path: Path) -> str:
    # A user's style may be no file, which is refused later; a device would never end.
    try:
        return hashlib.blake2b(path.read_bytes()).hexdigest() if path.is_file() else ""
    except (OSError, ValueError):  # a name with a NUL
        return ""
