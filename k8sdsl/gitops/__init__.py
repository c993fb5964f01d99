"""A build as a repository that Argo CD and Flux deploy from.

- `declaration`: what a project declares in `gitops.py`; `request`: what one run was asked for.
- `session`: one run of `k8sdsl gitops`, on one screen.
- `environment`, `render`, `rendered`: from overlays to files; `wanted`, `metadata`: what else goes beside them.
- `tree/`: the tree on disk, exact, safe against kills and edits by others; names that no file system can break.
- `repository/`: commits of exactly those files, in place or on a branch of their own, pushed against other writers.
- `order/`: what an object or environment needs before it. `controllers/`: the objects of Argo CD and Flux.
- `secrets/`: no plaintext in Git, and the ways out. `substitution`: what Flux would replace.
- `shards`: a fleet rendered on several machines.

What a project's `gitops.py` and stacks need is here by name, loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.gitops.controllers.argo_cd import ArgoCd as ArgoCd
    from k8sdsl.gitops.controllers.flux import Flux as Flux
    from k8sdsl.gitops.declaration import GitOps as GitOps
    from k8sdsl.gitops.secrets.external_secrets import Remote as Remote
    from k8sdsl.gitops.secrets.external_secrets import cluster_secret_store as cluster_secret_store
    from k8sdsl.gitops.secrets.external_secrets import external_secret as external_secret
    from k8sdsl.gitops.secrets.external_secrets import secret_store as secret_store
    from k8sdsl.gitops.secrets.sealed_secrets import SealedSecrets as SealedSecrets
    from k8sdsl.gitops.secrets.sops import Sops as Sops
    from k8sdsl.gitops.secrets.values import from_command as from_command
    from k8sdsl.gitops.secrets.values import from_environment as from_environment
    from k8sdsl.gitops.secrets.values import from_file as from_file

_HOMES = {
    "controllers.argo_cd": ("ArgoCd",),
    "controllers.flux": ("Flux",),
    "declaration": ("GitOps",),
    "secrets.external_secrets": ("Remote", "cluster_secret_store", "external_secret", "secret_store"),
    "secrets.sealed_secrets": ("SealedSecrets",),
    "secrets.sops": ("Sops",),
    "secrets.values": ("from_command", "from_environment", "from_file"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME_OF:
        message = f"module 'k8sdsl.gitops' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"k8sdsl.gitops.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
