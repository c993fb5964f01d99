"""Writes the generated files: `python -m k8sdsl.codegen`."""

from __future__ import annotations

import sys
from pathlib import Path

from k8sdsl.codegen.render import render
from k8sdsl.codegen.rule_pages import render_rule_pages
from k8sdsl.codegen.schemas import read_types


def main() -> None:
    """Generates everything, and removes generated modules that no schema has any more."""
    package = Path(__file__).resolve().parent.parent
    texts = render(read_types())
    for folder in ("api", "kube/schema"):
        (package / folder).mkdir(parents=True, exist_ok=True)
        for old in (package / folder).glob("*.py*"):
            if old.is_file() and f"{folder}/{old.name}" not in texts:
                old.unlink()
    for name, text in texts.items():
        (package / name).write_text(text, encoding="utf-8")
    pages = package.parent / "docs" / "rules"
    pages.mkdir(parents=True, exist_ok=True)
    for name, text in render_rule_pages().items():
        (pages / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(texts)} files\n")


if __name__ == "__main__":
    main()
