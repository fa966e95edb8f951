"""Make the demo sweep: resonance curves of a driven plasma, computed and predicted.

The sweep that the default configuration draws. "Actual" is the linear kinetic response of a plasma
with number-conserving (BGK) collisions; "predicted" is a least-squares fit of it with three Cauchy
poles, a real model that is sensible and not perfect. It contains the point of the post's published
picture: wavenumber 0.33, damping 10**-4.75. The same machine and versions write the same bytes
every time.

With ``--published``, the sweep of ``config/published.yaml``: the same points, over the 33 drive
frequencies of the post's picture, and a fit with two poles. Its peaks are corners, and its narrow
ones are missed: their height depends on where a frequency happens to lie.

All quantities are normalised: frequencies omega and damping rates nu to the plasma frequency
omega_p, wavenumbers k to the inverse Debye length 1 / lambda_D.

Usage: ``python resources/make_demo.py [--published] [OUTPUT]``
"""

import argparse
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import netCDF4
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import newton
from scipy.special import wofz

DEFAULT_OUTPUT = Path(__file__).resolve().with_name("demo.nc")
PUBLISHED_OUTPUT = DEFAULT_OUTPUT.with_name("published.nc")

# Ratios of whole numbers, so that the values print as meant: 0.29, not 0.29000000000000004.
WAVENUMBERS = np.arange(26, 41) / 100
# Python's own power: numpy's makes 9.999999999999999e-06 of 10**-5 on some processors.
DAMPINGS = np.array([10 ** (step / 4 - 6) for step in range(21)])

# Landau damping is weak at small wavenumbers: the peak of 0.26 is the narrowest, and they widen as they
# move to higher frequencies. So the frequencies lie densest at that peak, and further apart with the
# distance from it: every peak has a dozen or more within its full width at half maximum.
NARROWEST_PEAK, NARROWEST_SPACE = 1.1157, 0.02  # omega_p
_FIRST, _LAST = np.arcsinh((np.array([0.5, 2.1]) - NARROWEST_PEAK) / NARROWEST_SPACE)
FREQUENCIES = (NARROWEST_PEAK + NARROWEST_SPACE * np.sinh(np.linspace(_FIRST, _LAST, 200))).round(4)
PUBLISHED_FREQUENCIES = np.arange(10, 43) / 20

# Chosen, not fitted: too few and too simple to follow the slopes on both sides of the resonance, so
# that a figure's two curves differ to the eye.
BROAD_POLES = (5, 25)  # damping of the broad poles over the resonance's
PUBLISHED_BROAD_POLE = 0.2  # damping, omega_p

GLOBAL_ATTRIBUTES = {
    "Conventions": "CF-1.11",
    "title": "Resonance curves of a driven collisional plasma, computed and predicted",
    "source": "make_demo.py: linear kinetic theory with number-conserving BGK collisions, "
    "and a least-squares fit of it with a few Cauchy poles",
    "references": "J. Canosa, Journal of Computational Physics 13 (1973) 158",
    "comment": "Normalised: frequencies and damping rates to the plasma frequency omega_p, "
    "wavenumbers to the inverse Debye length 1 / lambda_D",
}

# CF takes "1" as the unit of a normalised quantity, and knows no omega_p: the long name says it.
VARIABLE_ATTRIBUTES = {
    "wavenumber": {"long_name": "wavenumber, k lambda_D", "units": "1"},
    "cee": {"long_name": "damping rate, nu / omega_p", "units": "1"},
    "frequency": {"long_name": "drive frequency, omega / omega_p", "units": "1"},
    "actual": {"long_name": "response to the drive, |1 / epsilon|", "units": "1"},
    "predicted": {
        "long_name": "response to the drive predicted by a fit with a few Cauchy poles",
        "units": "1",
    },
}


def plasma_dispersion(zeta: ArrayLike) -> NDArray[np.complex128]:
    r"""
    Plasma dispersion function, on the whole complex plane.

    .. math:: Z(\zeta) = \frac{1}{\sqrt\pi} \int_{-\infty}^\infty \frac{e^{-t^2}}{t - \zeta} \, dt
        = i \sqrt\pi \, w(\zeta)

    for :math:`\Im\zeta > 0` and continued analytically below, with the Faddeeva function w.

    Parameters
    ----------
    zeta : array_like of complex, any shape
        Phase velocity over sqrt(2) times the thermal velocity. Dimensionless.

    Returns
    -------
    array of complex, shape of `zeta`
        Z. Dimensionless.

    References
    ----------
    B. D. Fried and S. D. Conte, The Plasma Dispersion Function, Academic Press (1961).
    """
    z: NDArray[np.complex128] = 1j * np.sqrt(np.pi) * wofz(np.asarray(zeta, dtype=complex))
    return z


