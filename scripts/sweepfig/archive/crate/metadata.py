"""Describe an archive as an RO-Crate, which says what each file is, and what the figures were made of.

By RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) and its profile Process Run Crate 0.5, which extends that
version: the drawing is an action, whose instrument is this program, whose object is the input, and whose
result is the figures. `sha256` is a term of schema.org that version 1.1 does not have yet.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sweepfig.archive.crate import entities
from sweepfig.archive.crate.about import About
from sweepfig.archive.crate.entities import Entity
from sweepfig.archive.crate.programs import Program, python

METADATA = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
CONTEXT = [f"{CRATE}/context", {"sha256": "http://schema.org/sha256"}]
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
NO_LICENSE = "No license is given: ask the authors before you use this."


@dataclass(frozen=True)
class Content:
    """What an archive holds, as an RO-Crate describes it.

    Attributes
    ----------
    about : About
        With a title and a description.
    ended : str
        When the run that drew the figures ended, ISO 8601; its day stands for that of the publication.
    top : sequence of Entity
        The files and folders that lie in no folder.
    within : sequence of Entity
        Those in the folders, and what they refer to.
    used, made : sequence of Entity
        What the figures were drawn from, and what was drawn; of the above, or not in the archive.
    program : Program
        What drew.
    packages : sequence of Program
        What it drew with, besides Python.
    """

    about: About
    ended: str
    top: Sequence[Entity]
    within: Sequence[Entity]
    used: Sequence[Entity]
    made: Sequence[Entity]
    program: Program
    packages: Sequence[Program]


def metadata_json(content: Content) -> str:
    """Return the text of ro-crate-metadata.json."""
    about = content.about
    authors = [entities.person(each, n) for n, each in enumerate(about.authors, 1)]
    needed = [entities.program(each) for each in (python(), *content.packages)]
    instrument = entities.program(content.program, needed)
    action = _drawing(content, authors, instrument)
    graph = [
        _descriptor(),
        _root(content, authors, action),
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        *authors,
        *([entities.license_entity(about.license)] if about.license else []),
        *(content.top),
        *(content.within),
        *(each for each in content.used if each["@id"].startswith("#")),
        action,
        instrument,
        *needed,
    ]
    document = {"@context": CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _descriptor() -> Entity:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": CRATE},
    }


def _root(content: Content, authors: Sequence[Entity], action: Entity) -> Entity:
    about = content.about
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "datePublished": content.ended.partition("T")[0],
        "license": {"@id": about.license.address} if about.license else NO_LICENSE,
        "conformsTo": {"@id": PROFILE},
        "keywords": ", ".join(about.keywords),
        "hasPart": entities.references(content.top),
        "mentions": entities.reference(action),
    }
    return root | ({"author": entities.references(authors)} if authors else {})


def _drawing(content: Content, authors: Sequence[Entity], instrument: Entity) -> Entity:
    """Return the action that made the figures."""
    action: Entity = {
        "@id": "#drawing",
        "@type": "CreateAction",
        "name": "Drawing the figures and measuring the numbers",
        "description": content.about.description,
        "instrument": entities.reference(instrument),
        "object": entities.references(content.used),
        "result": entities.references(content.made),
        "endTime": content.ended,
    }
    return action | ({"agent": entities.reference(authors[0])} if authors else {})
