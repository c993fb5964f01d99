"""Every kind and every part of a kind in one flat namespace, each at its preferred version.

`k8s.Deployment`, `k8s.Container`, `k8s.NetworkPolicy`; the exact modules are `k8sdsl.api.apps_v1` and so on. A name is
loaded when it is first used. What checkers and editors see stands in `k8s.pyi`, which is generated.
"""

from __future__ import annotations

from importlib import import_module

from k8sdsl.kube.schema.flat import NAMES

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    target = _index().get(name)
    if target is None:
        if name.startswith("_"):
            raise AttributeError(name)
        from k8sdsl.near_miss import did_you_mean

        hint = did_you_mean(name, _index())
        message = f"Kubernetes has no kind or part of a kind called {name!r}" + (f"; {hint}" if hint else "")
        raise AttributeError(message)
    module, _, original = target.partition(".")
    value = getattr(import_module(module.replace("/", ".")), original)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_index())


def _index() -> dict[str, str]:
    """Flat name to `package/module.Class`, made once from the generated lists."""
    if not _INDEX:
        _INDEX["CustomResource"] = "k8sdsl/objects/typed.CustomResource"
        for module, names in NAMES.items():
            for name in names.split():
                flat, _, original = name.partition("=")
                _INDEX[flat] = f"k8sdsl/api/{module}.{original or flat}"
    return _INDEX


_INDEX: dict[str, str] = {}
