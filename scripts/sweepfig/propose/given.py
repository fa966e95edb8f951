"""Hold what a user has said of a sweep: a proposal takes it, and guesses the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sweepfig.core.errors import UserError
from sweepfig.propose import curvilinear
from sweepfig.propose.cf_roles import is_position
from sweepfig.sweep.files.stored import complex_among

if TYPE_CHECKING:
    from sweepfig.propose.views import FileView


@dataclass(frozen=True)
class Given:
    """What need not be guessed; what is empty is guessed.

    Attributes
    ----------
    curves : tuple of str
        Variables to draw, in this order.
    axes : tuple of str
        The swept parameters, outermost first.
    abscissa, ordinate : str, optional
        The drawn dimensions.
    fixed : tuple of str
        Dimensions that are fixed at one of their values.
    facet : str, optional
        A dimension along which a figure has maps side by side.
    """

    curves: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    abscissa: str | None = None
    ordinate: str | None = None
    fixed: tuple[str, ...] = ()
    facet: str | None = None

    def part_of(self, dataset: Any) -> Any:
        """Return a dataset without the variables that are as large as the curves, and are not drawn."""
        if not self.curves:
            return dataset
        curves = [name for name in self.curves if name in dataset.data_vars]
        dimensions = {each for name in curves for each in dataset[name].dims}
        return dataset.drop_vars(
            name
            for name, variable in dataset.data_vars.items()
            if name not in (*curves, self.abscissa, self.ordinate)
            and not {*variable.dims} < dimensions
            and not is_position(variable)
        )

    def restrict(self, view: FileView) -> FileView:
        """Return a view of the curves alone, at one point of the dimensions that no panel shows."""
        part = self.part_of(view.dataset)
        there = {name: 0 for name in (*self.fixed, self.facet) if name in part.dims}
        return replace(view, dataset=part.isel(there, drop=True), whole=view.dataset)

    def left(self, dataset: Any, dimensions: Sequence[str]) -> list[str]:
        """Return the dimensions that the given axes leave to be drawn."""
        along = {each for name in self.axes for each in _dimensions_along(dataset, name)}
        return [name for name in dimensions if name not in along and name != self.ordinate]

    def says(self, dataset: Any, dimension: str) -> bool:
        """Whether it is given what to do with a dimension: to draw it, or to sweep along it."""
        return dimension == self.abscissa or not self.left(dataset, [dimension])

    def check_names(self, datasets: Sequence[Any]) -> None:
        """Refuse curves that no dataset has as numbers over a dimension, and fixed dimensions that none has.

        Raises
        ------
        UserError
            If there is one.
        """
        dimensions = dict.fromkeys(str(name) for each in datasets for name in each.dims)
        for name in self.fixed:
            _check("select", name, [*dimensions], what="dimensions")
        if self.facet is not None:
            _check("facet.dimension", self.facet, [*dimensions], what="dimensions")
        variables = {name: v for each in datasets for name, v in each.data_vars.items()}
        allowed = [name for name, v in variables.items() if v.dtype.kind in "fiub" and v.ndim]
        for name in self.curves:
            if name in complex_among(variables):
                raise UserError(
                    f"curves: got {name!r}, which holds complex numbers; draw its real part (.real) or abs"
                )
            _check("curves", name, allowed, what="variables with numbers over a dimension")

    def check_all_found(self, found: Iterable[str]) -> None:
        """Refuse curves that are over other dimensions than those that were found.

        Raises
        ------
        UserError
            If there is one.
        """
        there = [*found]
        for name in self.curves:
            _check("curves", name, there, what="curves over the same dimensions")

    def check_drawn(self, dataset: Any, curve: str) -> None:
        """Refuse drawn dimensions that a curve does not have.

        Raises
        ------
        UserError
            If there is one.
        """
        allowed = [str(each) for each in dataset[curve].dims]
        what = f"dimensions of {curve}"
        if over := curvilinear.names_over(dataset, curve):
            allowed, what = [*allowed, *over], f"{what}, and variables over two of them"
        for key, name in (("x", self.abscissa), ("y", self.ordinate)):
            if name is not None:
                _check(key, name, allowed, what=what)

    def check_nothing_left(self, dataset: Any, curve: str) -> None:
        """Refuse given axes that, with what is drawn, leave a dimension of a curve.

        Raises
        ------
        UserError
            If they leave one of more than one value.
        """
        dimensions = [str(each) for each in dataset[curve].dims]
        left = [name for name in self.left(dataset, dimensions) if dataset.sizes[name] > 1]
        drawn = curvilinear.dimensions_drawn(dataset, curve, self.abscissa, self.ordinate)
        if self.axes and (free := [name for name in left if name not in drawn]):
            raise UserError(
                f"axes: got {', '.join(self.axes)}, which leaves {free[0]} ({dataset.sizes[free[0]]} "
                f"values) of {curve}; add it to axes, or fix it, as select={{{free[0]!r}: a value}}"
            )

    def check_axes(self, dataset: Any, curve: str, outer: Sequence[str]) -> None:
        """Refuse axes that are neither dimensions of a curve, nor along one, nor what tells files apart.

        Raises
        ------
        UserError
            If there is one.
        """
        dimensions = {str(each) for each in dataset[curve].dims}
        along = [
            str(name)
            for name in (*dataset[curve].dims, *dataset.variables)
            if dimensions.intersection(_dimensions_along(dataset, str(name)))
        ]
        allowed = [*outer, *dict.fromkeys(along)]
        for name in self.axes:
            if name in (self.abscissa, self.ordinate):
                raise UserError(
                    f"axes: got {name!r}, which x or y draws already; another is allowed"
                )
            _check("axes", name, allowed, what="what the curves are over")


def _dimensions_along(dataset: Any, name: str) -> set[str]:
    """Return the dimension that a name is of, or that a variable of this name is along."""
    if name in dataset.dims:
        return {name}
    variable = dataset.variables.get(name)
    return {*map(str, variable.dims)} if variable is not None and variable.ndim == 1 else set()


def _check(key: str, name: str, allowed: Sequence[str], *, what: str) -> None:
    if name not in allowed:
        raise UserError(f"{key}: got {name!r}; allowed are {what}: {', '.join(map(str, allowed))}")
