"""The demo sweep: physics by known answers, model by a stated error, file by its contents."""

from itertools import pairwise

import make_demo
import netCDF4
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

# What the model misses, as a share of each curve's peak: measured 0.022 to 0.041, and 0.030 to 0.067.
MISFITS = {"demo": (0.02, 0.05), "published": (0.02, 0.08)}
OUTPUTS = {"demo": make_demo.DEFAULT_OUTPUT, "published": make_demo.PUBLISHED_OUTPUT}
FEWEST_IN_A_PEAK = 12  # frequencies, within the full width at half maximum


@pytest.fixture(scope="module")
def demo():
    """The demo sweep as it is computed now."""
    return make_demo.make_sweep()


@pytest.fixture(scope="module", params=["demo", "published"])
def name(request):
    """Each of the two sweeps."""
    return request.param


@pytest.fixture(scope="module")
def sweep(name, demo):
    """A sweep as it is computed now."""
    if name == "demo":
        return demo
    return make_demo.make_sweep(make_demo.PUBLISHED_FREQUENCIES, make_demo.published_poles)


@pytest.fixture(scope="module")
def committed(name):
    """The sweep as it was committed, open."""
    with netCDF4.Dataset(OUTPUTS[name]) as dataset:
        yield dataset


# Plasma dispersion function


def test_plasma_dispersion_at_zero():
    assert_allclose(make_demo.plasma_dispersion(0), 1j * np.sqrt(np.pi), rtol=1e-15)


@pytest.mark.parametrize("zeta", [0.3 + 0.4j, -1.2 + 0.8j, 2.5 + 1j])
def test_plasma_dispersion_is_its_integral(zeta):
    integral = quad(
        lambda t: np.exp(-(t**2)) / (t - zeta), -10, 10, complex_func=True, points=[zeta.real]
    )[0]
    assert_allclose(make_demo.plasma_dispersion(zeta), integral / np.sqrt(np.pi), rtol=1e-10)


@settings(deadline=None)  # a busy machine is no failure
@given(st.complex_numbers(max_magnitude=3, allow_nan=False))
def test_plasma_dispersion_solves_its_equation(zeta):
    """Z' = -2 (1 + zeta Z), below the real line too, where the integral does not hold."""
    step = 1e-4
    below, above = make_demo.plasma_dispersion([zeta - step, zeta + step])
    z = make_demo.plasma_dispersion(zeta)
    scale = 1 + np.abs(z)
    assert_allclose((above - below) / (2 * step) / scale, -2 * (1 + zeta * z) / scale, atol=1e-5)


# Permittivity, response and roots


@pytest.mark.parametrize("damping", [0.0, 0.01, 0.1])
def test_permittivity_of_a_cold_plasma(damping):
    """k -> 0: the Drude form 1 - 1 / (omega (omega + i nu)), which needs the number conserved."""
    omega = np.array([0.7, 1.0, 2.0])
    drude = 1 - 1 / (omega * (omega + 1j * damping))
    assert_allclose(make_demo.permittivity(omega, 1e-3, damping), drude, atol=2e-5)


def test_permittivity_of_a_real_field():
    """Fields are real: epsilon(-omega*) = epsilon(omega)*."""
    omega = np.array([0.5, 1.2 - 0.1j, 2.0 + 0.3j])
    mirrored = make_demo.permittivity(-omega.conj(), 0.33, 0.02)
    assert_allclose(mirrored, make_demo.permittivity(omega, 0.33, 0.02).conj(), rtol=1e-13)


def test_permittivity_of_a_static_field():
    """omega = 0, no collisions: Debye shielding, 1 + 1 / k^2."""
    assert_allclose(make_demo.permittivity(0, 0.5, 0), 5, rtol=1e-15)


@pytest.mark.parametrize(
    ("wavenumber", "damping", "expected", "digits"),
    [
        (0.2, 0.0, 1.0639843 - 0.0000551j, 7),
        (0.3, 0.0, 1.1598465 - 0.0126204j, 7),
        (0.4, 0.0, 1.2850570 - 0.0661280j, 7),
        (0.3, 0.01, 1.159397 - 0.018820j, 6),
    ],
)
def test_root(wavenumber, damping, expected, digits):
    found = make_demo.root(wavenumber, damping)
    assert_allclose(found.real, expected.real, rtol=0, atol=0.51 * 10**-digits)
    assert_allclose(found.imag, expected.imag, rtol=0, atol=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("wavenumber", "canosa"), [(0.3, (1.1598, 0.012623)), (0.4, (1.2850, 0.066133))]
)
def test_root_as_published(wavenumber, canosa):
    """Canosa, J. Comput. Phys. 13 (1973) 158, to the accuracy of its table."""
    found = make_demo.root(wavenumber, 0)
    assert_allclose(found.real, canosa[0], rtol=0, atol=1e-4)
    assert_allclose(-found.imag, canosa[1], rtol=0, atol=1e-5)


@settings(deadline=None)
@given(st.floats(0.2, 0.5), st.floats(0, 0.1))
def test_root_is_a_root(wavenumber, damping):
    """It is one, it decays, and it is the resonance: near the Bohm-Gross frequency."""
    found = make_demo.root(wavenumber, damping)
    assert abs(make_demo.permittivity(found, wavenumber, damping)) < 1e-11
    assert found.imag < 0
    assert abs(found.real - np.sqrt(1 + 3 * wavenumber**2)) < 0.1


