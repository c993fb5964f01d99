"""Names, labels and selectors."""

from __future__ import annotations

GROUPS = ("meta",)

TYPES = {
    "ObjectMeta": "The name and namespace of an object, its labels, annotations and owners.",
    "LabelSelector": "Selects objects by their labels. All conditions must hold; an empty selector selects everything.",
    "LabelSelectorRequirement": "One condition on a label.",
    "OwnerReference": "The object that owns this one; if it is deleted, this one is deleted too.",
    "Condition": "One aspect of the state of an object, as reported by its controller.",
}

FIELDS = {
    "ObjectMeta.name": "Unique per kind and namespace, and cannot be changed. Most kinds allow 253 characters of "
    "a-z, 0-9, `-` and `.`; Services and namespaces allow 63 and no dot.",
    "ObjectMeta.namespace": "Must be empty for cluster-scoped kinds. If a namespaced object omits it, the namespace "
    "of the request is used. Cannot be changed.",
    "ObjectMeta.labels": "Key-value pairs that selectors match. A value has at most 63 characters. Labels of a pod "
    "template that the workload's selector uses cannot be changed.",
    "ObjectMeta.annotations": "Data for tools and controllers. Selectors do not use annotations. The limit is 256 KiB "
    "in total.",
    "ObjectMeta.generateName": "A prefix that the server completes to a unique name if `name` is empty. Such an "
    "object can only be created, not applied.",
    "ObjectMeta.finalizers": "Deletion waits until controllers have removed every entry.",
    "ObjectMeta.ownerReferences": "The object is deleted once all its owners are deleted. Owners must be in the same "
    "namespace or cluster-scoped.",
    "ObjectMeta.creationTimestamp": "Set by the server.",
    "ObjectMeta.deletionTimestamp": "Set by the server when deletion is requested. The object is removed once it has "
    "no finalizers left.",
    "ObjectMeta.generation": "Increases with each change of the desired state. Once a controller has acted on a "
    "change, it copies the number to `status.observedGeneration`.",
    "ObjectMeta.resourceVersion": "Set by the server on every change. An update that sends an old value is refused.",
    "ObjectMeta.uid": "Set by the server; distinguishes an object from a later one with the same name.",
    "ObjectMeta.managedFields": "Which field manager last set which field, for server-side apply. Omit it.",
    "LabelSelector.matchLabels": "Labels that an object must have with exactly these values.",
    "LabelSelector.matchExpressions": "Further conditions, which must hold as well as `matchLabels`.",
    "LabelSelectorRequirement.operator": "In and NotIn require `values`; Exists and DoesNotExist must not have any. "
    "NotIn and DoesNotExist also match objects without the label.",
    "LabelSelectorRequirement.values": "Only for In and NotIn.",
    "OwnerReference.controller": "At most one owner of an object can be its controller.",
    "OwnerReference.blockOwnerDeletion": "If true, foreground deletion of the owner waits until this object is "
    "deleted.",
    "OwnerReference.uid": "The UID of the owner. If it does not match, this object is considered orphaned and is "
    "deleted.",
}
