"""Decide in milliseconds whether a plan is still current, by a digest of all that it was made from.

Separate from `make`, because Snakemake asks this at every start, and opening the sweep takes long.
"""

from __future__ import annotations

import os
from pathlib import Path

from sweepfig.config.settings import Settings
from sweepfig.core import naming, paths, startup
from sweepfig.core.digests import DRAWERS, digest_of, digest_of_code, version, versions_of_readers
from sweepfig.core.errors import UserError
from sweepfig.core.storage import FileStamp
from sweepfig.drawing.look import is_users_function
from sweepfig.drawing.user_modules import Modules
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.survey import parameters, patterns

PLAIN_STYLES = ("default", "okabe-ito")  # defined without a file


def digest(settings: Settings) -> str:
    """Return the digest of settings, files (their `os.stat`), code and versions.

    The files are the sweep's with the parameters beside them, and those that all figures depend on
    (`files_of_figures`). Settings that select some targets are left out, because the plan is for the whole
    sweep.

    The stamps replace the content of files that are too large to read each time; they also change if a
    file is replaced by an older one. An unnecessary new plan takes only a second.
    """
    config = settings.model_dump(
        mode="json", exclude={"output", "only", "limit", "figures_as_jobs", "log_to"}
    )
    stamps = [vars(stamp) for stamp in (*sweep_files(settings), *files_of_figures(settings))]
    versions = [*map(version, DRAWERS), *versions_of_readers()]
    kinds = [figure.kind for _, figure in settings.figure.by_key()]
    users = [Modules(name).digest() for name in (*kinds, settings.numbers or "")]
    return digest_of([config, stamps, versions, users, digest_of_code("")])


def has_current_plan(settings: Settings, output: str | Path) -> bool:
    """Whether the output folder has a plan made from exactly these inputs, and its list of names."""
    return _current_plan(settings, output) is not None


def whole_plan(settings: Settings, output: str | Path) -> Plan | None:
    """Return the output folder's plan, if a run can draw it as it is: it is current, and lacks no file.

    A file that could not be read may be readable now, though its stamp is as before: another user has given
    it free, or a file system is back.
    """
    plan = _current_plan(settings, output)
    return None if plan is None or plan.unread else plan


def _current_plan(settings: Settings, output: str | Path) -> Plan | None:
    try:
        plan = load(paths.plan_file(output))
        is_current = plan.inputs == digest(settings) and paths.named_file(output).is_file()
        # Among them are modules that only importing a function has told.
        is_current = is_current and all(FileStamp.of(known.path) == known for known in plan.depends)
        return plan if is_current else None
    except (UserError, OSError):  # making the plan will report what can't be read
        return None


def sweep_files(settings: Settings) -> tuple[FileStamp, ...]:
    """Return the stamps of the sweep's files and of the parameters beside them, each once."""
    sweep = settings.sweep
    files = [file for curve in sweep.curves for file in patterns.files_of(curve)]
    files += [beside for file in files for beside in parameters.files_beside(file, sweep)]
    return tuple(map(FileStamp.of, dict.fromkeys(files)))


def files_of_figures(settings: Settings) -> tuple[FileStamp, ...]:
    """Return the stamps of the files that all figures depend on, each once.

    They are the style's file, the fonts that it may use, the modules of the user's functions, that of numbers
    too, and `figure.depends`.
    """
    files = list(settings.figure.depends)
    if settings.numbers is not None:
        files += map(str, Modules(settings.numbers).files)
    for _, figure in settings.figure.by_key():
        if is_users_function(figure.kind):
            files += map(str, Modules(figure.kind).files)
        if figure.style not in PLAIN_STYLES:
            startup.import_matplotlib()
            from sweepfig.drawing import styles

            files += styles.files(figure.style)
    return tuple(FileStamp.of(os.path.expanduser(file)) for file in dict.fromkeys(files))


def check_sweep_files(settings: Settings) -> None:
    """Refuse a sweep with missing files.

    Raises
    ------
    UserError
        If a file is missing; the message names the first one and its key.
    """
    for place, curve in enumerate(settings.sweep.curves):
        patterns.check_files(curve, settings.sweep, key=f"sweep.curves[{place}]")


def check_output(output: str | Path) -> None:
    """Refuse an output folder that a run can't use.

    Refused are: a file where a folder is needed, or the other way round; a link to nothing, or instead of
    one of the run's own folders; a folder that can't be read; a name that begins with - or ~.

    Raises
    ------
    UserError
        If it is refused; the message names the file and the key.
    """
    naming.check_encoding(str(output), key="output")
    try:
        wrong = _what_is_wrong(Path(output))
    except OSError as error:
        wrong = f"{error.filename} can't be read: {error.strerror}"
    if wrong:
        raise UserError(f"output: got {str(output)!r}, but {wrong}")


def _what_is_wrong(output: Path) -> str:
    if str(output).startswith(("-", "~")):
        return "commands and shells take - and ~ for other things; begin it with neither"
    for folder in (output, *output.parents):
        if folder.exists() and not folder.is_dir():
            return f"{folder} is a file, not a folder"
        if folder.is_symlink() and not folder.exists():
            return f"{folder} is a link that leads nowhere; remove it, or make the folder"
    for folder in paths.own_folders(output):
        if folder.is_symlink():
            return f"{folder} is a link, which may lead anywhere; remove it"
        if folder.exists() and not folder.is_dir():
            return f"{folder} is no folder, as it has to be; remove it"
    plan = paths.plan_file(output)
    for file in paths.own_files(output):
        # A run replaces pipes, but Snakemake would read from one at the plan's path.
        if file.is_dir() or (file == plan and file.exists() and not file.is_file()):
            return f"{file} is no ordinary file, as it has to be; remove it"
    return ""
