"""Check a config and return it as typed settings.

The config is what a user writes; the rest of the code relies on `Settings`. Every key is described here
once: the messages are made from it, and by `schema` the JSON Schema for editors and config/README.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from sweepfig.config import reader
from sweepfig.config.figure import KINDS_ALLOWED, FigureSettings, TwinSettings
from sweepfig.config.figure_parts import (
    ContoursConfig,
    FacetConfig,
    HueConfig,
    LineConfig,
    MarkConfig,
    PanelConfig,
)
from sweepfig.config.gallery import GallerySettings
from sweepfig.config.sweep import AxisConfig, CurveConfig, Sweep
from sweepfig.config.value_types import FUNCTION, Count, Section, Wanted
from sweepfig.core.errors import UserError, shown
from sweepfig.drawing.look import traits_of

UNION_MEMBERS = ("literal[", "tuple[", "function-", "constrained-")  # in pydantic's locations
# Bytes. Jobs get it in one environment variable, which Linux limits to 128 KiB.
LARGEST_JSON = 100_000


class Settings(Section):
    """The whole config."""

    sweep: Sweep
    figure: FigureSettings = FigureSettings()
    gallery: GallerySettings = GallerySettings()
    numbers: str | None = None
    """Your own function that measures slices, my_numbers.py:measure or package.module:measure; null: none."""
    output: str = Field(default="plots", min_length=1)
    """Folder that the figures go to."""
    figures_per_job: Count | None = Field(default=None, ge=1, le=1_000_000)
    """Figures in one job, at most; null: what keeps the cores busy; on a cluster 1000, of other kinds 250."""
    figures_as_jobs: Count = Field(default=1000, ge=0, le=1_000_000)
    """Most figures that are Snakemake jobs one by one, with the warm executor; of more, batches are."""

    only: dict[str, Wanted] = Field(default={})
    """Draw only these values of an axis, or ranges: {wavenumber: 0.33, damping: "1e-6:1e-4"}; {}: all."""
    limit: Count | None = Field(default=None, ge=1)
    """Draw the first so many of them only; null: all."""
    log_to: Literal["mlflow"] | None = None
    """mlflow: log figures and table there when all are looked at, by MLFLOW_TRACKING_URI; null: nowhere."""

    @model_validator(mode="before")
    @classmethod
    def _facets_and_hue_are_over_the_ordinate(cls, config: Any) -> Any:
        """Take the dimension of the facets, or of hue, for the ordinate, if that isn't given."""
        try:
            figure, sweep = dict(config["figure"]), dict(config["sweep"])
            is_map = traits_of(str(figure.get("kind"))).is_map  # whose facets are over a third one
            dimension = ((not is_map and figure.get("facet")) or figure["hue"])["dimension"]
        except (TypeError, KeyError, ValueError):
            return config
        sweep["ordinate"] = sweep.get("ordinate") or dimension
        return {**config, "sweep": sweep}

    @model_validator(mode="after")
    def _facets_and_hue_have_the_ordinate(self) -> Settings:
        ordinate = self.sweep.ordinate
        for key, figure in self.figure.by_key():
            facet_of_lines = None if figure.facet_of_maps else figure.facet
            for name, part in (("facet", facet_of_lines), ("hue", figure.hue)):
                if part is not None and part.dimension != ordinate:
                    there = "there is no sweep.ordinate; one of that name is needed"
                    if ordinate is not None:
                        there = f"sweep.ordinate is {ordinate!r}; the same is allowed"
                    raise ValueError(f"{key}.{name}.dimension: got {part.dimension!r}, but {there}")
        return self

    @model_validator(mode="after")
    def _facets_of_maps_are_over_one_further_dimension(self) -> Settings:
        names = {"sweep.abscissa": self.sweep.abscissa, "sweep.ordinate": self.sweep.ordinate}
        names |= {f"sweep.axes[{n}]": axis.dimension for n, axis in enumerate(self.sweep.axes)}
        first = next(filter(None, (each.facet_of_maps for _, each in self.figure.by_key())), None)
        for key, figure in self.figure.by_key():
            facet = figure.facet_of_maps
            if facet is None or first is None:
                continue
            for taken, name in names.items():
                if name == facet.dimension:
                    raise ValueError(
                        f"{key}.facet.dimension: got {name!r}, which is {taken}; for maps a further "
                        "dimension of the curve is allowed"
                    )
            if (facet.dimension, facet.values) != (first.dimension, first.values):
                raise ValueError(
                    f"{key}.facet: got {facet.values!r} of {facet.dimension!r}, but another file has maps at "
                    f"{first.values!r} of {first.dimension!r}; the same are allowed"
                )
        return self

    @model_validator(mode="after")
    def _every_line_has_a_curve(self) -> Settings:
        curves = self.sweep.curves
        for key, figure in self.figure.by_key():
            values, each = 1, "sweep.curves"
            if figure.hue is not None:
                values, each = figure.hue.most, f"sweep.curves at each value of {key}.hue"
            if len(figure.lines) > values * len(curves):
                raise ValueError(
                    f"{key}.lines has {len(figure.lines)} entries for {len(curves)} curves; "
                    f"one for each of {each}, or fewer, are allowed"
                )
        return self

    @field_validator("numbers")
    @classmethod
    def _numbers_name_a_function(cls, numbers: str | None) -> str | None:
        if numbers is not None and not re.fullmatch(FUNCTION, numbers):
            raise ValueError("my_numbers.py:measure or package.module:measure is allowed")
        return numbers

    @field_validator("output")
    @classmethod
    def _output_is_a_plain_path(cls, output: str) -> str:
        if re.search(r"[{}\x00-\x1f\x7f]", output):
            raise ValueError("a path without braces or control characters is allowed")
        return os.path.normpath(os.path.expanduser(output))

    @model_validator(mode="after")
    def _only_names_axes(self) -> Settings:
        axes = [axis.dimension for axis in self.sweep.axes]
        for name in self.only:
            if name not in axes:
                raise ValueError(f"only: {name!r} is no axis; allowed are {', '.join(axes)}")
        return self

    def resolved(self, base: Path) -> Settings:
        """Return settings whose input files are relative to `base`, not to the working folder."""
        if base.resolve() == Path.cwd():
            return self

        def place(path: str) -> str:
            return str(base / Path(path).expanduser())

        found: dict[str, Any] = {"figure": self.figure.placed(place)}
        if self.numbers is not None and ".py:" in self.numbers:
            found["numbers"] = place(self.numbers)
        return self._with_files(place).model_copy(update=found)

    def placed(self, place: Callable[[str], str]) -> Settings:
        """Return settings with sweep files and output folder at the paths that `place` returns for them."""
        return self._with_files(place).model_copy(update={"output": str(place(self.output))})

    def _with_files(self, place: Callable[[str], str]) -> Settings:
        def placed(files: str | tuple[str, ...]) -> str | tuple[str, ...]:
            return (
                str(place(files)) if isinstance(files, str) else tuple(map(str, map(place, files)))
            )

        curves = tuple(c.model_copy(update={"file": placed(c.file)}) for c in self.sweep.curves)
        return self.model_copy(update={"sweep": self.sweep.model_copy(update={"curves": curves})})


