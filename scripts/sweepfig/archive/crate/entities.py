"""Write the entities of an RO-Crate: files, folders, people, programs and so on, as JSON-LD has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from sweepfig.archive.columns import Column
from sweepfig.archive.crate.about import Author, License
from sweepfig.archive.crate.programs import Program
from sweepfig.archive.zip_file import Packed

Entity = dict[str, Any]

FORMATS = {  # media types, by the ending of a name; Python's own list differs from system to system
    "csv": "text/csv",
    "html": "text/html",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "nc": "application/netcdf",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/x-python",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}
TEXT, BINARY = "text/plain", "application/octet-stream"


def reference(entity: Entity) -> Entity:
    """Return what names an entity in others."""
    return {"@id": entity["@id"]}


def references(entities: Iterable[Entity]) -> Entity | list[Entity]:
    """Return what names entities in others, each once; a list of one is that one itself."""
    found = [{"@id": name} for name in dict.fromkeys(each["@id"] for each in entities)]
    return found[0] if len(found) == 1 else found


def file(packed: Packed, words: str) -> Entity:
    """Return a file of the crate, with the words for what it is."""
    return {"@id": address(packed.name), "@type": "File", **_content(packed, words)}


def file_elsewhere(found: Packed, words: str) -> Entity:
    """Return a file that is not in the crate, given the name that it would have there."""
    entity = {"@id": f"#{address(found.name)}", "@type": "File", **_content(found, words)}
    return entity | {"description": "not in this archive"}


def _content(packed: Packed, words: str) -> Entity:
    return {
        "name": words,
        "encodingFormat": media_type(packed.name),
        "contentSize": str(packed.size),
        "sha256": packed.sha256,
    }


def media_type(name: str) -> str:
    """Return the media type of a file by the ending of its name."""
    ending = name.rpartition(".")[2].lower()
    return FORMATS.get(ending, TEXT if ending in ("txt", "mplstyle", "nml", "toml") else BINARY)


def folder(name: str, words: str, parts: Sequence[Entity] = ()) -> Entity:
    """Return a folder of the crate, with those of its files and folders that are described."""
    entity = {"@id": f"{address(name)}/", "@type": "Dataset", "name": words}
    return entity | ({"hasPart": references(parts)} if parts else {})


def address(name: str) -> str:
    """Return a path as the address of an entity, in which some characters must be escaped."""
    return quote(name, safe="/=+,@!$&'()*;~-._")


def person(author: Author, number: int) -> Entity:
    """Return an author; without an ORCID iD by a number."""
    return {"@id": author.orcid or f"#author-{number}", "@type": "Person", "name": author.name}


def license_entity(found: License) -> Entity:
    """Return a license."""
    about = "The license of the figures, the numbers and all else in this archive"
    entity = {"@id": found.address, "@type": "CreativeWork", "name": found.name}
    return entity | {"description": about}


def program(found: Program, needs: Sequence[Entity] = ()) -> Entity:
    """Return a program or package, and those that it needs."""
    entity = {
        "@id": found.address or f"#package-{re.sub(r'[^A-Za-z0-9.-]', '-', found.name)}",
        "@type": "SoftwareApplication",
        "name": found.name,
        "version": found.version,
    }
    entity |= {"url": found.address} if found.address else {}
    return entity | ({"softwareRequirements": references(needs)} if needs else {})


def column(found: Column, number: int) -> Entity:
    """Return a column of a table, by its number."""
    entity = {
        "@id": f"#column-{number}",
        "@type": "PropertyValue",
        "name": found.title,
        "description": found.meaning,
    }
    return entity | ({"unitText": found.units} if found.units else {})
