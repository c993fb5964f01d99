"""Writes the generated files: `python -m k8sdsl.codegen [DIRECTORY]`.

With a directory of definitions, the catalogue is written too; it has a subdirectory per project and a README.md whose
table has the source of each file.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from k8sdsl.codegen.catalog import read_sources, render_catalog
from k8sdsl.codegen.pages.error_page import render_error_page
from k8sdsl.codegen.pages.policy_page import render_policy_page
from k8sdsl.codegen.pages.rule_pages import render_rule_pages
from k8sdsl.codegen.render import render
from k8sdsl.codegen.sbom import render_sbom
from k8sdsl.codegen.sources.schemas import read_types
from k8sdsl.yaml.reader import read_documents


def main(arguments: list[str]) -> None:
    """Generates everything, and removes generated modules that no schema has anymore."""
    package = Path(__file__).resolve().parent.parent
    texts = render(read_types())
    folders = ["api", "kube/schema"]
    if arguments:
        texts |= catalog_of(Path(arguments[0]))
        folders += [f"catalog/{folder.name}" for folder in (package / "catalog").iterdir() if folder.is_dir()]
    for folder in folders:
        for old in (package / folder).glob("*.*"):
            if f"{folder}/{old.name}" not in texts:
                old.unlink()
    for name, text in texts.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, encoding="utf-8")
    pages = package.parent / "docs" / "rules"
    pages.mkdir(parents=True, exist_ok=True)
    for name, text in render_rule_pages().items():
        (pages / name).write_text(text, encoding="utf-8")
    pyproject = tomllib.loads((package.parent / "pyproject.toml").read_text(encoding="utf-8"))
    (package.parent / "k8sdsl.cdx.json").write_text(render_sbom(pyproject), encoding="utf-8")
    (package.parent / "docs" / "errors.md").write_text(render_error_page(), encoding="utf-8")
    (package.parent / "docs" / "policies.md").write_text(render_policy_page(), encoding="utf-8")
    sys.stdout.write(f"{len(texts)} files\n")


def catalog_of(directory: Path) -> dict[str, str]:
    """The files of the catalogue, from a directory of definitions."""
    projects = {
        folder.name: [
            tree
            for file in sorted(folder.rglob("*.yaml"))
            for tree in read_documents(file.read_bytes(), file=str(file))
        ]
        for folder in sorted(directory.iterdir())
        if folder.is_dir()
    }
    return render_catalog(projects, read_sources((directory / "README.md").read_text(encoding="utf-8")))


if __name__ == "__main__":
    main(sys.argv[1:])