def check(config: Mapping[str, Any], *, source: str, what: str = "the config is") -> Settings:
    """Return a config's settings.

    Parameters
    ----------
    config : mapping
        The config as YAML gives it.
    source : str
        Where it comes from, for the message.
    what : str
        What the user gave, for the message.

    Raises
    ------
    UserError
        If a key is unknown or missing, or a value is not allowed; the message names each such key, the
        value met and what is allowed.

    Examples
    --------
    >>> sweep = {"axes": [{"dimension": "k"}], "abscissa": "x"}
    >>> sweep["curves"] = [{"file": "my.nc", "variable": "response", "colour": "red"}]
    >>> check({"sweep": sweep}, source="my.yaml")
    Traceback (most recent call last):
    sweepfig.core.errors.UserError: my.yaml: the config is not valid:
      sweep.curves[0].colour: unknown key (value 'red'); allowed keys are file, group, variable, select, label
    """
    try:
        settings = Settings.model_validate(config)
    except ValidationError as error:
        # If a list's only item is wrong, don't report the list as too short as well.
        problems = [p for p in error.errors() if p["type"] != "too_short" or not p["input"]]
        # Of a value that may be of several types, each type has its problem: one is enough.
        lines = list(
            {_key_of(problem): _explain(problem) for problem in reversed(problems)}.values()
        )
        lines.reverse()
        raise UserError("\n".join([f"{source}: {what} not valid:", *lines])) from None
    size = len(to_json(settings).encode())
    if size > LARGEST_JSON:
        raise UserError(f"{source}: {what} of {size} bytes; at most {LARGEST_JSON} are allowed")
    return settings


def read(path: str | os.PathLike[str]) -> Settings:
    """Return the settings of a config file; see `of_file`."""
    return of_file(path, reader.read_mapping(path))


