"""The macro `cel.bind` (cel-go `ext/bindings.go`), for the selectors of devices only."""

from __future__ import annotations

from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.macros import BINDINGS as BINDING_MACROS

BINDINGS = Library(macros=BINDING_MACROS)