def permittivity(
    omega: ArrayLike, wavenumber: ArrayLike, damping: ArrayLike
) -> NDArray[np.complex128]:
    r"""
    Permittivity of a Maxwellian plasma with number-conserving (BGK) collisions.

    .. math:: \epsilon = 1 + \frac{1}{k^2}
        \frac{1 + \zeta Z(\zeta)}{1 + \frac{i \nu}{\sqrt2 k} Z(\zeta)},
        \qquad \zeta = \frac{\omega + i \nu}{\sqrt2 k}

    Without collisions (nu = 0) its roots are those of Landau damping.

    Parameters
    ----------
    omega : array_like of float or complex
        Frequency, in omega_p. A negative imaginary part is a wave that decays.
    wavenumber : array_like of float
        Wavenumber k, in 1 / lambda_D. Positive. Broadcast with `omega`.
    damping : array_like of float
        Collision rate nu, in omega_p. Not negative. Broadcast with `omega`.

    Returns
    -------
    array of complex, broadcast shape
        Permittivity epsilon, relative to the vacuum's. Dimensionless.

    References
    ----------
    P. L. Bhatnagar, E. P. Gross and M. Krook, Physical Review 94 (1954) 511, for the collisions;
    J. Canosa, Journal of Computational Physics 13 (1973) 158, for the roots without them.
    """
    k, nu = np.asarray(wavenumber, dtype=float), np.asarray(damping, dtype=float)
    zeta = (np.asarray(omega) + 1j * nu) / (np.sqrt(2) * k)
    z = plasma_dispersion(zeta)
    epsilon: NDArray[np.complex128]
    epsilon = 1 + (1 + zeta * z) / (1 + 1j * nu / (np.sqrt(2) * k) * z) / k**2
    return epsilon


def response(
    frequency: ArrayLike, wavenumber: ArrayLike, damping: ArrayLike
) -> NDArray[np.float64]:
    r"""
    Field in the plasma over the field that drives it, :math:`|1 / \epsilon|`.

    Parameters
    ----------
    frequency : array_like of float
        Drive frequency omega, in omega_p.
    wavenumber, damping : array_like of float
        As for `permittivity`. Broadcast with `frequency`.

    Returns
    -------
    array of float, broadcast shape
        Response. Dimensionless.
    """
    return np.abs(1 / permittivity(frequency, wavenumber, damping))


def root(wavenumber: float, damping: float) -> complex:
    """
    Find the least-damped root of the permittivity, the resonance: epsilon(omega) = 0.

    By the secant method on the complex plane, from the Bohm-Gross frequency sqrt(1 + 3 k^2).

    Parameters
    ----------
    wavenumber : float
        Wavenumber k, in 1 / lambda_D. Meant for 0.15 to 0.6.
    damping : float
        Collision rate nu, in omega_p. Meant for 0 to 0.1.

    Returns
    -------
    complex
        Root omega, in omega_p, of positive real part. Its imaginary part is negative: it decays.

    Raises
    ------
    RuntimeError
        The iteration does not converge.
    """
    bohm_gross = complex(np.sqrt(1 + 3 * wavenumber**2))
    return complex(newton(permittivity, bohm_gross, args=(wavenumber, damping), tol=1e-14))


