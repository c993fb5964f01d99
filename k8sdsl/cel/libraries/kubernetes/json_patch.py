"""Keys in JSON pointers (apiserver `pkg/cel/library/jsonpatch.go`), for the patches of mutating policies only."""

from __future__ import annotations

from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


JSON_PATCH = Library(
    Function("jsonpatch.escapeKey", Overload("string_jsonpatch_escapeKey_string", "(string) string", _escape))
)
