"""Why a pattern cannot be compiled or matched."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError


class PatternError(ValueError):
    """Go would not compile the pattern; the text says why."""


class PatternBudgetError(K8sdslError):
    """Matching the pattern would take more steps than one match may take here."""

    code = "pattern/budget"
