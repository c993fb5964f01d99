"""The programs that commands run: git, sops and helm, found on PATH and never in the working directory."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def find_program(name: str) -> str | None:
    """The absolute path of a program; None if no directory of PATH has it.

    A name with a separator is a path and is not searched for. Entries of PATH that are relative, or are the working
    directory, are skipped: an untrusted checkout must not supply the program.
    """
    if os.sep in name or (os.altsep or os.sep) in name:
        return name
    here = os.path.realpath(Path.cwd())
    for folder in os.get_exec_path():
        if Path(folder).is_absolute() and os.path.realpath(folder) != here:
            for suffix in _suffixes():
                file = Path(folder, name + suffix)
                if file.is_file() and os.access(file, os.X_OK):
                    return str(file)
    return None


def _suffixes() -> list[str]:
    return os.environ.get("PATHEXT", ".EXE").split(os.pathsep) if sys.platform == "win32" else [""]
