"""Where pods run: affinity, taints and spreading."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "Affinity": "Rules for choosing a node.",
    "NodeAffinity": "Rules based on the labels of nodes.",
    "PodAffinity": "Rules for placing pods near certain other pods.",
    "PodAntiAffinity": "Rules for keeping pods away from certain other pods.",
    "PodAffinityTerm": "Selects pods, and defines what counts as the same place.",
    "WeightedPodAffinityTerm": "A preference and its weight.",
    "NodeSelector": "Selects nodes: one of the terms must match.",
    "NodeSelectorTerm": "Selects nodes: all conditions of a term must hold. An empty term matches nothing.",
    "NodeSelectorRequirement": "One condition on a label or field of a node.",
    "PreferredSchedulingTerm": "A preference for certain nodes, and its weight.",
    "Toleration": "Lets a pod run on nodes with a taint.",
    "Taint": "Keeps pods that do not tolerate it away from a node.",
    "TopologySpreadConstraint": "Spreads pods evenly over domains such as zones or nodes.",
}

_POD_RULES = {
    "requiredDuringSchedulingIgnoredDuringExecution": "All terms must hold, or the pod stays Pending. Running pods "
    "are not moved.",
    "preferredDuringSchedulingIgnoredDuringExecution": "Nodes with the highest sum of weights are preferred.",
}

FIELDS = {
    "Affinity.nodeAffinity": "Chooses nodes by their labels.",
    "Affinity.podAffinity": "Places pods near other pods, such as in the same zone.",
    "Affinity.podAntiAffinity": "Keeps pods apart, such as replicas on different nodes. `topologySpreadConstraints` "
    "scale better.",
    "NodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": "One of its terms must match the node. Running "
    "pods are not moved when labels change.",
    "NodeAffinity.preferredDuringSchedulingIgnoredDuringExecution": "Nodes with the highest sum of weights are "
    "preferred.",
    **{f"{kind}.{wire}": text for kind in ("PodAffinity", "PodAntiAffinity") for wire, text in _POD_RULES.items()},
    "PodAffinityTerm.labelSelector": "The other pods; without it, no pod matches.",
    "PodAffinityTerm.topologyKey": "A label of nodes. Nodes with the same value count as the same place: "
    "`kubernetes.io/hostname` for a node, `topology.kubernetes.io/zone` for a zone.",
    "PodAffinityTerm.namespaces": "The namespaces of the other pods. Defaults to the namespace of this pod if "
    "`namespaceSelector` is omitted as well.",
    "PodAffinityTerm.namespaceSelector": "Selects namespaces by labels; `{}` means all.",
    "PodAffinityTerm.matchLabelKeys": "Labels whose values the other pods must share with this one, such as "
    "`pod-template-hash` to count only one revision.",
    "PodAffinityTerm.mismatchLabelKeys": "Labels whose values the other pods must not share with this one.",
    "WeightedPodAffinityTerm.weight": "From 1 to 100. Each node is scored with the sum of the weights of its matching "
    "terms.",
    "PreferredSchedulingTerm.weight": "From 1 to 100. Each node is scored with the sum of the weights of its matching "
    "terms.",
    "NodeSelector.nodeSelectorTerms": "Alternatives: one must match.",
    "NodeSelectorTerm.matchExpressions": "Conditions on labels, which must all hold.",
    "NodeSelectorTerm.matchFields": "Only `metadata.name`, with In or NotIn and a single value.",
    "NodeSelectorRequirement.operator": "Gt and Lt compare one integer; Exists and DoesNotExist take no values.",
    "NodeSelectorRequirement.values": "Strings; write numbers in quotes for Gt and Lt.",
    "Toleration.key": "The key of the taint. An empty key with Exists tolerates every taint.",
    "Toleration.operator": "Equal compares `value`; Exists accepts any value. The default is Equal.",
    "Toleration.value": "Only with Equal.",
    "Toleration.effect": "If empty, all effects of the key are tolerated.",
    "Toleration.tolerationSeconds": "Seconds that the pod can stay after a NoExecute taint appears; forever if "
    "omitted. Only with the effect NoExecute.",
    "Taint.key": "By convention, starts with a domain, such as `example.com/gpu`.",
    "Taint.effect": "NoSchedule keeps new pods away; PreferNoSchedule does so if possible; NoExecute also evicts "
    "running pods.",
    "TopologySpreadConstraint.maxSkew": "How many more pods a domain can have than the one with the fewest; at least "
    "1.",
    "TopologySpreadConstraint.topologyKey": "A label of nodes; each of its values is a domain, such as "
    "`topology.kubernetes.io/zone`.",
    "TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule leaves the pod Pending; ScheduleAnyway only lowers "
    "the score of the node.",
    "TopologySpreadConstraint.labelSelector": "The pods that are counted; usually the labels of the workload.",
    "TopologySpreadConstraint.matchLabelKeys": "Labels whose values the counted pods must share with this one; "
    "`pod-template-hash` counts only one revision.",
    "TopologySpreadConstraint.minDomains": "The number of domains to spread over. If there are fewer, the minimum is "
    "treated as 0 pods, so pods wait for new domains. Only with DoNotSchedule.",
    "TopologySpreadConstraint.nodeAffinityPolicy": "Whether nodes that the pod's affinity rules out are counted.",
    "TopologySpreadConstraint.nodeTaintsPolicy": "Whether nodes with taints that the pod does not tolerate are "
    "counted.",
}
