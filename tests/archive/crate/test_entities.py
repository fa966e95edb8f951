"""Entities have what RO-Crate asks of them, and addresses that any JSON-LD reader takes."""

from __future__ import annotations

import pytest
from sweepfig.archive.columns import Column
from sweepfig.archive.crate import entities
from sweepfig.archive.crate.about import Author, License
from sweepfig.archive.crate.programs import Program
from sweepfig.archive.zip_file import Packed

PACKED = Packed("figures/k0=0.33/rc 1.png", 12, "ab" * 32)


def test_a_file_has_its_size_digest_and_format():
    assert entities.file(PACKED, "k0 = 0.33") == {
        "@id": "figures/k0=0.33/rc%201.png",
        "@type": "File",
        "name": "k0 = 0.33",
        "encodingFormat": "image/png",
        "contentSize": "12",
        "sha256": "ab" * 32,
    }


def test_a_file_that_is_not_in_the_crate_has_a_local_name():
    """RO-Crate takes a relative path for a file that is there."""
    found = entities.file_elsewhere(Packed("input/a.nc", 5, "cd" * 32), "The data")
    assert found["@id"] == "#input/a.nc"
    assert found["sha256"] == "cd" * 32


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.csv", "text/csv"),
        ("a.PNG", "image/png"),
        ("a.nc", "application/netcdf"),
        ("my.mplstyle", "text/plain"),
        ("noending", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(name, media_type):
    assert entities.media_type(name) == media_type


def test_a_folder_names_its_parts_once():
    file = entities.file(PACKED, "one")
    other = entities.file(PACKED._replace(name="figures/b.png"), "other")
    assert entities.folder("figures", "All", [file, other, file]) == {
        "@id": "figures/",
        "@type": "Dataset",
        "name": "All",
        "hasPart": [{"@id": file["@id"]}, {"@id": other["@id"]}],
    }
    assert "hasPart" not in entities.folder("figures", "All")


def test_one_reference_is_no_list():
    file = entities.file(PACKED, "one")
    assert entities.references([file, file]) == entities.reference(file) == {"@id": file["@id"]}


def test_an_author_without_orcid_has_a_number():
    assert entities.person(Author("A"), 2)["@id"] == "#author-2"
    assert entities.person(Author("A", "https://orcid.org/0"), 2)["@id"] == "https://orcid.org/0"


def test_a_license_has_a_name_and_a_description():
    found = entities.license_entity(License.parse("MIT"))
    assert found["name"] == "MIT"
    assert found["description"]


def test_a_program_has_its_version_and_what_it_needs():
    numpy = entities.program(Program("numpy", "2.4.6", "https://numpy.org"))
    found = entities.program(Program("my code", "1"), [numpy])
    assert found["@id"] == "#package-my-code"
    assert found["version"] == "1"
    assert found["softwareRequirements"] == {"@id": "https://numpy.org"}
    assert "url" not in found
    assert numpy["url"] == "https://numpy.org"


def test_a_column_has_units_unless_it_is_a_pure_number():
    named = entities.column(Column("width [s]", "how wide", "s"), 3)
    assert (named["@id"], named["unitText"]) == ("#column-3", "s")
    assert "unitText" not in entities.column(Column("ratio", "how much"), 4)
