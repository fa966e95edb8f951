r"""Write mathtext, and Greek letters that are spelled out, in Unicode: a web page has no mathtext.

What Unicode has no letter for keeps a readable form: ``$\omega_{drive}$`` becomes ω_drive.
"""

from __future__ import annotations

import re
import unicodedata

GREEK = re.findall(
    r"\w+",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau "
    "upsilon phi chi psi omega",
)
COMMANDS: dict[str, str] = dict(
    re.findall(
        r"(\w+) (.)",
        "times ×, cdot ·, pm ±, infty ∞, partial ∂, nabla ∇, hbar ℏ, perp ⊥, parallel ∥, leq ≤, geq ≥, "
        "neq ≠, approx ≈, sim ∼, propto ∝, langle ⟨, rangle ⟩, rightarrow →, to →, circ °, "
        "degree °, ell ℓ, sqrt √, sum ∑, int ∫, AA Å, quad  ",
    )
)
FONTS = r"\\(?:math[a-z]+|text|rm|it|bf|left|right)(?![A-Za-z])|\\[,;:!]"
BELOW = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
)
ABOVE = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
WORD = r"(?<![A-Za-z\\])(?<!\w\.)[a-z]+(?![A-Za-z])(?!\.\w)"  # and no part of a key, as a.b.c
PLACE = "\0"  # stands for {} while braces are taken away


def in_unicode(text: str) -> str:
    r"""Return a text whose mathtext, between dollar signs, is written in Unicode; ``{}`` stays.

    Examples
    --------
    >>> in_unicode("$k_0 = $ {}, $\\lambda_D$"), in_unicode("$10^{-3}$ eV")
    ('k₀ = {}, λ_D', '10⁻³ eV')
    """
    pieces = re.split(r"(?<!\\)\$", text.replace("{}", PLACE))
    if len(pieces) == 1 or len(pieces) % 2 == 0:  # a dollar sign without its partner: no mathtext
        return text
    written = [
        _math(piece) if n % 2 else piece.replace(r"\$", "$") for n, piece in enumerate(pieces)
    ]
    # Mathtext ignores spaces, so that one at its end and one after it are one.
    return re.sub("  +", " ", "".join(written)).replace(PLACE, "{}")


def with_greek(text: str) -> str:
    """Return a text as `in_unicode` does, with Greek letters also where their names are spelled out.

    Examples
    --------
    >>> with_greek("|1 / epsilon| over k lambda_D"), with_greek("terms.collisions.nu")
    ('|1/ε| over k λ_D', 'terms.collisions.nu')
    """
    letters = re.sub(WORD, lambda found: _greek(found[0]), text)
    return in_unicode(letters if letters == text else letters.replace(" / ", "/"))


def _greek(word: str) -> str:
    """Return the Greek letter that a word names, in lower or upper case, else the word."""
    name = word.lower()
    if name not in GREEK or word not in (name, name.capitalize()):
        return word
    case = "SMALL" if word == name else "CAPITAL"
    return unicodedata.lookup(f"GREEK {case} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")


def _math(text: str) -> str:
    text = re.sub(r"\\(?:math[a-z]+|text)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(FONTS, "", text)
    text = re.sub(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: _command(found[1]), text)
    text = re.sub(r"_(\{[^{}]*\}|[^{}\s])", lambda found: _moved(found[1], BELOW, "_"), text)
    text = re.sub(r"\^(\{[^{}]*\}|[^{}\s])", lambda found: _moved(found[1], ABOVE, "^"), text)
    return text.replace("{", "").replace("}", "").replace("\\", "")


def _command(name: str) -> str:
    letter = _greek(name.removeprefix("var"))
    return COMMANDS.get(name, name if letter == name.removeprefix("var") else letter)


def _moved(braced: str, letters: dict[int, int], sign: str) -> str:
    """Return a sub- or superscript in small letters if Unicode has all of them."""
    text = braced.strip("{}")
    has_all = all(ord(letter) in letters for letter in text)
    return text.translate(letters) if has_all else sign + text
