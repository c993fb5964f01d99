"""A build as a repository that Argo CD and Flux deploy from.

- `declaration`: what a project declares in `gitops.py`; `request`: the options of one run.
- `session`: one run of `k8sdsl gitops`, on one screen.
- `environment`, `render`, `rendered`: from overlays to files; `wanted`, `metadata`: the other files of the tree.
- `tree/`: the tree on disk, exact, safe against kills and edits by others; names that no file system can break.
- `repository/`: commits of exactly those files, in place or on a branch of their own, pushed against other writers.
- `order/`: what must be deployed before an object or environment. `controllers/`: the objects of Argo CD and Flux.
- `secrets/`: no plaintext in Git, and the alternatives. `substitution`: what Flux would replace.
- `shards`: a fleet rendered on several machines.

The names that a project's `gitops.py` and stacks use can be imported from here; each is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.lazy import lazy_imports

if TYPE_CHECKING:
    from k8sdsl.gitops.controllers.argo_cd import ArgoCd as ArgoCd
    from k8sdsl.gitops.controllers.flux import Flux as Flux
    from k8sdsl.gitops.declaration import GitOps as GitOps
    from k8sdsl.gitops.secrets.external_secrets import ExternalSecrets as ExternalSecrets
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
    "k8sdsl.gitops.controllers.argo_cd": ("ArgoCd",),
    "k8sdsl.gitops.controllers.flux": ("Flux",),
    "k8sdsl.gitops.declaration": ("GitOps",),
    "k8sdsl.gitops.secrets.external_secrets": (
        *("ExternalSecrets", "Remote", "cluster_secret_store", "external_secret", "secret_store"),
    ),
    "k8sdsl.gitops.secrets.sealed_secrets": ("SealedSecrets",),
    "k8sdsl.gitops.secrets.sops": ("Sops",),
    "k8sdsl.gitops.secrets.values": ("from_command", "from_environment", "from_file"),
}

__all__ = lazy_imports(globals(), _HOMES)  # noqa: PLE0605 # pyright: ignore[reportUnsupportedDunderAll]
