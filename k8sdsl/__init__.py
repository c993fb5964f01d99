"""Kubernetes infrastructure as typed Python: stacks, overlays, and manifests that a cluster accepts.

The flow of data, and the packages of each step:

    stacks/*.py  overlays/*.py  *.yaml  kustomization/          what users write
            |            loader, importers
            v
     typed objects  --- objects (typed <-> tree) --->  ManifestSet     plain trees, wire spelling
                                                           |  overlay, transforms
                                                           v
                                                      ManifestSet
                                                           |  checks, validation, rules
                                                           v
                                                    emitters, cli

- `k8s`: every kind and part of a kind in one flat namespace; `api`: the generated modules. - `Stack`, `Overlay`,
`patch` and the declarations of `transforms`: what a user writes; `blocks`: functions for common intentions. - `build`:
the pipeline. `validate`, `check`: the API server's verdict, as findings. - `kube`: tables of Kubernetes. `codegen`:
from schemas to `api` and those tables. - `errors`, `finding`, `locations`: what is refused, what is wrong, and where it
was written.

Names are loaded on first use: importing one kind does not load the rest.
"""

from k8sdsl.lazy import lazy_imports

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl import blocks as blocks
    from k8sdsl import k8s as k8s
    from k8sdsl.charts.declaration import Chart as Chart
    from k8sdsl.cluster.declaration import Cluster as Cluster
    from k8sdsl.cluster.network.connections import Connection as Connection
    from k8sdsl.cluster.network.connections import connections as connections
    from k8sdsl.cluster.simulate import simulate as simulate
    from k8sdsl.cluster.simulation import Simulation as Simulation
    from k8sdsl.errors import K8sdslError as K8sdslError
    from k8sdsl.finding import Finding as Finding
    from k8sdsl.finding import Severity as Severity
    from k8sdsl.objects.acceptance import accept as accept
    from k8sdsl.objects.part import NULL as NULL
    from k8sdsl.objects.part import Part as Part
    from k8sdsl.objects.typed import CustomResource as CustomResource
    from k8sdsl.objects.typed import Resource as Resource
    from k8sdsl.objects.typed import from_dict as from_dict
    from k8sdsl.overlay.declaration import Overlay as Overlay
    from k8sdsl.overlay.generators import ConfigMapGenerator as ConfigMapGenerator
    from k8sdsl.overlay.generators import GeneratorOptions as GeneratorOptions
    from k8sdsl.overlay.generators import SecretGenerator as SecretGenerator
    from k8sdsl.packages.stacks import installed_stack as installed_stack
    from k8sdsl.pipeline import build as build
    from k8sdsl.pipeline import check as check
    from k8sdsl.pipeline import forecast as forecast
    from k8sdsl.server.change import validate_change as validate_change
    from k8sdsl.server.validate import validate as validate
    from k8sdsl.stack import Stack as Stack
    from k8sdsl.transforms.images import Image as Image
    from k8sdsl.transforms.labels import Labels as Labels
    from k8sdsl.transforms.patches.function_patch import FunctionPatch as FunctionPatch
    from k8sdsl.transforms.patches.function_patch import patch as patch
    from k8sdsl.transforms.patches.json_patch import JsonPatch as JsonPatch
    from k8sdsl.transforms.patches.merge_patch import MergePatch as MergePatch
    from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch as StrategicMergePatch
    from k8sdsl.transforms.replacements import Replacement as Replacement
    from k8sdsl.transforms.replacements import ReplacementOptions as ReplacementOptions
    from k8sdsl.transforms.replacements import ReplacementSource as ReplacementSource
    from k8sdsl.transforms.replacements import ReplacementTarget as ReplacementTarget
    from k8sdsl.transforms.replicas import Replica as Replica
    from k8sdsl.transforms.sort_order import SortOrder as SortOrder
    from k8sdsl.transforms.target import Target as Target
    from k8sdsl.transforms.variables import Variable as Variable

_HOMES: dict[str, tuple[str, ...]] = {
    "k8sdsl.blocks": (),
    "k8sdsl.k8s": (),
    "k8sdsl.pipeline": ("build", "check", "forecast"),
    "k8sdsl.charts.declaration": ("Chart",),
    "k8sdsl.cluster.declaration": ("Cluster",),
    "k8sdsl.cluster.network.connections": ("Connection", "connections"),
    "k8sdsl.cluster.simulate": ("simulate",),
    "k8sdsl.cluster.simulation": ("Simulation",),
    "k8sdsl.errors": ("K8sdslError",),
    "k8sdsl.finding": ("Finding", "Severity"),
    "k8sdsl.objects.acceptance": ("accept",),
    "k8sdsl.objects.part": ("NULL", "Part"),
    "k8sdsl.objects.typed": ("CustomResource", "Resource", "from_dict"),
    "k8sdsl.overlay.declaration": ("Overlay",),
    "k8sdsl.packages.stacks": ("installed_stack",),
    "k8sdsl.stack": ("Stack",),
    "k8sdsl.transforms.target": ("Target",),
    "k8sdsl.transforms.patches.function_patch": ("FunctionPatch", "patch"),
    "k8sdsl.overlay.generators": ("ConfigMapGenerator", "GeneratorOptions", "SecretGenerator"),
    "k8sdsl.transforms.images": ("Image",),
    "k8sdsl.transforms.patches.json_patch": ("JsonPatch",),
    "k8sdsl.transforms.labels": ("Labels",),
    "k8sdsl.transforms.patches.merge_patch": ("MergePatch",),
    "k8sdsl.transforms.replacements": (
        "Replacement",
        "ReplacementOptions",
        "ReplacementSource",
        "ReplacementTarget",
    ),
    "k8sdsl.transforms.replicas": ("Replica",),
    "k8sdsl.transforms.sort_order": ("SortOrder",),
    "k8sdsl.transforms.patches.strategic_merge": ("StrategicMergePatch",),
    "k8sdsl.transforms.variables": ("Variable",),
    "k8sdsl.server.change": ("validate_change",),
    "k8sdsl.server.validate": ("validate",),
}

__all__ = lazy_imports(globals(), _HOMES)  # noqa: PLE0605 # pyright: ignore[reportUnsupportedDunderAll]
