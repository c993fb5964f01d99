"""How the environments become files that Argo CD deploys from: `k8sdsl gitops` writes them to `rendered/`."""

from __future__ import annotations

from k8sdsl.gitops import ArgoCd, ExternalSecrets, GitOps

gitops = GitOps(
    controller=ArgoCd(repository="https://git.example.com/deployments.git", revision="main", project="wordpress"),
    # No secret value is rendered: the cluster fetches each from the company's store, below `production/` or
    # `development/`. Neither a value nor a cluster is needed to render.
    secrets=ExternalSecrets(store="vault"),
)
