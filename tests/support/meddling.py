"""What people and accidents do between the runs of `invariant`, each a step that can be done again."""

from __future__ import annotations

import copy
import fnmatch
import functools
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from accidents import do_harm, put, swap
from material import CODE, STYLES, WITH_BEAMS, Sweep, first_config, font, seed_home, write_data
from sweeps import config_for

OUTPUT = "plots"


def step(act: Callable[..., None]) -> Callable[..., None]:
    """Note a step before it is done, so that what was done can be told, and done again."""

    @functools.wraps(act)
    def noted(self: Meddling, *arguments: Any) -> None:
        if not self.within:
            self.steps.append((act.__name__, arguments))
        self.within += 1
        try:
            act(self, *arguments)
        finally:
            self.within -= 1

    return noted


@dataclass
class Meddling:
    """A working folder and a home, in `root`, and what can be done to them."""

    root: Path
    layout: str = "one"
    sweep: Sweep = field(default_factory=Sweep)
    steps: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    within: int = 0
    moves: int = 0

    def __post_init__(self) -> None:
        self.work, self.home = self.root / "work", self.root / "home"
        self.work.mkdir(parents=True)
        seed_home(self.home)
        self.config = first_config()
        self._place_curves()
        for name in CODE:
            self.code(name, 1, "rewrite")
        self.style("my.mplstyle", 0, "rewrite")
        self.style("mine", 0, "rewrite")
        self._write_data("rewrite")
        self._write_config()
        self.steps.clear()

    # --- data

    @step
    def data(self, change: Mapping[str, Any], how: str) -> None:
        """Make the data others."""
        vars(self.sweep).update(change)
        self._write_data(how)

    @step
    def louder(self, curve: int, place: tuple[int, int], percent: int, how: str) -> None:
        """Change one curve of one target."""
        self.sweep.louder = (*self.sweep.louder, (curve, *place, percent))
        self._write_data(how)

    @step
    def swap_files(self, one: int, other: int) -> None:
        """Swap two of the data's files, chunks of a Zarr store among them, by renames."""
        files = self.data_files()
        first = files[one % len(files)]
        alike = [path for path in files if path.stat().st_size == first.stat().st_size]
        second = alike[other % len(alike)]
        if first != second:
            swap(first, second)

    @step
    def spoil_data(self, which: int, harm: str) -> None:
        """Do harm to a data file, and, so that it is not for ever, note that it is to be mended."""
        files = self.data_files()
        do_harm(files[which % len(files)], harm)

    @step
    def mend_data(self, how: str) -> None:
        """Write the data as they should be."""
        self._write_data(how)

    def data_files(self) -> list[Path]:
        names = {"one": ["sweep.nc"], "two": ["a.nc", "b.nc"], "groups": ["sweep.nc"]}
        if self.layout in names:
            return [self.work / name for name in names[self.layout]]
        folder = self.work / ("sweep.zarr" if self.layout == "zarr" else "runs")
        return sorted(path for path in folder.rglob("*") if path.is_file())

    def _place_curves(self) -> None:
        files = {
            "one": ["sweep.nc", "sweep.nc"],
            "two": ["a.nc", "b.nc"],
            "many": ["runs/k={wavenumber}.nc"] * 2,
            "groups": ["sweep.nc"] * 2,
            "zarr": ["sweep.zarr"] * 2,
            "beside": ["runs/*/out.nc"] * 2,
        }[self.layout]
        for curve, file in zip(self.config["sweep"]["curves"], files, strict=False):
            curve["file"] = file
            if self.layout == "groups":
                curve["group"] = "k={wavenumber}"
        if self.layout == "beside":
            self.config["sweep"]["parameters"] = "in.yaml"
        if self.layout in WITH_BEAMS:
            self.config["sweep"].setdefault("select", {"beam": 1})

    def _write_data(self, how: str) -> None:
        new = self.root / "new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        write_data(self.sweep, self.layout, new)
        old = [path for path in self.data_files() if path.exists()]
        files = [path.relative_to(new) for path in sorted(new.rglob("*")) if path.is_file()]
        for path in old:
            if path.relative_to(self.work) not in files:
                path.unlink()
        for name in files:
            put(self.work / name, (new / name).read_bytes(), how)

    # --- config, style, code, fonts

    @step
    def configure(self, key: str, value: Any) -> None:
        """Set a key of the config, a dotted one; None takes it out."""
        if key == "sweep.select" and self.layout not in WITH_BEAMS:
            return
        section, *rest = key.split(".")
        holder = self.config
        if rest:
            holder = self.config.setdefault(section, {})
            section = rest[0]
        if section[-1].isdigit():  # axes0, of the first axis
            axes, number = holder[section[:-1]], int(section[-1])
            if number >= len(axes):
                return  # of a plane of fields
            holder, section = axes[number], rest[1]
        if value is None:
            holder.pop(section, None)
        else:
            holder[section] = copy.deepcopy(value)
        self._write_config()

    @step
    def one_curve(self, is_one: bool) -> None:
        """Draw the first curve alone, or both."""
        self.config["sweep"]["curves"] = config_for("sweep.nc")["sweep"]["curves"][
            : 1 + (not is_one)
        ]
        self._place_curves()
        self._write_config()

    @step
    def plane(self, is_plane: bool) -> None:
        """Draw planes, of one axis less, or curves."""
        self.config["sweep"]["axes"] = config_for("sweep.nc")["sweep"]["axes"][: 2 - is_plane]
        self.config["sweep"].pop("ordinate", None)
        self.config["figure"].pop("kind", None)
        self.config.pop("only", None)
        self.one_curve(is_plane)
        if is_plane:
            self.config["sweep"]["ordinate"] = "cee"
            self.config["figure"]["kind"] = "contourf"
        self._write_config()

    @step
    def turn(self) -> None:
        """Swap the axes."""
        self.config["sweep"]["axes"].reverse()
        self._write_config()

    @step
    def code(self, name: str, number: int, how: str) -> None:
        """Edit a file of the user's code."""
        put(self.work / name, CODE[name].format(number).encode(), how)

    @step
    def shadow(self, name: str, number: int) -> None:
        """Lay a package before a module of the user's code: Python imports it in the module's place."""
        package = self.work / name.removesuffix(".py")
        if number:
            put(package / "__init__.py", CODE[name].format(number).encode(), "rewrite")
        else:
            shutil.rmtree(package, ignore_errors=True)

    @step
    def style(self, name: str, number: int, how: str) -> None:
        """Edit a style: a file beside the config, or one of the user's library."""
        library = self.home / "matplotlib" / "stylelib"
        path = library / f"{name}.mplstyle" if "." not in name else self.work / name
        put(path, STYLES[number].encode(), how)

    @step
    def font(self, which: str, how: str) -> None:
        """Install a font of the name that a style asks for; nothing takes it away."""
        path = self.home / "data" / "fonts" / "sweepfig.ttf"
        if which:
            put(path, font(which), how)
        else:
            path.unlink(missing_ok=True)

    @step
    def forget_fonts(self) -> None:
        """Delete matplotlib's list of fonts, as its documentation says."""
        for path in (self.home / "matplotlib").glob("fontlist*"):
            path.unlink()

    def _write_config(self) -> None:
        (self.work / "config.yaml").write_text(yaml.safe_dump(self.config))

    # --- what a run left

    def files(self) -> list[str]:
        """Return every file of the output."""
        output = self.work / OUTPUT
        paths = (path for path in output.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(path.relative_to(output).as_posix() for path in paths)

    @step
    def harm(self, name: str, harm: str) -> None:
        """Do harm to a file that a run left."""
        if (self.work / OUTPUT / name).is_file():
            do_harm(self.work / OUTPUT / name, harm)

    @step
    def copy_over(self, name: str, other: str, how: str) -> None:
        """Copy one file of the output over another."""
        one, two = (self.work / OUTPUT / each for each in (name, other))
        if one.is_file() and two.is_file():
            put(two, one.read_bytes(), how)

    @step
    def swap(self, name: str, other: str) -> None:
        """Swap two files of the output by renames."""
        one, two = (self.work / OUTPUT / each for each in (name, other))
        if one.is_file() and two.is_file() and one != two:
            swap(one, two)

    @step
    def remove(self, name: str) -> None:
        """Remove a folder, or a file, below the working folder."""
        path = self.work / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    @step
    def move(self, way: str) -> None:
        """Copy or move the whole working folder elsewhere, and go on there."""
        self.moves += 1
        there = self.root / f"work{self.moves}"
        if way == "rename":
            self.work.rename(there)
        else:
            keep = {"cp -p": shutil.copy2, "cp": shutil.copyfile}[way]
            shutil.copytree(self.work, there, copy_function=keep, symlinks=True)
        self.work = there

    @step
    def back_up(self) -> None:
        """Keep a copy of the output, with its times."""
        shutil.rmtree(self.root / "kept", ignore_errors=True)
        if (self.work / OUTPUT).is_dir():
            shutil.copytree(self.work / OUTPUT, self.root / "kept")

    @step
    def restore(self, part: str, how: str) -> None:
        """Copy from that what matches, over what there is; `cp -p` keeps times."""
        kept = self.root / "kept"
        for path in sorted(kept.rglob("*")):
            name = path.relative_to(kept)
            if path.is_file() and fnmatch.fnmatchcase(name.as_posix(), part):
                there = self.work / OUTPUT / name
                there.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copy2 if how == "cp -p" else shutil.copyfile)(path, there)

    @step
    def link(self, name: str, other: str, kind: str) -> None:
        """Put a link to one file of the output in the place of another, hard or symbolic."""
        one, two = (self.work / OUTPUT / each for each in (name, other))
        if one.is_file() and two.is_file() and one != two:
            two.unlink()
            two.symlink_to(one) if kind == "symbolic" else two.hardlink_to(one)

    @step
    def write_in(self, name: str, old: str, new: str, how: str) -> None:
        """Edit text in a file of the output."""
        path = self.work / OUTPUT / name
        if path.is_file():
            put(path, path.read_bytes().replace(old.encode(), new.encode()), how)

    @step
    def times(self, seconds: float) -> None:
        """Give every file of the output the same time, as an archive may."""
        when = time.time() + seconds
        for name in self.files():
            os.utime(self.work / OUTPUT / name, (when, when))
