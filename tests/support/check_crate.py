"""Validate an RO-Crate without a network: run by the Python of `rocrate-validator`, in a process of its own.

The validator asks the network for the context, which says what each term means. Here it finds, in its cache,
one that has the terms of RO-Crate 1.1 which an archive uses: a term that is not among them is an error.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

SCHEMA = (
    *("CreateAction", "CreativeWork", "Dataset", "Person", "PropertyValue", "SoftwareApplication"),
    *("about", "agent", "author", "contentSize", "datePublished", "description", "encodingFormat"),
    *("endTime", "hasPart", "instrument", "keywords", "license", "mentions", "name", "object"),
    *("result", "softwareRequirements", "unitText", "url", "variableMeasured", "version"),
)
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
TERMS = {term: f"http://schema.org/{term}" for term in SCHEMA} | {
    "File": "http://schema.org/MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}


def main(archive: str, severity: str) -> None:
    """Print the issues, the last line as JSON."""
    from rocrate_validator import services
    from rocrate_validator.models import Severity

    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        put_context(cache)
        result = services.validate(
            {
                "rocrate_uri": archive,
                "profile_identifier": "process-run-crate",
                "requirement_severity": Severity[severity],
                "offline": True,
                "cache_path": cache,
            }
        )
    assert result.executed_checks
    assert not result.skipped_checks, result.skipped_checks
    found = {issue.message for issue in result.get_issues(Severity[severity])}
    print(json.dumps(sorted(found)))


def put_context(cache: Path) -> None:
    """Write the context into a cache as if it had come from the network."""
    import requests
    from requests_cache import CachedSession
    from urllib3 import HTTPResponse

    content = json.dumps({"@context": TERMS}).encode()
    headers = {"Content-Type": "application/ld+json"}
    with CachedSession(cache_name=str(cache), backend="sqlite", expire_after=-1) as session:
        response = requests.Response()
        response.status_code, response.url = 200, CONTEXT
        response.headers.update(headers)
        response._content = content
        response.request = requests.Request("GET", CONTEXT).prepare()
        response.raw = HTTPResponse(
            io.BytesIO(content), headers, 200, preload_content=False, request_url=CONTEXT
        )
        session.cache.save_response(response, session.cache.create_key(response.request))


if __name__ == "__main__":
    main(*sys.argv[1:])
