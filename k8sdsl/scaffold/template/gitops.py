"""What `k8sdsl gitops` writes: one directory for each overlay below `rendered/`.

Add `controller=ArgoCd(...)` or `controller=Flux(...)` to write the objects that deploy it, and `secrets=` if an overlay
has Secrets: a plain Secret is never written into the tree.
"""

from k8sdsl.gitops import GitOps

gitops = GitOps(into="rendered")
