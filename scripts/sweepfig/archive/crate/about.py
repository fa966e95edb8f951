"""Check what a user says about an archive: its title, authors, license and keywords."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from sweepfig.core.errors import UserError, shown

AUTHOR = re.compile(r"\s*(?P<name>[^<>]*[^<>\s])\s*(<(?P<orcid>[^<>]*)>)?\s*")
ORCID = re.compile(r"(?:https?://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])")
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Author:
    """A person who made what is in an archive.

    Attributes
    ----------
    name : str
    orcid : str
        The person's ORCID iD, as an address; empty if it is not given.
    """

    name: str
    orcid: str = ""

    @classmethod
    def parse(cls, text: str) -> Author:
        """Return the author of ``Name`` or ``Name <ORCID iD>``.

        Raises
        ------
        UserError
            If there is no name, or what stands in brackets is no ORCID iD.

        Examples
        --------
        >>> Author.parse("Josiah Carberry <0000-0002-1825-0097>").orcid
        'https://orcid.org/0000-0002-1825-0097'
        """
        found = AUTHOR.fullmatch(text)
        if found is None:
            raise UserError(f"--author: got {shown(text)}; 'Name' or 'Name <ORCID iD>' is allowed")
        if found["orcid"] is None:
            return cls(found["name"])
        digits = ORCID.fullmatch(found["orcid"].strip())
        if digits is None or not _is_checked(digits[1]):
            raise UserError(
                f"--author: got {shown(text)}; in brackets an ORCID iD is allowed, such as "
                "0000-0002-1825-0097, whose last digit is a check of the others"
            )
        return cls(found["name"], f"https://orcid.org/{digits[1]}")


def _is_checked(orcid: str) -> bool:
    """Whether the last digit is the check (ISO 7064, MOD 11-2) of those before it."""
    digits, total = orcid.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


@dataclass(frozen=True)
class License:
    """The license of what is in an archive: an address, and a name."""

    address: str
    name: str

    @classmethod
    def parse(cls, text: str) -> License:
        """Return the license of an identifier of SPDX, such as ``CC-BY-4.0``, or of an address.

        Raises
        ------
        UserError
            If it is neither.

        Examples
        --------
        >>> License.parse("cc-by-4.0").address
        'https://spdx.org/licenses/CC-BY-4.0'
        """
        if ADDRESS.fullmatch(text):
            return cls(text, text)
        try:
            name = str(canonicalize_license_expression(text))
        except InvalidLicenseExpression:
            name = ""
        if not re.fullmatch(r"(?!LicenseRef-)[\w.+-]+", name):
            raise UserError(
                f"--license: got {shown(text)}; one identifier of SPDX is allowed, such as CC-BY-4.0, "
                "CC0-1.0 or MIT, or the address of a license"
            )
        return cls(f"https://spdx.org/licenses/{name}", name)


@dataclass(frozen=True)
class About:
    """What a user says about an archive.

    Attributes
    ----------
    title, description : str
        Empty: of the sweep's own names.
    authors : tuple of Author
    license : License, optional
    keywords : tuple of str
    """

    title: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    license: License | None = None
    keywords: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse one ORCID iD for two authors.

        Raises
        ------
        UserError
        """
        known = [author.orcid for author in self.authors if author.orcid]
        for orcid in known:
            if known.count(orcid) > 1:
                raise UserError(f"--author: {orcid} is given more than once; once is allowed")

    @property
    def missing(self) -> list[str]:
        """The options that would say what a publication needs."""
        options = []
        if not self.authors:
            options.append("--author 'Name <ORCID iD>'")
        if self.license is None:
            options.append("--license CC-BY-4.0 (or another)")
        return options
