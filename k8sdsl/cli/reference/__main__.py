"""Writes what is generated from the parser: `python -m k8sdsl.cli.reference`."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.reference.files import reference_files

if __name__ == "__main__":
    for name, text in reference_files().items():
        (Path(__file__).resolve().parents[3] / name).write_text(text, encoding="utf-8")
