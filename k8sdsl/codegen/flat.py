"""The classes of the flat names of `k8sdsl.k8s`."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.codegen.model import TypeModel

# If several groups have a part of one name: the group that users usually mean.
_GROUPS = (
    "core",
    "apps",
    "batch",
    "meta",
    "networking",
    "rbac",
    "autoscaling",
    "policy",
    "storage",
    "admissionregistration",
)


def flat_names(types: dict[str, TypeModel]) -> dict[str, str]:
    """Flat name to `module.Class`: the preferred version of each; of equal names, a kind before a part.

    Classes that lose their name to another group's have a name with their group as prefix: `EventsEvent`.
    """
    preferred: dict[tuple[str, str], TypeModel] = {}
    for model in types.values():
        group, _, version = model.module.rpartition("_")
        held = preferred.get((group, model.name))
        if held is None or version_rank(version) > version_rank(held.module.rpartition("_")[2]):
            preferred[group, model.name] = model
    by_name: dict[str, list[TypeModel]] = defaultdict(list)
    for (_, name), model in preferred.items():
        by_name[name].append(model)
    names: dict[str, str] = {}
    for name, models in by_name.items():
        winner, *others = sorted(models, key=_precedence)
        names[name] = f"{winner.module}.{name}"
        for model in others:
            group = model.module.rpartition("_")[0]
            names[f"{group.capitalize()}{name}"] = f"{model.module}.{name}"
    return dict(sorted(names.items()))


def version_rank(version: str) -> tuple[int, int, int]:
    """The order in which clients prefer versions: stable ones last, and of each stage the newest last."""
    match = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", version)
    if match is None:
        return (0, 0, 0)
    stage = {"alpha": 0, "beta": 1, None: 2}[match[2]]
    return (stage, int(match[1]), int(match[3] or 0))


def _precedence(model: TypeModel) -> tuple[bool, bool, int, str]:
    return (not model.kinds, *group_rank(model.module))


def group_rank(module: str) -> tuple[bool, int, str]:
    """The order in which modules get names: stable versions first, and of these the groups that users usually mean."""
    group, _, version = module.rpartition("_")
    place = _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)
    return ("alpha" in version or "beta" in version, place, module)
