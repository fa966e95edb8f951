"""Guess which variables of a file are curves, and which dimension is drawn.

The guesses use names, attributes (CF conventions) and shapes. The user can change every guess in the config.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sweepfig.core import naming
from sweepfig.sweep.files.stored import default_fill

TRUTHS = (
    *("actual", "true", "truth", "sim", "simulated", "simulation", "measured", "meas", "observed"),
    *("obs", "exact", "reference", "ref", "data", "target", "analytic", "analytical", "full"),
)
MODELS = (
    *("predicted", "prediction", "pred", "model", "modelled", "fit", "fitted", "approx", "linear"),
    *("estimate", "estimated", "est", "surrogate", "inferred", "theory", "network", "net", "nn"),
    *("reconstructed", "interpolated", "reduced"),
)
PHASES = ("ang", "angle", "arg", "phase")
MAGNITUDES = ("mag", "magnitude", "abs", "amp", "amplitude", "modulus")
DRAWN = {
    **dict.fromkeys(("frequency", "freq", "omega", "energy", "wavelength", "angle", "theta"), 6),
    **dict.fromkeys(("time", "t", "date", "datetime", "step", "timestep", "iteration", "epoch"), 5),
    **dict.fromkeys(("x", "r", "radius", "position", "distance", "depth", "height", "z", "s"), 3),
    **dict.fromkeys(("level", "lev", "plev", "altitude", "pressure", "y"), 2),
}
TIMES = ("time", "t")
PLACES = ("x", "y", "z", "r", "s", "radius", "position", "distance", "depth", "height")
VELOCITIES = ("v", "vx", "vy", "vz", "p", "px", "py", "pz")
SWEPT = (
    *("k", "k0", "kx", "wavenumber", "nu", "damping", "cee", "run", "member", "ensemble", "sample"),
    *("realization", "seed", "index", "case", "trial", "station", "site", "model", "experiment"),
)
RUNS = ("run", "runs", "sample", "case", "simulation", "sim", "trial", "job", "obs", "index")
BOUNDS = re.compile(r".*(?:bnds|bounds|vertices)|(?:.*[^a-z])?(?:bound|nbnd|nv)", re.IGNORECASE)
MOST_CORNERS = 8  # of a cell; longer is no dimension of bounds: nv, the velocities of a Vlasov code
LATITUDES = (
    "latitude",
    "degrees_north",
    "degree_north",
    "grid_latitude",
    "projection_y_coordinate",
)
LONGITUDES = (
    "longitude",
    "degrees_east",
    "degree_east",
    "grid_longitude",
    "projection_x_coordinate",
)
MODELS_MESHES = ("ncells", "nod2")  # of ICON, of FESOM; their positions may be in another file
MESHES = ("cells", "cell", "nodes", "node", "elements", "element", "faces", "face", "ncol")
MOST_STATIONS = 2000
MOST_CURVES = 6


def candidates(dataset: Any) -> list[str]:
    """Return the variables that may be curves: numeric ones with the most dimensions, else truth values."""
    found = _over_dimensions(dataset, "fiu") or _over_dimensions(dataset, "b")
    if not found:
        return []
    rank = {name: _rank(dataset[name]) for name in found}
    best = max(rank.values())
    dimensions = next(set(dataset[name].dims) for name in found if rank[name] == best)
    return [name for name in found if set(dataset[name].dims) == dimensions]


def coordinates_along(dataset: Any, dimension: str) -> list[str]:
    """Return the variables that could be the values along a dimension, which has none under its own name.

    Fortran programs and HDF5 files without dimension scales have them so: ``x(nx)``. They ascend or descend.
    """
    if dimension in dataset.variables:
        return []
    there = [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.dims == (dimension,) and variable.dtype.kind in "fiu" and variable.size > 1
    ]
    return [name for name in there if _is_ordered(dataset[name])]


def _is_ordered(variable: Any) -> bool:
    try:
        steps = np.diff(variable.values.astype(float))
    except (OSError, RuntimeError):  # damaged: nothing that is asked for
        return False
    return bool((steps > 0).all() or (steps < 0).all())


def _over_dimensions(dataset: Any, kinds: str) -> list[str]:
    bounds = {str(v.attrs.get("bounds")) for v in dataset.variables.values()}
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind in kinds
        and variable.size > 1
        and not _has_one_twice(variable)
        and str(name) not in bounds
        and not _is_over_bounds(variable)
        and not (variable.ndim > 1 and is_position(variable))
    ]


def _is_over_bounds(variable: Any) -> bool:
    """Whether a dimension counts a cell's corners, or the two ends of an interval."""
    return any(
        length <= MOST_CORNERS and BOUNDS.fullmatch(str(dimension))
        for dimension, length in zip(variable.dims, variable.shape, strict=True)
    )


