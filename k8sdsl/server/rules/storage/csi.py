"""CSIDriver, CSINode and CSIStorageCapacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector, validate_object_meta
from k8sdsl.server.rules.pods.node_labels import warn_of_node_labels
from k8sdsl.server.rules.storage.names import validate_driver_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

FS_GROUP_POLICY = Rule(
    "storage/fs-group-policy",
    "`fsGroupPolicy` of a CSIDriver must be ReadWriteOnceWithFSType, File or None.",
    "validateFSGroupPolicy",
    "CSIDriver",
    bad={"spec.fsGroupPolicy": "Always"},
    good={"spec.fsGroupPolicy": "File"},
    remedy="write the value as listed, such as `fsGroupPolicy: File`",
)
LIFECYCLE_MODES = Rule(
    "storage/volume-lifecycle-modes",
    "`volumeLifecycleModes` of a CSIDriver must contain only Persistent and Ephemeral.",
    "validateVolumeLifecycleModes",
    "CSIDriver",
    bad={"spec.volumeLifecycleModes": ["Inline"]},
    good={"spec.volumeLifecycleModes": ["Persistent", "Ephemeral"]},
    remedy="for example, write `volumeLifecycleModes: [Persistent, Ephemeral]`",
)
TOKEN_REQUESTS = Rule(
    "storage/token-requests",
    "An entry of `tokenRequests` must have a unique `audience` and an `expirationSeconds` from 600 to 4294967296.",
    "validateTokenRequests",
    "CSIDriver",
    bad={"spec.tokenRequests": [{"audience": "a", "expirationSeconds": 60}], "spec.serviceAccountTokenInSecrets": True},
    good={
        "spec.tokenRequests": [{"audience": "a", "expirationSeconds": 600}],
        "spec.serviceAccountTokenInSecrets": True,
    },
    remedy="for example, write `tokenRequests: [{audience: vault, expirationSeconds: 3600}]`",
)
TOKENS_IN_SECRETS = Rule(
    "storage/tokens-in-secrets",
    "`serviceAccountTokenInSecrets` must only be set together with `tokenRequests`.",
    "validateServiceAccountTokenInSecrets",
    "CSIDriver",
    bad={"spec.serviceAccountTokenInSecrets": True},
    good={"spec.serviceAccountTokenInSecrets": True, "spec.tokenRequests": [{"audience": "a"}]},
    remedy="remove it, or add `tokenRequests: [{audience: vault}]`",
)
TOKENS_IN_ATTRIBUTES = Rule(
    "storage/tokens-in-attributes",
    "A CSIDriver with `tokenRequests` should receive tokens as secrets; volume attributes can end up in logs.",
    "csiDriverStrategy.WarningsOnCreate",
    "CSIDriver",
    bad={"spec.tokenRequests": [{"audience": "a"}]},
    good={"spec.tokenRequests": [{"audience": "a"}], "spec.serviceAccountTokenInSecrets": True},
    severity=Severity.WARNING,
    remedy="set `serviceAccountTokenInSecrets: true` if the driver supports it, otherwise `false`",
)
UPDATE_PERIOD = Rule(
    "storage/allocatable-update-period",
    "`nodeAllocatableUpdatePeriodSeconds` of a CSIDriver must be at least 10.",
    "validateNodeAllocatableUpdatePeriodSeconds",
    "CSIDriver",
    bad={"spec.nodeAllocatableUpdatePeriodSeconds": 5},
    good={"spec.nodeAllocatableUpdatePeriodSeconds": 60},
    remedy="for example, set `nodeAllocatableUpdatePeriodSeconds: 60`",
)
NODE_DRIVER = Rule(
    "storage/node-driver",
    "An entry of `drivers` in a CSINode must have a unique driver `name` and a `nodeID` of at most 256 bytes.",
    "validateCSINodeDriver",
    "CSINode",
    bad={"spec.drivers": [{"name": "ebs.csi.example.com", "nodeID": ""}]},
    good={"spec.drivers": [{"name": "ebs.csi.example.com", "nodeID": "i-1"}]},
    remedy="for example, write `drivers: [{name: ebs.csi.aws.com, nodeID: i-0123456789abcdef0}]`",
)
TOPOLOGY_KEYS = Rule(
    "storage/topology-keys",
    "`topologyKeys` of a driver in a CSINode must be label keys, each once.",
    "validateCSINodeDriver",
    "CSINode",
    bad={"spec.drivers": [{"name": "a.example.com", "nodeID": "i-1", "topologyKeys": ["my zone"]}]},
    good={"spec.drivers": [{"name": "a.example.com", "nodeID": "i-1", "topologyKeys": ["example.com/zone"]}]},
    remedy="for example, write `topologyKeys: [topology.kubernetes.io/zone]`",
)
ALLOCATABLE = Rule(
    "storage/allocatable-count",
    "`allocatable.count` of a driver in a CSINode must not be negative.",
    "validateCSINodeDriverAllocatable",
    "CSINode",
    bad={"spec.drivers": [{"name": "a.example.com", "nodeID": "i-1", "allocatable": {"count": -1}}]},
    good={"spec.drivers": [{"name": "a.example.com", "nodeID": "i-1", "allocatable": {"count": 25}}]},
    remedy="for example, set `allocatable: {count: 25}`, or remove it for no limit",
)
CAPACITY = Rule(
    "storage/capacity",
    "`capacity` of a CSIStorageCapacity must not be negative.",
    "ValidateCSIStorageCapacity",
    "CSIStorageCapacity",
    bad={"capacity": "-1Gi"},
    good={"capacity": "1Gi"},
    remedy="for example, set `capacity: 100Gi`",
)
CLASS_NAME = Rule(
    "storage/capacity-class",
    "`storageClassName` of a CSIStorageCapacity must be a valid name.",
    "ValidateCSIStorageCapacity",
    "CSIStorageCapacity",
    bad={"storageClassName": "Fast"},
    good={"storageClassName": "fast"},
    remedy="for example, write `storageClassName: fast-ssd`",
)

MAX_NODE_ID = 256


def validate_csi_driver(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a CSIDriver as ValidateCSIDriver does; defaults provide what else upstream requires."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    policy = spec.get("fsGroupPolicy", "ReadWriteOnceWithFSType")
    if policy not in {"ReadWriteOnceWithFSType", "File", "None"}:
        refuse_choice(
            FS_GROUP_POLICY, policy, ("ReadWriteOnceWithFSType", "File", "None"), "spec.fsGroupPolicy", problems
        )
    tokens = spec.get("tokenRequests") or ()
    _token_requests(tokens, problems)
    for mode in spec.get("volumeLifecycleModes") or ():
        if mode not in {"Persistent", "Ephemeral"}:
            refuse_choice(LIFECYCLE_MODES, mode, ("Persistent", "Ephemeral"), "spec.volumeLifecycleModes", problems)
    period = spec.get("nodeAllocatableUpdatePeriodSeconds")
    if period is not None and period < 10:
        problems.add(UPDATE_PERIOD, "spec.nodeAllocatableUpdatePeriodSeconds", f"{period} must be at least 10")
    in_secrets = spec.get("serviceAccountTokenInSecrets")
    if in_secrets is not None and not tokens:
        problems.add(TOKENS_IN_SECRETS, "spec.serviceAccountTokenInSecrets", "cannot be set without tokenRequests")
    elif in_secrets is None and tokens and is_on("CSIServiceAccountTokenSecrets", context.minor):
        problems.add(
            TOKENS_IN_ATTRIBUTES, "spec.serviceAccountTokenInSecrets", "tokens are passed as volume attributes"
        )


def _token_requests(tokens: Sequence[Tree], problems: Problems) -> None:
    audiences: set[str] = set()
    for index, token in enumerate(tokens):
        path = f"spec.tokenRequests[{index}]"
        audience, seconds = token.get("audience", ""), token.get("expirationSeconds")
        if audience in audiences:
            problems.add(TOKEN_REQUESTS, f"{path}.audience", f"{audience!r} is listed more than once")
            continue
        audiences.add(audience)
        if seconds is not None and not 600 <= seconds <= 1 << 32:
            problems.add(TOKEN_REQUESTS, f"{path}.expirationSeconds", f"{seconds} is not between 600 and {1 << 32}")


def validate_csi_node(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a CSINode as ValidateCSINode does."""
    validate_object_meta(obj, problems, namespaced=False)
    names: set[str] = set()
    for index, driver in enumerate((obj.get("spec") or {}).get("drivers") or ()):
        path = f"spec.drivers[{index}]"
        name = driver.get("name", "")
        validate_driver_name(name, f"{path}.name", problems)
        if name in names:
            problems.add(NODE_DRIVER, f"{path}.name", f"{name!r} is listed more than once")
        names.add(name)
        _node_driver(driver, path, problems)


