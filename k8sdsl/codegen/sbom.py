"""The bill of materials of the wheel (PEP 770), as CycloneDX: what it needs, and what its generated parts are from."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from k8sdsl.catalog.index import SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping


def render_sbom(pyproject: Mapping[str, Any]) -> str:
    """The document for a `pyproject.toml`, without time and serial number: a build of the same source has the same."""
    project = pyproject["project"]
    schemas = next(one for one in pyproject["dependency-groups"]["test"] if one.startswith("kubernetes-validate"))
    needed = [_needed(requirement) for requirement in project["dependencies"]]
    data = [_component("kubernetes-validate", schemas.partition("==")[2], "data", "the schemas of the typed API")]
    for source in SOURCES.values():
        for one in source.split(", "):
            repository, _, commit = one.partition("@")
            data.append(_definitions(repository, commit))
    root = {"type": "application", "bom-ref": "k8sdsl", "name": "k8sdsl", "version": project["version"]}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**root, "purl": f"pkg:pypi/k8sdsl@{project['version']}", "licenses": _APACHE}},
        "components": [*needed, *data],
        "dependencies": [{"ref": "k8sdsl", "dependsOn": [one["bom-ref"] for one in needed]}],
    }
    return json.dumps(document, indent=2) + "\n"


_APACHE = [{"license": {"id": "Apache-2.0"}}]


def _needed(requirement: str) -> dict[str, Any]:
    """A dependency at run time: the version that is installed is chosen when k8sdsl is installed."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None  # noqa: S101 - a requirement begins with a name
    part = _component(name[0].lower(), "", "library", f"required: {requirement}")
    return {**part, "scope": "required"}


def _definitions(repository: str, commit: str) -> dict[str, Any]:
    return {
        "type": "data",
        "bom-ref": f"pkg:github/{repository}@{commit}",
        "name": repository,
        "version": commit,
        "purl": f"pkg:github/{repository}@{commit}",
        "description": "the definitions of custom resources in the catalogue",
    }


def _component(name: str, version: str, kind: str, description: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}" + (f"@{version}" if version else "")
    versioned = {"version": version} if version else {}
    return {"type": kind, "bom-ref": purl, "name": name, **versioned, "purl": purl, "description": description}
