"""The policies that a project declares in `policies/*.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import LoadError
from k8sdsl.policies.policy import Policy
from k8sdsl.project.modules import load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from pathlib import Path


def own_policies(root: Path) -> list[Policy]:
    """Every policy of the project at `root`, by file and then in the order of declaration.

    Raises LoadError for a file that declares none, UserCodeError for an exception of the user's code.
    """
    folder = root / "policies"
    found: list[Policy] = []
    for file in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        if file.name.startswith("_"):
            continue
        declared = [value for value in vars(load_module(file, root)).values() if isinstance(value, Policy)]
        if not declared:
            raise LoadError(
                f"{shown(file)} does not declare a policy",
                remedy="decorate a function with `@policy(...)`",
                code="project/no-policy",
            )
        found += declared
    return found