def of_file(path: str | os.PathLike[str], mapping: Mapping[str, Any]) -> Settings:
    """Return the settings that a config file's mapping stands for; see `check`.

    Relative paths in a config are relative to the working folder; in the embedded config, whose demo
    sweep lies beside the Snakefile, they are relative to the Snakefile.
    """
    settings = check(mapping, source=str(path))
    return (
        settings.resolved(reader.ROOT)
        if Path(path).resolve() == reader.EMBEDDED_CONFIG
        else settings
    )


def with_demo(settings: Settings, home: Path) -> Settings:
    """Return settings that find the demo sweep beside the Snakefile, if its sweep is the demo.

    A workflow that uses this one as a module may have a copy of the default config without the sweep.
    """
    demo = home / "config" / "config.yaml"
    sweep = check(reader.read_mapping(demo), source=str(demo)).sweep
    files = [file for curve in sweep.curves for file in curve.files]
    is_here = all(Path(file).exists() for file in files)
    is_there = all((home / file).exists() for file in files)
    return settings.resolved(home) if settings.sweep == sweep and is_there > is_here else settings


def variable_name(settings: Settings) -> str:
    """Return the name of the environment variable that passes settings to a job."""
    digest = hashlib.blake2b(to_json(settings).encode(), digest_size=8)
    return f"SWEEPFIG_SETTINGS_{digest.hexdigest()}"


def to_json(settings: Settings) -> str:
    """Return settings as one line of JSON, which `from_json` reads back."""
    return json.dumps(settings.model_dump(mode="json"))  # ASCII, in any locale's environment


def from_json(text: str) -> Settings:
    """Return the settings that `to_json` wrote."""
    return check(json.loads(text), source="settings")


PAIRS = ("size", "xlimits", "ylimits")


def _explain(problem: Mapping[str, Any]) -> str:
    where: Sequence[str | int] = problem["loc"]
    key = _key_of(problem) or "the config"
    met = shown(problem["input"])
    match problem["type"]:
        case "missing":
            return f"  {key}: missing; it is needed"
        case "extra_forbidden":
            allowed = ", ".join(_section_at(where[:-1]).keys())
            return f"  {key}: unknown key (value {met}); allowed keys are {allowed}"
        case "invalid_key":
            return f"  got the key {met}; text is allowed (in quotes: YAML reads yes, no, on, off otherwise)"
        case "string_pattern_mismatch":
            return f"  {key}: got {met}; {KINDS_ALLOWED}"
        case "tuple_type" | "list_type":
            is_word = where[-1] in ("apply", "depends") and isinstance(problem["input"], str)
            example = f"[{met}]" if is_word else "[9, 4]" if where[-1] in PAIRS else ""
            return f"  {key}: got {met}; a list is allowed{example and f', as in {example}'}"
        case "too_short":
            return f"  {key}: got {met}; at least {_items(problem['ctx']['min_length'])} allowed"
        case "too_long":
            return f"  {key}: got {met}; at most {_items(problem['ctx']['max_length'])} allowed"
        case "bool_parsing" | "bool_type":
            return f"  {key}: got {met}; true or false is allowed"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"  {key}: got {met}; a mapping of keys to values is allowed"
        case _:
            message = problem["msg"].removeprefix("Value error, ")
            if not where:  # of several keys, which the message names
                return f"  {message}"
            return f"  {key}: got {met}; {message[0].lower()}{message[1:]}"


def _items(count: int) -> str:
    return "1 item is" if count == 1 else f"{count} items are"


def _key_of(problem: Mapping[str, Any]) -> str:
    where: Sequence[str | int] = problem["loc"]
    key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in where if _is_key(p))
    return key.lstrip(".")


def _is_key(part: str | int) -> bool:
    # pydantic's location also holds the member of a union that it tried, which is no key of the config.
    return isinstance(part, int) or not part.startswith(UNION_MEMBERS)


def _section_at(where: Sequence[str | int]) -> type[Section]:
    sections: dict[str, type[Section]] = {
        "sweep": Sweep,
        "curves": CurveConfig,
        "axes": AxisConfig,
        "figure": FigureSettings,
        "lines": LineConfig,
        "marks": MarkConfig,
        "contours": ContoursConfig,
        "facet": FacetConfig,
        "hue": HueConfig,
        "panels": PanelConfig,
        "also": TwinSettings,
        "gallery": GallerySettings,
    }
    names = [part for part in where if isinstance(part, str)]
    return sections[names[-1]] if names else Settings
