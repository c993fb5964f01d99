"""Where pods run: affinity, taints and spreading."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "Affinity": "Rules for the choice of a node.",
    "NodeAffinity": "Rules about labels of nodes.",
    "PodAffinity": "Rules about pods to be near to.",
    "PodAntiAffinity": "Rules about pods to keep away from.",
    "PodAffinityTerm": "Selects pods, and says what counts as near.",
    "WeightedPodAffinityTerm": "A preference with its weight.",
    "NodeSelector": "Selects nodes: one of the terms must match.",
    "NodeSelectorTerm": "Selects nodes: all conditions of a term must hold. An empty term matches nothing.",
    "NodeSelectorRequirement": "One condition on a label or field of a node.",
    "PreferredSchedulingTerm": "A preference for nodes with its weight.",
    "Toleration": "Lets a pod run on nodes with a taint.",
    "Taint": "Keeps pods away from a node that do not tolerate it.",
    "TopologySpreadConstraint": "Spreads pods evenly over domains such as zones or nodes.",
}

_POD_RULES = {
    "requiredDuringSchedulingIgnoredDuringExecution": "All terms must hold, or the pod stays Pending. Running pods "
    "are not moved.",
    "preferredDuringSchedulingIgnoredDuringExecution": "Nodes with the highest sum of weights are preferred.",
}

FIELDS = {
    "Affinity.nodeAffinity": "Chooses nodes by their labels.",
    "Affinity.podAffinity": "Places pods near to others, as in the same zone.",
    "Affinity.podAntiAffinity": "Keeps pods apart, such as replicas on different nodes. `topologySpreadConstraints` "
    "scale better.",
    "NodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": "One of its terms must match the node. Running "
    "pods are not moved when labels change.",
    "NodeAffinity.preferredDuringSchedulingIgnoredDuringExecution": "Nodes with the highest sum of weights are "
    "preferred.",
    **{f"{kind}.{wire}": text for kind in ("PodAffinity", "PodAntiAffinity") for wire, text in _POD_RULES.items()},
    "PodAffinityTerm.labelSelector": "The pods in question; without it no pod matches.",
    "PodAffinityTerm.topologyKey": "A label of nodes. Nodes with the same value are one place: "
    "`kubernetes.io/hostname` for a node, `topology.kubernetes.io/zone` for a zone.",
    "PodAffinityTerm.namespaces": "Namespaces of the pods in question; that of this pod if both this and "
    "`namespaceSelector` are left out.",
    "PodAffinityTerm.namespaceSelector": "Selects namespaces by labels; `{}` means all.",
    "PodAffinityTerm.matchLabelKeys": "Labels of this pod whose values the others must share, such as "
    "`pod-template-hash` to count one revision only.",
    "PodAffinityTerm.mismatchLabelKeys": "Labels of this pod whose values the others must not share.",
    "WeightedPodAffinityTerm.weight": "1 to 100. A node gets the sum of the weights that apply to it.",
    "PreferredSchedulingTerm.weight": "1 to 100. A node gets the sum of the weights that apply to it.",
    "NodeSelector.nodeSelectorTerms": "Alternatives: one must match.",
    "NodeSelectorTerm.matchExpressions": "Conditions on labels, which must all hold.",
    "NodeSelectorTerm.matchFields": "Only `metadata.name` with In or NotIn and one value.",
    "NodeSelectorRequirement.operator": "Gt and Lt compare one integer; Exists and DoesNotExist take no values.",
    "NodeSelectorRequirement.values": "Strings, also for Gt and Lt.",
    "Toleration.key": "The key of the taint; empty with Exists tolerates every taint.",
    "Toleration.operator": "Equal compares `value`; Exists takes any. Equal is the default.",
    "Toleration.value": "Only with Equal.",
    "Toleration.effect": "Empty means all effects of the key.",
    "Toleration.tolerationSeconds": "Seconds that the pod may stay after a NoExecute taint appears; forever if left "
    "out. Only with the effect NoExecute.",
    "Taint.key": "By convention with a domain, such as `example.com/gpu`.",
    "Taint.effect": "NoSchedule keeps new pods away, PreferNoSchedule if possible, NoExecute also evicts running ones.",
    "TopologySpreadConstraint.maxSkew": "How many pods more than in the emptiest domain one may have; at least 1.",
    "TopologySpreadConstraint.topologyKey": "A label of nodes; each of its values is a domain, such as "
    "`topology.kubernetes.io/zone`.",
    "TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule leaves the pod Pending; ScheduleAnyway only prefers.",
    "TopologySpreadConstraint.labelSelector": "The pods that are counted; usually the labels of the workload.",
    "TopologySpreadConstraint.matchLabelKeys": "Labels of this pod that the counted ones must share; "
    "`pod-template-hash` counts one revision only.",
    "TopologySpreadConstraint.minDomains": "If there are fewer domains, the emptiest one counts as having no pods, "
    "so pods wait for new domains. Only with DoNotSchedule.",
    "TopologySpreadConstraint.nodeAffinityPolicy": "Whether nodes that the pod cannot use by its affinity count.",
    "TopologySpreadConstraint.nodeTaintsPolicy": "Whether nodes with taints that the pod does not tolerate count.",
}
