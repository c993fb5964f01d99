"""JSON Schemas of the reports for programs, and of the settings in `pyproject.toml`, one file per schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from k8sdsl.errors import K8sdslError

SCHEMAS = {name: name for name in ("blame", "check", "diff", "help", "settings", "trace")} | {"gitops": "diff"}
"""The file of each name: the reports of `diff` and `gitops` have one form."""


def schema_text(name: str) -> str:
    """A schema as JSON. Raises K8sdslError for a name that has none."""
    if name not in SCHEMAS:
        raise K8sdslError(f"unknown schema {name!r}", remedy=f"use one of {', '.join(SCHEMAS)}", code="usage/value")
    return (Path(__file__).parent / f"{SCHEMAS[name]}.json").read_text(encoding="utf-8")


def tool_schema(tool: str) -> dict[str, Any]:
    """The schema of `[tool.k8sdsl]`, as validate-pyproject asks for it."""
    del tool  # its name: "k8sdsl"
    schema: dict[str, Any] = json.loads(schema_text("settings"))
    return schema
