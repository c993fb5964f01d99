"""A build as a repository that Argo CD and Flux deploy from.

- `layout`: which object goes into which file; `file_name`: names that no file system and no object can break.
- `index`, `plan`, `tree_writer`, `tree_lock`: the tree on disk, exact, safe against kills and foreign hands.
- `declaration`: what a project declares in `gitops.py`; `environment`, `render`: from overlays to files.
- `git`, `rendered_branch`: commits on a branch of their own, pushed against other writers.
- `controllers/`: the objects of Argo CD and Flux; `waves`: their order, from the references between objects.
- `secrets/`: no plaintext in Git, and the ways out. `substitution`: what Flux would replace.
- `session`: one run of `k8sdsl gitops`, on one screen.
"""

from __future__ import annotations
