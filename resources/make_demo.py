"""Make the demo sweep: resonance curves of a driven plasma, computed and predicted.

The sweep that the default configuration draws. "Actual" is the linear kinetic response of a plasma
with number-conserving (BGK) collisions; "predicted" is a least-squares fit of it with two Cauchy
poles, a real model that is sensible and not perfect. It contains the point of the post's published
picture: wavenumber 0.33, damping 10**-4.75. The same machine and versions write the same bytes
every time.

All quantities are normalised: frequencies omega and damping rates nu to the plasma frequency
omega_p, wavenumbers k to the inverse Debye length 1 / lambda_D.

Usage: ``python resources/make_demo.py [OUTPUT]``
"""

import argparse
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import netCDF4
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import newton
from scipy.special import wofz

DEFAULT_OUTPUT = Path(__file__).resolve().with_name("demo.nc")

# Ratios of whole numbers, so that the values print as meant: 0.29, not 0.29000000000000004.
WAVENUMBERS = np.arange(26, 41) / 100
# Python's own power: numpy's makes 9.999999999999999e-06 of 10**-5 on some processors.
DAMPINGS = np.array([10 ** (step / 4 - 6) for step in range(21)])
FREQUENCIES = np.arange(10, 43) / 20

# Chosen, not fitted: broad enough to carry the slopes on both sides of the resonance, too simple to
# follow them, so that a figure's two curves differ to the eye.
BROAD_POLE_DAMPING = 0.2

GLOBAL_ATTRIBUTES = {
    "Conventions": "CF-1.11",
    "title": "Resonance curves of a driven collisional plasma, computed and predicted",
    "source": "make_demo.py: linear kinetic theory with number-conserving BGK collisions, "
    "and a least-squares fit of it with two Cauchy poles",
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
        "long_name": "response to the drive predicted by a fit with two Cauchy poles",
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


def predict(
    frequency: NDArray[np.float64], actual: NDArray[np.float64], wavenumber: float, damping: float
) -> NDArray[np.float64]:
    """
    Predict a response from two Cauchy poles: the plasma's root, and a broad one at its frequency.

    Parameters
    ----------
    frequency, actual : array of float, shape (frequency,)
        As for `fit_cauchy_poles`.
    wavenumber, damping : float
        As for `root`.

    Returns
    -------
    array of float, shape (frequency,)
        Predicted response. Dimensionless.

    Raises
    ------
    RuntimeError
        The root is not found.
    """
    resonance = root(wavenumber, damping)
    return fit_cauchy_poles(
        frequency, actual, [resonance, complex(resonance.real, -BROAD_POLE_DAMPING)]
    )


def make_sweep() -> dict[str, NDArray[np.float64]]:
    """
    Compute the demo sweep.

    Returns
    -------
    dict of str to array of float
        The coordinates ``wavenumber`` (1 / lambda_D), ``cee`` (the damping, omega_p) and
        ``frequency`` (omega_p), each of shape (its size,); the curves ``actual`` and ``predicted``
        (dimensionless), of shape (wavenumber, cee, frequency).
    """
    actual = response(FREQUENCIES, WAVENUMBERS[:, np.newaxis, np.newaxis], DAMPINGS[:, np.newaxis])
    predicted = np.empty_like(actual)
    for (i, wavenumber), (j, damping) in product(enumerate(WAVENUMBERS), enumerate(DAMPINGS)):
        predicted[i, j] = predict(FREQUENCIES, actual[i, j], wavenumber, damping)
    return {
        "wavenumber": WAVENUMBERS,
        "cee": DAMPINGS,
        "frequency": FREQUENCIES,
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
    """Write the demo sweep to the file that the command line names."""
    parser = argparse.ArgumentParser(description="Make the demo sweep.")
    parser.add_argument("output", nargs="?", type=Path, default=DEFAULT_OUTPUT, metavar="OUTPUT")
    output = parser.parse_args(arguments).output
    try:
        write_sweep(make_sweep(), output)
    except OSError as error:
        parser.error(f"cannot write {output}: {error.strerror or error}")
    print(output)


if __name__ == "__main__":
    main()