def _node_driver(driver: Tree, path: str, problems: Problems) -> None:
    node_id = driver.get("nodeID", "")
    if not node_id:
        problems.add(NODE_DRIVER, f"{path}.nodeID", "nodeID is required")
    elif len(node_id.encode("utf-8", "surrogatepass")) > MAX_NODE_ID:
        problems.add(NODE_DRIVER, f"{path}.nodeID", f"nodeID must be at most {MAX_NODE_ID} bytes long")
    count = (driver.get("allocatable") or {}).get("count")
    if count is not None and count < 0:
        problems.add(ALLOCATABLE, f"{path}.allocatable.count", f"{count} must not be negative")
    seen: set[str] = set()
    for key in driver.get("topologyKeys") or ():
        # Upstream reports each key at the driver as a whole.
        if key in seen:
            problems.add(TOPOLOGY_KEYS, path, f"the topology key {key!r} is listed more than once")
        seen.add(key)
        if reason := formats.qualified_name(key):
            problems.add(TOPOLOGY_KEYS, path, f"the topology key {key!r} {reason}")


def validate_csi_storage_capacity(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a CSIStorageCapacity as ValidateCSIStorageCapacity does."""
    validate_object_meta(obj, problems, namespaced=True)
    validate_label_selector(obj.get("nodeTopology"), "nodeTopology", problems)
    warn_of_node_labels(obj.get("nodeTopology") or {}, "nodeTopology", problems)
    name = obj.get("storageClassName", "")
    if reason := formats.dns1123_subdomain(name):
        problems.add(CLASS_NAME, "storageClassName", f"{name!r} {reason}")
    amount = parse_quantity(obj["capacity"]) if "capacity" in obj else None
    if amount is not None and amount < 0:
        problems.add(CAPACITY, "capacity", f"{obj['capacity']} must not be negative")
