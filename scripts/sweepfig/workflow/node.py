"""Keep caches on a cluster's node, because a home folder shared by all nodes is slow or can't be written."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def use_local_caches() -> None:
    """Let matplotlib and others keep their caches in a local folder of this machine.

    This is for this process and those that it starts. The folder stays, so that only a node's first job
    makes the list of fonts. The user's own styles, in matplotlib's config folder, are still found.
    """
    folder, users = _own_folder(), _config_folder()
    if users.parent == folder:  # called before
        return
    # By its name, because another project's folder has other styles, some under the same names.
    name = hashlib.blake2b(os.fsencode(users), digest_size=8).hexdigest()
    config = folder / f"matplotlib-{name}"
    config.mkdir(exist_ok=True)
    if (users / "stylelib").is_dir():
        with suppress(FileExistsError):
            (config / "stylelib").symlink_to(users / "stylelib")
    os.environ["MPLCONFIGDIR"] = str(config)
    os.environ["XDG_CACHE_HOME"] = str(folder)


def _config_folder() -> Path:
    if "MPLCONFIGDIR" in os.environ:
        return Path(os.environ["MPLCONFIGDIR"]).absolute()
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return Path(home, "matplotlib").absolute()


def _own_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"sweepfig-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    # Another user may have made it, or a link with this name.
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
        return folder
    return Path(tempfile.mkdtemp(prefix="sweepfig-"))
