"""Labels as the gallery's page shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.report.gallery.symbols import GREEK, in_unicode, with_greek


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$k_0 = $ {}", "k₀ = {}"),
        (r"$\nu$ = {}", "ν = {}"),
        (r"$\nu = {}$", "ν = {}"),
        (r"$\omega_{drive}$", "ω_drive"),
        (r"$\omega_{12}$", "ω₁₂"),
        (r"$\Omega^2$ [$10^{-3}$ eV]", "Ω² [10⁻³ eV]"),
        (r"$\varepsilon_{\mathrm{r}}$", "εᵣ"),
        (r"$\frac{1}{\epsilon}$", "1/ε"),
        (r"$a \times b$, \$3", "a × b, $3"),
        ("price in $", "price in $"),
        ("omega", "omega"),
        ("plain", "plain"),
    ],
)
def test_mathtext_is_written_in_unicode(text, shown):
    assert in_unicode(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("response to the drive, |1 / epsilon|", "response to the drive, |1/ε|"),
        ("wavenumber, k lambda_D", "wavenumber, k λ_D"),
        ("damping rate, nu / omega_p", "damping rate, ν/ω_p"),
        ("Alphabet, menu, pint", "Alphabet, menu, pint"),
        ("km / s", "km / s"),
        (r"$\nu$ and nu", "ν and ν"),
    ],
)
def test_greek_letters_may_be_spelled_out(text, shown):
    assert with_greek(text) == shown


def test_every_greek_letter_has_its_sign():
    signs = [with_greek(name) for name in GREEK]
    assert signs == list("αβγδεζηθικλμνξοπρστυφχψω")


@given(st.text(alphabet=st.sampled_from(list("$\\_^{}ab0 \0")), max_size=20))
def test_any_text_has_some_form(text):
    assert isinstance(with_greek(text), str)


@given(st.text())
def test_a_text_without_dollar_signs_stays(text):
    if "$" not in text:
        assert in_unicode(text) == text
