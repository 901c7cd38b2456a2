"""Validates an RO-Crate with roc-validator, in an environment of its own: `crate_check.py FOLDER`.

Prints a line for each requirement that isn't met. No network is asked: the terms of RO-Crate's
context that a run's crate uses are handed over here. roc-validator knows Process Run Crate up to
0.5, which rests on RO-Crate 1.1; its requirements are tried on a copy that names those versions.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
import urllib.request
from pathlib import Path

import requests
import requests_cache
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings

SCHEMA = "http://schema.org/"
TERMS = [
    "CreativeWork",
    "Dataset",
    "Organization",
    "Person",
    "PropertyValue",
    "SoftwareApplication",
    "CreateAction",
    "about",
    "name",
    "version",
    "license",
    "description",
    "identifier",
    "author",
    "keywords",
    "datePublished",
    "hasPart",
    "mentions",
    "encodingFormat",
    "url",
    "value",
    "agent",
    "instrument",
    "object",
    "result",
]
CONTEXT = {
    "@context": {name: f"{SCHEMA}{name}" for name in TERMS}
    | {
        "File": f"{SCHEMA}MediaObject",
        "Profile": "http://www.w3.org/ns/dx/prof/Profile",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    }
}
NAME = "ro-crate-metadata.json"


def answer(self, request, **settings):
    """Hand over the context, in place of any address that is asked."""
    found = requests.Response()
    found.status_code, found.url, found.request = 200, request.url, request
    found.headers["Content-Type"] = "application/ld+json"
    found._content = json.dumps(CONTEXT).encode()
    return found


def issues(folder: Path, profile: str) -> list[str]:
    """What of a profile's requirements a crate doesn't meet."""
    result = services.validate(
        ValidationSettings(
            rocrate_uri=str(folder),
            profile_identifier=profile,
            disable_remote_crate_download=True,
            requirement_severity=Severity.REQUIRED,
        )
    )
    return [f"{profile}: {one.check.identifier}: {one.message}" for one in result.get_issues()]


def with_older_names(folder: Path, copy: Path) -> Path:
    """The same crate under the versions that the validator knows."""
    shutil.copytree(folder, copy)
    path = copy / NAME
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("ro/crate/1.3", "ro/crate/1.1").replace("wfrun/process/0.6", "wfrun/process/0.5"), encoding="utf-8"
    )
    return copy


def main(folder: Path) -> None:
    """Check against both profiles."""
    requests.Session.send = requests_cache.CachedSession.send = answer
    urllib.request.urlopen = lambda *given, **settings: io.BytesIO(json.dumps(CONTEXT).encode())
    found = issues(folder, "ro-crate-1.3")
    with tempfile.TemporaryDirectory() as temporary:
        older = with_older_names(folder, Path(temporary) / "crate")
        found += issues(older, "process-run-crate-0.5")
    print("\n".join(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