def _has_one_twice(variable: Any) -> bool:
    """Whether a variable is over one dimension twice, as a matrix of correlations."""
    return len({*variable.dims}) < len(variable.dims)


def _rank(variable: Any) -> tuple[int, int]:
    return sum(size > 1 for size in variable.shape), variable.size


def role(name: str) -> int:
    """Return 0 if a name means the reference (the truth), 2 if it means a model, 1 for neither."""
    there = {*naming.words(name)}
    if there & {*MODELS}:
        return 2
    return 0 if there & {*TRUTHS} else 1


def curves_among(dataset: Any, names: Sequence[str]) -> list[str]:
    """Return the variables to draw in one figure, the reference before its models.

    The phase of a quantity is not the first whose magnitude is there, too.
    """
    lead = min(names, key=lambda name: (role(name), _is_phase(name, names), names.index(name)))
    alike = [name for name in names if name == lead or _are_alike(dataset, lead, name)]
    return sorted(alike, key=lambda name: (role(name), names.index(name)))[:MOST_CURVES]


def _is_phase(name: str, names: Sequence[str]) -> bool:
    """Whether a name is that of a phase, and another that of the same quantity's magnitude."""
    there = {*naming.words(name)}
    others = ({*naming.words(other)} for other in names)
    return bool(there & {*PHASES}) and any(
        other & {*MAGNITUDES} and other - {*MAGNITUDES} == there - {*PHASES} for other in others
    )


def _are_alike(dataset: Any, lead: str, other: str) -> bool:
    """Whether two variables are the same quantity, such as a reference and its model."""
    units = [str(dataset[name].attrs.get("units", "")) for name in (lead, other)]
    if units[0] != units[1]:
        return False
    bare = [{*naming.words(name)} - {*TRUTHS, *MODELS} for name in (lead, other)]
    if role(lead) != role(other) and bare[0] == bare[1]:
        return True
    return bool(bare[0] & bare[1]) and {role(lead), role(other)} != {1}


def is_position(variable: Any, marks: Sequence[str] = (*LONGITUDES, *LATITUDES)) -> bool:
    """Whether a variable's attributes say that it holds longitudes or latitudes."""
    return any(str(variable.attrs.get(key)) in marks for key in ("standard_name", "units"))


def map_of(dataset: Any, dimensions: Sequence[str]) -> tuple[str, str] | None:
    """Return the dimensions of a map, longitude then latitude; None if there are none."""
    found: list[str] = []
    for marks, axis in ((LONGITUDES, "X"), (LATITUDES, "Y")):
        for name in dimensions:
            if name in dataset.variables and dataset[name].ndim == 1 and len(dataset[name]) > 1:
                said = dataset[name].attrs
                is_named = name.lower() in (marks[0], marks[0][:3])
                in_degrees = said.get("axis") == axis and "degree" in str(said.get("units"))
                if is_named or in_degrees or is_position(dataset[name], marks):
                    found.append(name)
                    break
    return (found[0], found[1]) if len(found) == 2 else None