def fit_cauchy_poles(
    frequency: NDArray[np.float64], actual: NDArray[np.float64], poles: Sequence[complex]
) -> NDArray[np.float64]:
    r"""
    Fit a response with Cauchy poles and a constant, by linear least squares.

    .. math:: y(\omega) = c + \Re \sum_j \frac{r_j}{\omega - p_j}

    The poles p are given; the complex residues r and the real constant c are fitted.

    Parameters
    ----------
    frequency : array of float, shape (frequency,)
        Drive frequency omega, in omega_p.
    actual : array of float, shape (frequency,)
        Response to fit. Dimensionless.
    poles : sequence of complex
        Poles p, in omega_p, off the real line.

    Returns
    -------
    array of float, shape (frequency,)
        The fit y at the same frequencies. Dimensionless.
    """
    cauchy = 1 / (frequency[:, np.newaxis] - np.asarray(poles))
    # Re(r / (omega - p)) is linear in the real and the imaginary part of r.
    terms = np.hstack([cauchy.real, -cauchy.imag, np.ones((frequency.size, 1))])
    coefficients = np.linalg.lstsq(terms, actual, rcond=None)[0]
    fitted: NDArray[np.float64] = terms @ coefficients
    return fitted


def poles(resonance: complex) -> list[complex]:
    """Return the poles of the demo's fit, in omega_p: the resonance, and two broad ones at its frequency."""
    return [complex(resonance.real, share * resonance.imag) for share in (1, *BROAD_POLES)]


def published_poles(resonance: complex) -> list[complex]:
    """Return the poles of the published sweep's fit, in omega_p: the resonance, and a broad one."""
    return [resonance, complex(resonance.real, -PUBLISHED_BROAD_POLE)]


def make_sweep(
    frequencies: NDArray[np.float64] = FREQUENCIES,
    poles: Callable[[complex], Sequence[complex]] = poles,
) -> dict[str, NDArray[np.float64]]:
    """
    Compute the demo sweep.

    Parameters
    ----------
    frequencies : array of float, shape (frequency,)
        Drive frequencies omega, in omega_p.
    poles : callable
        Returns the poles of the fit, in omega_p, given the plasma's root.

    Returns
    -------
    dict of str to array of float
        The coordinates ``wavenumber`` (1 / lambda_D), ``cee`` (the damping, omega_p) and
        ``frequency`` (omega_p), each of shape (its size,); the curves ``actual`` and ``predicted``
        (dimensionless), of shape (wavenumber, cee, frequency).

    Raises
    ------
    RuntimeError
        A root is not found.
    """
    actual = response(frequencies, WAVENUMBERS[:, np.newaxis, np.newaxis], DAMPINGS[:, np.newaxis])
    predicted = np.empty_like(actual)
    for (i, wavenumber), (j, damping) in product(enumerate(WAVENUMBERS), enumerate(DAMPINGS)):
        there = poles(root(wavenumber, damping))
        predicted[i, j] = fit_cauchy_poles(frequencies, actual[i, j], there)
    return {
        "wavenumber": WAVENUMBERS,
        "cee": DAMPINGS,
        "frequency": frequencies,
        "actual": actual,
        "predicted": predicted,
    }


def write_sweep(sweep: dict[str, NDArray[np.float64]], output: Path) -> None:
    """
    Write a sweep as NetCDF4 with CF attributes, and no time or history, so that bytes repeat.

    Parameters
    ----------
    sweep : dict of str to array of float
        As `make_sweep` returns it.
    output : Path
        File to write, or to replace. Its folder must exist.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    dimensions = ("wavenumber", "cee", "frequency")
    with netCDF4.Dataset(output, "w", format="NETCDF4") as dataset:
        dataset.setncatts(GLOBAL_ATTRIBUTES)
        for name in dimensions:
            dataset.createDimension(name, sweep[name].size)
        for name, values in sweep.items():
            along = (name,) if name in dimensions else dimensions
            variable = dataset.createVariable(name, "f8", along)
            variable.setncatts(VARIABLE_ATTRIBUTES[name])
            variable[:] = values


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the demo sweep, or the published one, to the file that the command line names."""
    parser = argparse.ArgumentParser(description="Make the demo sweep.")
    parser.add_argument("output", nargs="?", type=Path, metavar="OUTPUT")
    parser.add_argument("--published", action="store_true", help="33 frequencies, as in the post")
    options = parser.parse_args(arguments)
    made = make_sweep(PUBLISHED_FREQUENCIES, published_poles) if options.published else make_sweep()
    output = options.output or (PUBLISHED_OUTPUT if options.published else DEFAULT_OUTPUT)
    try:
        write_sweep(made, output)
    except OSError as error:
        parser.error(f"cannot write {output}: {error.strerror or error}")
    print(output)


if __name__ == "__main__":
    main()
