"""StorageClass and VolumeAttributesClass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.node_labels import warn_of_node_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

PROVISIONER = Rule(
    "storage/provisioner",
    "`provisioner` of a StorageClass and `driverName` of a VolumeAttributesClass must be a qualified name.",
    "validateProvisioner",
    "StorageClass",
    bad={"provisioner": "ebs csi"},
    good={"provisioner": "kubernetes.io/no-provisioner"},
    remedy=(
        "write the name of the driver, such as `provisioner: ebs.csi.aws.com`, or `kubernetes.io/no-provisioner` for "
        "local volumes"
    ),
)
PARAMETERS = Rule(
    "storage/parameters",
    (
        "`parameters` must have at most 512 non-empty keys and 256 KiB in total, and a VolumeAttributesClass must "
        "have at least one."
    ),
    "validateParameters",
    "VolumeAttributesClass",
    bad={"parameters": {}},
    good={"parameters": {"iops": "3000"}},
    remedy='for example, write `parameters: {type: gp3, iops: "3000"}`',
)
RECLAIM_POLICY = Rule(
    "storage/reclaim-policy",
    "`reclaimPolicy` of a StorageClass must be Delete or Retain.",
    "validateReclaimPolicy",
    "StorageClass",
    bad={"reclaimPolicy": "Recycle"},
    good={"reclaimPolicy": "Retain"},
    remedy="set `reclaimPolicy: Retain` to keep volumes after their claims are deleted",
)
BINDING_MODE = Rule(
    "storage/volume-binding-mode",
    "`volumeBindingMode` of a StorageClass must be Immediate or WaitForFirstConsumer.",
    "validateVolumeBindingMode",
    "StorageClass",
    bad={"volumeBindingMode": "Delayed"},
    good={"volumeBindingMode": "WaitForFirstConsumer"},
    remedy="set `volumeBindingMode: WaitForFirstConsumer`",
)
TOPOLOGY = Rule(
    "storage/allowed-topologies",
    "An entry of `allowedTopologies` must have label keys with values, each once, and must not repeat another entry.",
    "validateAllowedTopologies",
    "StorageClass",
    bad={"allowedTopologies": [{"matchLabelExpressions": [{"key": "topology.kubernetes.io/zone", "values": []}]}]},
    good={"allowedTopologies": [{"matchLabelExpressions": [{"key": "topology.kubernetes.io/zone", "values": ["a"]}]}]},
    remedy="for example, write `[{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [eu-1a]}]}]`",
)
MAX_PARAMETERS, MAX_PARAMETERS_SIZE = 512, 256 * 1024


def validate_storage_class(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a StorageClass as ValidateStorageClass does."""
    validate_object_meta(obj, problems, namespaced=False)
    _provisioner(obj.get("provisioner", ""), "provisioner", problems)
    _parameters(obj.get("parameters") or {}, problems, may_be_empty=True)
    policy = obj.get("reclaimPolicy", "")  # SetDefaults_StorageClass
    if policy not in {"", "Delete", "Retain"}:
        refuse_choice(RECLAIM_POLICY, policy, ("Delete", "Retain"), "reclaimPolicy", problems)
    mode = obj.get("volumeBindingMode", "Immediate")
    if mode not in {"Immediate", "WaitForFirstConsumer"}:
        refuse_choice(BINDING_MODE, mode, ("Immediate", "WaitForFirstConsumer"), "volumeBindingMode", problems)
    _topologies(obj.get("allowedTopologies") or (), problems)


def validate_volume_attributes_class(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a VolumeAttributesClass as ValidateVolumeAttributesClass does."""
    validate_object_meta(obj, problems, namespaced=False)
    _provisioner(obj.get("driverName", ""), "driverName", problems)
    _parameters(obj.get("parameters") or {}, problems, may_be_empty=False)


def _provisioner(name: str, path: str, problems: Problems) -> None:
    reason = formats.qualified_name(name.lower()) if name else "is empty; the name of a driver is required"
    if reason:
        problems.add(PROVISIONER, path, f"{name!r} {reason}")


def _parameters(parameters: dict[str, str], problems: Problems, *, may_be_empty: bool) -> None:
    if len(parameters) > MAX_PARAMETERS:
        problems.add(
            PARAMETERS, "parameters", f"there are {len(parameters)} parameters; at most {MAX_PARAMETERS} are allowed"
        )
        return
    if "" in parameters:
        problems.add(PARAMETERS, "parameters", "a key must not be empty")
    size = sum(len(f"{key}{value}".encode("utf-8", "surrogatepass")) for key, value in parameters.items())
    if size > MAX_PARAMETERS_SIZE:
        problems.add(
            PARAMETERS, "parameters", f"the total size of {size} bytes exceeds the limit of {MAX_PARAMETERS_SIZE}"
        )
    if not parameters and not may_be_empty:
        problems.add(PARAMETERS, "parameters", "parameters is empty; at least one parameter is required")


def _topologies(topologies: Sequence[Tree], problems: Problems) -> None:
    seen: list[dict[str, set[str]]] = []
    for index, term in enumerate(topologies):
        path = f"allowedTopologies[{index}]"
        wanted = _topology(term, f"{path}.matchLabelExpressions", problems)
        # Upstream compares with a list that starts with as many empty terms as there are terms.
        if not wanted or wanted in seen:
            problems.add(TOPOLOGY, f"{path}.matchLabelExpressions", "this topology is empty or repeats another one")
        seen.append(wanted)


def _topology(term: Tree, path: str, problems: Problems) -> dict[str, set[str]]:
    """The values of a term by key (ValidateTopologySelectorTerm)."""
    wanted: dict[str, set[str]] = {}
    for index, requirement in enumerate(term.get("matchLabelExpressions") or ()):
        at = f"{path}[{index}]"
        key, values = requirement.get("key", ""), requirement.get("values") or ()
        if not values:
            problems.add(TOPOLOGY, f"{at}.values", "values is empty; at least one value is required")
        if reason := formats.qualified_name(key):
            problems.add(TOPOLOGY, f"{at}.key", f"{key!r} {reason}")
        else:
            warn_of_node_label(key, f"{at}.key", problems)
        if key in wanted:
            problems.add(TOPOLOGY, f"{at}.key", f"{key!r} is listed more than once")
        chosen: set[str] = set()
        for position, value in enumerate(values):
            if value in chosen:
                problems.add(TOPOLOGY, f"{at}.values[{position}]", f"{value!r} is listed more than once")
            chosen.add(value)
        wanted[key] = chosen
    return wanted
