"""What is said of an archive is checked: ORCID iDs by their last digit, licenses by SPDX's list."""

from __future__ import annotations

import pytest
from sweepfig.archive.crate.about import About, Author, License
from sweepfig.core.errors import UserError

CARBERRY = "https://orcid.org/0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("text", "name", "orcid"),
    [
        ("Josiah Carberry", "Josiah Carberry", ""),
        (" Josiah Carberry <0000-0002-1825-0097> ", "Josiah Carberry", CARBERRY),
        (f"Carberry, J. <{CARBERRY}>", "Carberry, J.", CARBERRY),
        ("Ångström <0000-0002-1694-233X>", "Ångström", "https://orcid.org/0000-0002-1694-233X"),
    ],
)
def test_an_author_has_a_name_and_maybe_an_orcid(text, name, orcid):
    assert Author.parse(text) == Author(name, orcid)


@pytest.mark.parametrize(
    "text", ["A <0000-0002-1825-0098>", "A <a@b.org>", "A <0000000218250097>", "A <>"]
)
def test_what_is_no_orcid_is_refused(text):
    with pytest.raises(UserError, match="in brackets an ORCID iD is allowed"):
        Author.parse(text)


@pytest.mark.parametrize("text", ["", "  ", "<0000-0002-1825-0097>", "A <b> c"])
def test_what_has_no_name_is_refused(text):
    with pytest.raises(UserError, match=r"--author: got .*'Name' or 'Name <ORCID iD>' is allowed"):
        Author.parse(text)


@pytest.mark.parametrize("text", ["CC-BY-4.0", "cc-by-4.0"])
def test_a_license_of_spdx_is_an_address(text):
    assert License.parse(text) == License("https://spdx.org/licenses/CC-BY-4.0", "CC-BY-4.0")


def test_any_address_is_a_license():
    address = "https://opendatacommons.org/licenses/by/1-0/"
    assert License.parse(address).address == address


@pytest.mark.parametrize(
    "text", ["CC-BY", "MIT OR Apache-2.0", "LicenseRef-mine", "", "ftp://a.b/c", "MIT license"]
)
def test_what_is_no_license_is_refused(text):
    with pytest.raises(UserError, match=r"--license: got .*CC-BY-4\.0"):
        License.parse(text)


def test_one_orcid_for_two_authors_is_refused():
    author = Author("Josiah Carberry", CARBERRY)
    with pytest.raises(UserError, match=r"--author: https://orcid\.org/.* is given more than once"):
        About(authors=(author, Author("J. Carberry", CARBERRY)))
    assert len(About(authors=(author, Author("A"), Author("A"))).authors) == 3


def test_what_a_publication_needs_is_asked_for():
    assert [option.split()[0] for option in About().missing] == ["--author", "--license"]
    known = About(authors=(Author("A"),), license=License.parse("MIT"))
    assert known.missing == []
