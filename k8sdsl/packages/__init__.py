"""What installed Python packages offer by entry points: stacks (`k8sdsl.stacks`) and policies (`k8sdsl.policies`)."""

from __future__ import annotations
