"""What the codes of errors mean: one file per area, each with a tuple `CODES`.

Only `explain`, the reference and completion read them. An error (`k8sdsl.errors`) names its code as a string; a test
compares those strings with the codes that are declared here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from k8sdsl.codes.error_code import ErrorCode

AREAS = (
    *("usage", "files", "projects", "overlays", "patches", "kustomizations", "remote_sources", "imports"),
    *("rendering", "repositories", "secret_values", "expressions"),
)


@cache
def all_codes() -> dict[str, ErrorCode]:
    """Every code by its id, sorted; raises ValueError if an id is declared twice."""
    codes: dict[str, ErrorCode] = {}
    for area in AREAS:
        declared: tuple[ErrorCode, ...] = import_module(f"k8sdsl.codes.{area}").CODES
        for code in declared:
            if codes.setdefault(code.id, code) is not code:
                raise ValueError(code.id)
    return dict(sorted(codes.items()))
