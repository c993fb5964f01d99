"""From one version of Kubernetes to another.

- `version_changes`: what is known of the way from one version to the other.
- `rewriting`: the fields to change where they were written, if the changed object is accepted.
- `companions`: patches and targets beside them that name the old version; `python_files`: literals and imports.
"""

from __future__ import annotations