def mesh_dimension(dataset: Any, variable: str) -> str | None:
    """Return the dimension of a variable along which the cells or nodes of a mesh are; None if there is none.

    They have a position each, and no order: a model's unstructured grid (ICON, UGRID).
    """
    is_marked = "mesh" in dataset[variable].attrs or (
        dataset[variable].attrs.get("CDI_grid_type") == "unstructured"
    )
    dimensions = [str(name) for name in dataset[variable].dims]
    placed = [name for name in dimensions if _has_positions(dataset, name)]
    if is_marked:
        return placed[0] if placed else max(dimensions, key=dataset.sizes.__getitem__)
    for name in dimensions:
        # A code in one dimension has cells and nodes in order; these have no latitude and longitude.
        is_mesh = dataset.sizes[name] > MOST_STATIONS or bool({*naming.words(name)} & {*MESHES})
        if name.lower() in MODELS_MESHES or (name in placed and is_mesh):
            return name
    return None


def station_dimension(dataset: Any, variable: str) -> str | None:
    """Return the dimension of a variable along which stations are, each with a position; None if none is."""
    names = map(str, dataset[variable].dims)
    return next((name for name in names if _has_positions(dataset, name)), None)


def ragged_dimension(dataset: Any) -> str | None:
    """Return a dimension that holds the stations' series one after another (CF's ragged arrays)."""
    for variable in dataset.variables.values():
        if "sample_dimension" in variable.attrs:
            return str(variable.attrs["sample_dimension"])
        if "instance_dimension" in variable.attrs and variable.ndim == 1:
            return str(variable.dims[0])
    return None


def _has_positions(dataset: Any, dimension: str) -> bool:
    """Whether a latitude and a longitude stand along a dimension that is neither of them."""
    found = {
        kind
        for name, variable in dataset.variables.items()
        if variable.dims == (dimension,) and name != dimension
        for kind, marks in (("latitude", LATITUDES), ("longitude", LONGITUDES))
        if is_position(variable, marks)
        or str(name).lower() in (kind, kind[:3], f"c{kind[:3]}", f"v{kind[:3]}")
    }
    return len(found) == 2


def is_time_and_space(dimensions: Sequence[str]) -> bool:
    """Whether two dimensions are a time and a place, in any order."""
    kinds = [{*naming.words(name)} for name in dimensions]
    return len(kinds) == 2 and any(
        one & {*TIMES} and other & {*PLACES} for one, other in (kinds, kinds[::-1])
    )


def plane_among(dimensions: Sequence[str], abscissa: str) -> tuple[str, str] | None:
    """Return two dimensions that are places or velocities, drawn to the right and upwards; None without.

    They may make a map where nothing but their names says so. The abscissa is one of them if it can be.
    """
    there = [name for name in dimensions if {*naming.words(name)} & {*PLACES, *VELOCITIES}]
    if len(there) < 2:
        return None
    across = abscissa if abscissa in there else there[-1]
    return across, [name for name in there if name != across][-1]


def drawn_dimension(dataset: Any, dimensions: Sequence[str]) -> tuple[str, list[str]]:
    """Return the most likely abscissa, and other dimensions that are as likely."""
    scores = {name: _score(dataset, name, dimensions) for name in dimensions}
    ranked = sorted(dimensions, key=lambda name: -scores[name])
    best = ranked[0]
    return best, [name for name in ranked[1:] if scores[best] - scores[name] < 2]


def _score(dataset: Any, name: str, dimensions: Sequence[str]) -> float:
    there = naming.words(name)
    score = float(max((DRAWN.get(word, 0) for word in there), default=0))
    score -= 3 * any(word in SWEPT for word in there)
    sizes = {each: dataset.sizes[each] for each in dimensions}
    score += 2 * (name == dimensions[-1]) + 2 * (sizes[name] == max(sizes.values()))
    score -= 4 * (sizes[name] < 5) + 20 * (sizes[name] < 2)
    if name in dataset.variables:
        score += 5 * _is_time(dataset[name])
        score -= 20 * (dataset[name].dtype.kind in "OUST" and not _has_dates(dataset[name]))
    return float(score)