@pytest.mark.parametrize("wavenumber", [0.2, 0.26, 0.4])
@pytest.mark.parametrize("damping", [0.0, 0.1])
@pytest.mark.parametrize(("share", "expected"), [(0.98, 0), (1.02, 1)])
def test_root_is_the_least_damped(wavenumber, damping, share, expected):
    """No root decays more slowly: epsilon winds round 0 once only when the box holds this one."""
    floor = share * make_demo.root(wavenumber, damping).imag
    corners = [0.1 + 1j * floor, 4 + 1j * floor, 4 + 1j, 0.1 + 1j, 0.1 + 1j * floor]
    box = np.concatenate([np.linspace(*side, 100_001) for side in pairwise(corners)])
    phase = np.unwrap(np.angle(make_demo.permittivity(box, wavenumber, damping)))
    assert round((phase[-1] - phase[0]) / (2 * np.pi)) == expected


def test_peak_of_the_response():
    """Near the root's frequency (1.1598), not at it."""
    peak = minimize_scalar(
        lambda frequency: -make_demo.response(frequency, 0.3, 0),
        bounds=(1.1, 1.2),
        method="bounded",
        options={"xatol": 1e-9},
    ).x
    assert_allclose(peak, 1.1602, rtol=0, atol=0.51e-4)


# Model


def test_fit_finds_cauchy_poles_again():
    """A curve that is a sum of the poles and a constant is fitted exactly."""
    frequency, poles = make_demo.FREQUENCIES, [1.2 - 0.03j, 1.0 - 0.3j]
    exact = 0.7 + ((0.5 - 0.2j) / (frequency - poles[0]) + 0.3j / (frequency - poles[1])).real
    assert_allclose(make_demo.fit_cauchy_poles(frequency, exact, poles), exact, rtol=1e-11)


def test_fit_is_the_least_squares_one():
    """The misfit holds nothing more of a pole or of a constant."""
    frequency, pole = make_demo.FREQUENCIES, 1.2 - 0.1j
    actual = make_demo.response(frequency, 0.33, 0.01)
    misfit = make_demo.fit_cauchy_poles(frequency, actual, [pole]) - actual
    assert abs(misfit.sum()) < 1e-11
    assert abs((misfit / (frequency - pole)).sum()) < 1e-11


def test_predicted_is_imperfect_within_bounds(name, sweep):
    peak = sweep["actual"].max(axis=-1)
    misfit = np.abs(sweep["predicted"] - sweep["actual"]).max(axis=-1) / peak
    smallest, largest = MISFITS[name]
    assert misfit.min() > smallest
    assert misfit.max() < largest


def test_predicted_is_positive_and_peaks_where_actual_does(sweep):
    assert sweep["predicted"].min() > 0
    peaks = {name: sweep[name].argmax(axis=-1) for name in ("actual", "predicted")}
    assert np.abs(peaks["predicted"] - peaks["actual"]).max() <= 1


# Axes and file


def test_axes(sweep):
    assert 0.33 in sweep["wavenumber"]
    assert 10**-4.75 in sweep["cee"]
    assert np.format_float_scientific(sweep["cee"][5], unique=False, precision=3) == "1.778e-05"
    assert sweep["frequency"][[0, -1]].tolist() == [0.5, 2.1]


def test_the_published_frequencies_are_the_posts():
    assert_allclose(make_demo.PUBLISHED_FREQUENCIES, np.linspace(0.5, 2.1, 33), rtol=1e-15)


@pytest.mark.slow
def test_every_peak_of_the_demo_is_resolved(demo):
    """Many points within each width, and none so far from the top that the height is off to the eye."""
    assert len(demo["frequency"]) == 200
    sampled = demo["actual"].max(axis=-1)
    within = (demo["actual"] > sampled[..., np.newaxis] / 2).sum(axis=-1)
    assert within.min() >= FEWEST_IN_A_PEAK
    near = np.linspace(1.05, 1.35, 30_001)
    places = demo["wavenumber"][:, np.newaxis, np.newaxis], demo["cee"][:, np.newaxis]
    assert_allclose(sampled, make_demo.response(near, *places).max(axis=-1), rtol=0.005)


def test_names_of_the_post_are_distinct(sweep):
    folders = {str(round(wavenumber, 2)) for wavenumber in sweep["wavenumber"]}
    names = {
        np.format_float_scientific(damping, unique=False, precision=3) for damping in sweep["cee"]
    }
    assert len(folders) == sweep["wavenumber"].size
    assert len(names) == sweep["cee"].size


def test_committed_file_is_what_is_made(sweep, committed):
    assert set(committed.variables) == set(sweep)
    for name, values in sweep.items():
        assert_allclose(committed[name][:].filled(np.nan), values, rtol=1e-12, err_msg=name)
    for name in ("actual", "predicted"):
        assert committed[name].dimensions == ("wavenumber", "cee", "frequency")


def test_committed_file_has_cf_attributes(committed):
    assert committed.data_model == "NETCDF4"
    assert committed.Conventions == "CF-1.11"
    assert committed.title
    assert committed.source
    assert "history" not in committed.ncattrs()
    for variable in committed.variables.values():
        assert variable.long_name
        assert variable.units == "1"


def test_committed_files_are_small():
    assert sum(path.stat().st_size for path in OUTPUTS.values()) < 1_500_000


@pytest.mark.parametrize("options", [[], ["--published"]])
def test_same_bytes_every_time(tmp_path, capsys, options):
    outputs = [tmp_path / "once.nc", tmp_path / "twice.nc"]
    for output in outputs:
        make_demo.main([*options, str(output)])
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert capsys.readouterr().out.split() == [str(output) for output in outputs]


def test_unwritable_output_is_one_message(tmp_path, capsys):
    output = tmp_path / "missing" / "demo.nc"
    with pytest.raises(SystemExit, match="2"):
        make_demo.main([str(output)])
    assert f"cannot write {output}: " in capsys.readouterr().err
