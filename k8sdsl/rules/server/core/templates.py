"""Pod templates, as every workload holds one; and the kind PodTemplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.rules.server import Context
    from k8sdsl.tree import Tree


def validate_pod_template_spec(template: Tree, path: str, problems: Problems, context: Context) -> None:
    """Judges the pod template at `path` (`spec.template`) as ValidatePodTemplateSpec does, after its defaults.

    The defaults are written into `template`, so that the caller may read `restartPolicy` and the like afterwards.
    What a workload asks beyond this (selector, restart policy) is the caller's.
    """
