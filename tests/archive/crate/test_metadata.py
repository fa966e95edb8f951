"""The description is a graph of entities that all refer to one another, from the root to the programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sweepfig.archive.crate import entities
from sweepfig.archive.crate.about import About, Author, License
from sweepfig.archive.crate.metadata import CRATE, PROFILE, Content, metadata_json
from sweepfig.archive.crate.programs import Program, sweepfig
from sweepfig.archive.zip_file import Packed

AUTHOR = Author("Josiah Carberry", "https://orcid.org/0000-0002-1825-0097")
README = entities.file(Packed("README.txt", 5, "ab" * 32), "What is what")
FIGURE = entities.file(Packed("figures/a.png", 5, "cd" * 32), "k = 1")
FIGURES = entities.folder("figures", "Figures", [FIGURE])
DATA = entities.file_elsewhere(Packed("sweep.nc", 5, "ef" * 32), "The data")


def graph(about: About) -> dict[str, dict[str, Any]]:
    content = Content(
        about=about,
        ended="2026-11-29T01:02:03+00:00",
        top=[README, FIGURES],
        within=[FIGURE],
        used=[DATA],
        made=[FIGURES],
        program=sweepfig("0.1.0"),
        packages=[Program("numpy", "2.4.6", "https://numpy.org")],
    )
    document = json.loads(metadata_json(content))
    assert document["@context"][0] == f"{CRATE}/context"
    names = [each["@id"] for each in document["@graph"]]
    assert len(names) == len(set(names))
    return {each["@id"]: each for each in document["@graph"]}


@pytest.fixture
def whole():
    return graph(About("T", "d", (AUTHOR, Author("B")), License.parse("MIT"), ("a", "b")))


def test_the_descriptor_leads_to_the_root(whole):
    descriptor = whole["ro-crate-metadata.json"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": CRATE}


def test_the_root_has_what_was_said_of_the_archive(whole):
    root = whole["./"]
    assert (root["name"], root["description"], root["keywords"]) == ("T", "d", "a, b")
    assert root["datePublished"] == "2026-11-29"
    assert root["license"] == {"@id": "https://spdx.org/licenses/MIT"}
    assert root["author"] == [{"@id": AUTHOR.orcid}, {"@id": "#author-2"}]
    assert root["conformsTo"] == {"@id": PROFILE}
    assert root["hasPart"] == [{"@id": "README.txt"}, {"@id": "figures/"}]


def test_the_drawing_has_its_program_its_input_and_its_result(whole):
    action = whole["#drawing"]
    assert whole["./"]["mentions"] == {"@id": "#drawing"}
    assert action["object"] == {"@id": "#sweep.nc"}
    assert action["result"] == {"@id": "figures/"}
    assert action["agent"] == {"@id": AUTHOR.orcid}
    assert action["endTime"] == "2026-11-29T01:02:03+00:00"
    program = whole[action["instrument"]["@id"]]
    assert (program["name"], program["version"]) == ("sweepfig", "0.1.0")
    needed = [whole[each["@id"]]["name"] for each in program["softwareRequirements"]]
    assert needed == ["Python", "numpy"]


def test_what_an_entity_refers_to_is_described(whole):
    elsewhere = {CRATE}

    def named(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(named, value))
        return {value["@id"]} if isinstance(value, dict) else set()

    for entity in whole.values():
        for key, value in entity.items():
            assert named(value) <= {*whole} | elsewhere, key


def test_without_authors_and_license_it_says_so():
    found = graph(About("T", "d"))
    assert "ask the authors" in found["./"]["license"]
    assert "author" not in found["./"]
    assert "agent" not in found["#drawing"]
