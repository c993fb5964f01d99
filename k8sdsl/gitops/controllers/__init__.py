"""What deploys the tree: the objects that Argo CD and Flux need for it, and what they read in the manifests."""

from __future__ import annotations
