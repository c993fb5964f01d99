"""Every kind and every part of a kind in one flat namespace, each at its preferred version.

`k8s.Deployment`, `k8s.Container`, `k8s.NetworkPolicy`; the exact modules are `k8sdsl.api.apps_v1` and so on. A name is
loaded on first use. Type checkers and editors read `k8s.pyi`, which is generated.
"""

from __future__ import annotations

from importlib import import_module

from k8sdsl.kube.schema.flat import NAMES
from k8sdsl.lazy import lazy_names

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any


def _find(name: str) -> Any:
    target = _index().get(name)
    if target is None:
        return None
    module, _, original = target.partition(":")
    return getattr(import_module(module), original)


def _index() -> dict[str, str]:
    """Flat name to `package.module:Class`, built once from the generated lists."""
    if not _INDEX:
        _INDEX["CustomResource"] = "k8sdsl.objects.typed:CustomResource"
        for module, names in NAMES.items():
            for name in names.split():
                flat, _, original = name.partition("=")
                _INDEX[flat] = f"k8sdsl.api.{module}:{original or flat}"
    return _INDEX


_INDEX: dict[str, str] = {}

lazy_names(globals(), _find, _index)
