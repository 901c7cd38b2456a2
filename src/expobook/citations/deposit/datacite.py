"""The edition as DataCite metadata (schema 4.5), ready for a repository that gives it a DOI."""

from __future__ import annotations

from typing import Any

from expobook.citations.catalogue import Catalogue
from expobook.citations.identity import Identity

NAME = "datacite.json"
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
}
_FORMATS = ("text/html", "application/pdf", "application/epub+zip", "text/csv", "application/x-ipynb+json")


def metadata(catalogue: Catalogue) -> dict[str, Any]:
    """The metadata of the edition; without a DOI until one was given."""
    identity = catalogue.identity
    found = {
        "doi": identity.doi,
        "url": identity.permalink("index.html"),
        "types": {"resourceTypeGeneral": "Report", "resourceType": "Report with data and code"},
        "creators": _creators(identity),
        "titles": [{"title": identity.title, "lang": "en"}],
        "publisher": {"name": "; ".join(one["name"] for one in _creators(identity))},
        "publicationYear": identity.released[:4],
        "subjects": [{"subject": word} for word in identity.keywords],
        "dates": [
            {"date": identity.released, "dateType": "Issued"},
            {"date": identity.data_date, "dateType": "Collected"},
        ],
        "language": "en",
        "version": identity.edition,
        "formats": list(_FORMATS),
        "alternateIdentifiers": [
            {"alternateIdentifier": identity.edition, "alternateIdentifierType": "Edition"},
            {"alternateIdentifier": identity.content, "alternateIdentifierType": "sha256 of data and numbers"},
        ],
        "relatedIdentifiers": _sources(catalogue),
        "rightsList": [_rights(name) for name in identity.licences],
        "descriptions": [{"description": identity.abstract, "descriptionType": "Abstract", "lang": "en"}]
        if identity.abstract
        else [],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {name: value for name, value in found.items() if value}


def _creators(identity: Identity) -> list[dict[str, Any]]:
    return [
        {"name": one["literal"], "nameType": "Organizational"}
        if "literal" in one
        else {
            "name": ", ".join(filter(None, (one.get("family"), one.get("given")))),
            "nameType": "Personal",
            **({"givenName": one["given"]} if "given" in one else {}),
            **({"familyName": one["family"]} if "family" in one else {}),
        }
        for one in identity.authors
    ]


def _rights(name: str) -> dict[str, str]:
    words, address = LICENCES.get(name, (name, ""))
    return {
        "rights": words,
        "rightsIdentifier": name,
        "rightsIdentifierScheme": "SPDX",
        **({"rightsUri": address} if address else {}),
    }


def _sources(catalogue: Catalogue) -> list[dict[str, str]]:
    """The addresses of all sources that the edition rests on, each once."""
    addresses = dict.fromkeys(row["url"] for row in catalogue.sources.values() if row["url"])
    return [
        {"relatedIdentifier": one, "relatedIdentifierType": "URL", "relationType": "References"} for one in addresses
    ]