def _is_time(variable: Any) -> bool:
    """Whether a variable holds dates, or its attributes say that it is time."""
    said = variable.attrs
    is_said = said.get("axis") == "T" or said.get("standard_name") == "time"
    return is_said or _has_dates(variable)


def _has_dates(variable: Any) -> bool:
    """Whether a variable holds dates, in any calendar.

    Those of a calendar, or a year, that numpy's dates don't have are objects, as text may be: its units tell.
    """
    units = variable.attrs.get("units", variable.encoding.get("units"))
    return variable.dtype.kind == "M" or " since " in str(units)


def parameters_along(dataset: Any, dimension: str) -> list[str]:
    """Return the variables along a dimension that counts runs, which are the runs' parameters; else none."""
    is_bare = dimension not in dataset.variables
    is_counted = is_bare or _is_count(dataset[dimension].values)
    is_run = bool({*naming.words(dimension)} & {*RUNS})
    along = [
        str(name)
        for name, variable in dataset.variables.items()
        if variable.dims == (dimension,) and variable.dtype.kind in "fiu" and name != dimension
    ]
    # The levels of an atmosphere model are counted too, and have heights and pressures along them.
    if not (along and is_counted and (is_run or (is_bare and len(along) > 1))):
        return []
    varying = [name for name in along if len(np.unique(dataset[name].values)) > 1]
    points = np.stack([dataset[name].values.astype(float) for name in varying], axis=1)
    return varying if varying and len(np.unique(points, axis=0)) == len(points) else []


def _is_count(values: Any) -> bool:
    return values.dtype.kind in "iu" and bool(np.all(np.diff(values) == 1))


def common_parts(names: Sequence[str]) -> tuple[str, str] | None:
    """Return the common beginning and end of all names, if the parts between differ and are not empty.

    No number and no word is cut.
    """
    before = _common(names)
    before = re.sub(r"(?:(?<==)[-+])?[.\d]+(?:[eE][-+]?)?$|(?<==)[-+]$", "", before)
    if any(name[len(before) : len(before) + 1].isalpha() for name in names):
        before = re.sub(r"[A-Za-z]+$", "", before)
    after = _common([name[len(before) :][::-1] for name in names])[::-1]
    after = re.sub(r"^[.\d]*(?:[eE][-+]?\d+|\d)", "", after)
    if any(name[: len(name) - len(after)][-1:].isalpha() for name in names):
        after = re.sub(r"^[A-Za-z]+", "", after)
    return (before, after) if all(len(n) > len(before) + len(after) for n in names) else None


def is_geometric(values: Any) -> bool:
    """Whether values grow by a constant factor over more than two decades, as on a logarithmic scale."""
    if values.dtype.kind not in "fiu" or len(values) < 4 or not np.all(values > 0):
        return False
    steps = np.diff(np.log(values.astype(float)))
    return bool(
        np.ptp(np.log10(values.astype(float))) > 2 and np.allclose(steps, steps[0], rtol=0.02)
    )


def single_values(dataset: Any) -> list[str]:
    """Return variables with a single value that could name a figure."""
    return [
        str(name)
        for name, variable in dataset.variables.items()
        if variable.size == 1
        and variable.dtype.kind in "fiuMOUT"
        and "grid_mapping_name" not in variable.attrs
        and variable.values.ravel()[0] != default_fill(variable.dtype)
    ]


def scalars_over(dataset: Any, dimensions: Sequence[str]) -> list[str]:
    """Return variables that have one number for each target, for the text and marks."""
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind in "fiu"
        and variable.ndim > 0
        and {*map(str, variable.dims)} <= {*dimensions}
    ]


def _common(names: Sequence[str]) -> str:
    shortest = min(names, key=len)
    places: Iterable[int] = range(len(shortest))
    end = next((n for n in places if len({name[n] for name in names}) > 1), len(shortest))
    return shortest[:end]
