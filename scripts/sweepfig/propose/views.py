"""List a sweep's files and groups, and find in what they differ."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.propose import cf_roles
from sweepfig.sweep.coordinates import values_along
from sweepfig.sweep.files.opening import open_dataset, open_groups
from sweepfig.sweep.files.stored import complex_among

MOST_VIEWS = 20
MOST_READ = 1_000_000  # numbers, of a variable in a file


@dataclass(frozen=True)
class FileView:
    """A file, or a group in it, as xarray decodes it.

    Attributes
    ----------
    file, group : str
    dataset : Dataset
        What is there; or a part of it, if something was given.
    whole : Dataset, optional
        What is there, if `dataset` is a part of it.
    """

    file: str
    group: str
    dataset: Any
    whole: Any = None

    @property
    def content(self) -> Any:
        """All that is there."""
        return self.dataset if self.whole is None else self.whole

    @property
    def names(self) -> list[str]:
        """The variables that may be curves."""
        return cf_roles.candidates(self.dataset)


def views_of(file: str, stack: ExitStack) -> Iterator[FileView]:
    """Yield a file with its variables; if it has none outside of groups, each group with variables.

    Raises
    ------
    UserError
        If the file can't be read, or has no variables because a dimension is of length 0.
    """
    whole = FileView(file, "", stack.enter_context(open_dataset(file)))
    if whole.names:
        yield whole
        return
    groups = open_groups(file)
    for dataset in groups.values():
        stack.callback(dataset.close)
    views = [FileView(file, name, dataset) for name, dataset in groups.items() if name]
    there = [view for view in views if view.names]
    if not there:
        _refuse_empty(file, groups.values())
    yield from there


def _refuse_empty(file: str, datasets: Iterable[Any]) -> None:
    sizes = {str(name): size for dataset in datasets for name, size in dataset.sizes.items()}
    for name in (name for name, size in sizes.items() if not size):
        raise UserError(f"{file}: it has no numbers yet: {name} is of length 0")


def open_views(files: Sequence[str], stack: ExitStack) -> tuple[list[FileView], dict[str, str]]:
    """Return what files hold, and for each file that can't be read now, or has no numbers yet, why not."""
    views: list[FileView] = []
    unread: dict[str, str] = {}
    for file in files:
        try:
            views += views_of(file, stack)
        except UserError as error:
            unread[file] = str(error).removeprefix(f"{file}: ")
    return views, unread


def complex_in(files: Sequence[str]) -> list[str]:
    """Return the variables of complex numbers in files that can be read, and in their groups."""
    found: list[str] = []
    with ExitStack() as stack:
        for file in files:
            with suppress(UserError):
                for dataset in open_groups(file).values():
                    stack.callback(dataset.close)
                    found += complex_among(dataset.data_vars)
    return list(dict.fromkeys(found))


def name_of(view: FileView) -> str:
    """Return a view's name, for messages."""
    return f"{view.file} (group {view.group})" if view.group else view.file


def dimensions_of(view: FileView) -> list[str]:
    """Return the dimensions of a view's curves, in the file's order."""
    return [str(name) for name in view.dataset[view.names[0]].dims]


def values_of(view: FileView, name: str) -> NDArray[Any]:
    """Return the values along a dimension, or of a variable along it, as the survey would read them.

    Raises
    ------
    UserError
        If they are dates that no ordinary calendar has.
    """
    dataset = view.dataset
    length = len(dataset[name]) if name in dataset.variables else dataset.sizes[name]
    return values_along(dataset, name, length, name_of(view))


def value_of(dataset: Any, name: str) -> Any:
    """Return the value of a scalar variable or an attribute."""
    return dataset[name].values[()] if name in dataset.variables else dataset.attrs.get(name)


def differ(views: list[FileView], name: str) -> bool:
    """Whether views have different values along a dimension."""
    return len({repr(values_of(view, name).tolist()) for view in views}) > 1


def varying_scalars(views: list[FileView]) -> list[str]:
    """Return the scalar variables, else attributes, else both, whose values together differ in all views.

    Each is a number in every view.
    """
    variables, attributes = (
        [name for name in there if all(has_number(view, name) for view in views)]
        for there in scalars(views[0].dataset)
    )
    for there in (variables, attributes, [*variables, *attributes]):
        values = {name: [value_of(view.dataset, name) for view in views] for name in there}
        varying = [name for name in there if len({*map(str, values[name])}) > 1]
        points = {tuple(str(values[name][n]) for name in varying) for n in range(len(views))}
        if varying and len(points) == len(views):
            return varying
    return []


def scalars(dataset: Any) -> tuple[list[str], list[str]]:
    """Return the scalar variables, and the attributes, that are numbers."""
    variables = [str(name) for name, there in dataset.variables.items() if is_one_number(there)]
    attributes = [str(name) for name, value in dataset.attrs.items() if is_one_number(value)]
    return variables, attributes


def has_number(view: FileView, name: str) -> bool:
    """Whether a view has a scalar variable or an attribute that is one number."""
    there = view.dataset.variables.get(name, view.dataset.attrs.get(name))
    return there is not None and is_one_number(there)


def is_one_number(value: Any) -> bool:
    """Whether a variable, or an attribute's value, is one number; a variable is not read for it."""
    dtype = value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype
    return np.ndim(value) == 0 and dtype.kind in "fiu"


def varies(views: list[FileView], name: str) -> bool:
    """Whether a variable has different numbers anywhere in the views.

    Of many views some are looked at, and of a long variable some places.
    """
    seen: set[float] = set()
    for view in views[:: math.ceil(len(views) / MOST_VIEWS)]:
        if name in view.content.variables:
            values = np.asarray(_sample(view.content[name]), dtype=float)
            values = values[np.isfinite(values)]
            seen |= {
                float(each) for each in (values.min(initial=np.inf), values.max(initial=-np.inf))
            }
            if len(seen - {np.inf, -np.inf}) > 1:
                return True
    return False


def _sample(variable: Any) -> Any:
    """Return a variable's numbers, of a long one those in a few places along its first dimensions."""
    for name in variable.dims:
        if variable.size <= MOST_READ:
            break
        places = np.unique(np.linspace(0, variable.sizes[name] - 1, 4).astype(int))
        variable = variable.isel({name: places})
    return variable.values


def are_parts(views: list[FileView]) -> bool:
    """Whether views hold different points of one sweep, and not different curves of it."""
    if any({*view.names} != {*views[0].names} for view in views):
        return False
    stems = [view.group or Path(view.file).stem for view in views]
    if len({*stems}) == 1:  # files of one name: their folders tell them apart
        before, after = cf_roles.common_parts([view.file for view in views]) or ("", "")
        stems = [view.file[len(before) : len(view.file) - len(after)] for view in views]
    if {cf_roles.role(stem) for stem in stems} == {0, 2}:
        return False
    if any(re.search(r"\d", stem) for stem in stems) or len(views) > cf_roles.MOST_CURVES:
        return True
    return bool(varying_scalars(views)) or any(
        len({repr(view.dataset[name].values.tolist()) for view in views}) > 1
        for name in dimensions_of(views[0])
        if name in views[0].dataset.variables
    )
