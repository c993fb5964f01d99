"""The files of a new project, which `k8sdsl init` writes; they are kept as files in `template/`."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.kube.versions import DEFAULT

_TEMPLATE = Path(__file__).parent / "template"
_DOTTED = ("github", "gitignore", "gitlab-ci.yml", "pre-commit-config.yaml")
"""These get a dot before their name: tools ignore files of packages that begin with one."""
_EXAMPLE = ("stacks/", "overlays/")


def project_files(directory: str, version: str, *, example: bool = True) -> dict[str, str]:
    """The files of a project by path, for a directory of this name and this version of k8sdsl.

    Without `example` there are no stacks and overlays: an importer writes them.
    """
    values = {"KUBE_VERSION": DEFAULT, "PROJECT": project_name(directory), "VERSION": version}
    files = {}
    for file in sorted(_TEMPLATE.rglob("*")):
        path = file.relative_to(_TEMPLATE).as_posix()
        if not file.is_file() or "__pycache__" in path or (path.startswith(_EXAMPLE) and not example):
            continue
        text = file.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(name, value)
        files[f".{path}" if path.startswith(_DOTTED) else path] = text
    return files


def project_name(directory: str) -> str:
    """A name that `pyproject.toml` accepts (PEP 508), made from the name of a directory."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in directory).strip("-").lower()
    return kept or "manifests"
