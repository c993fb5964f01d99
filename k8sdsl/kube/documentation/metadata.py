"""Names, labels and selectors."""

from __future__ import annotations

GROUPS = ("meta",)

TYPES = {
    "ObjectMeta": "What every object has: its name and namespace, labels to select it by, annotations, and its owners.",
    "LabelSelector": "Selects objects by their labels. All conditions must hold; an empty selector selects everything.",
    "LabelSelectorRequirement": "One condition on a label.",
    "OwnerReference": "The object that this one belongs to and is deleted with.",
    "Condition": "One aspect of the state of an object, as its controller sees it.",
}

FIELDS = {
    "ObjectMeta.name": "Unique per kind and namespace, and cannot be changed. Most kinds allow 253 characters of "
    "a-z, 0-9, `-` and `.`; Services and namespaces allow 63 and no dot.",
    "ObjectMeta.namespace": "Must be empty for cluster-scoped kinds; if a namespaced object leaves it out, it is the "
    "namespace of the request. Cannot be changed.",
    "ObjectMeta.labels": "Selectors match these. A value has at most 63 characters. Labels of a pod template that "
    "the selector of its workload names cannot be changed.",
    "ObjectMeta.annotations": "Data for tools and controllers. Nothing selects by them; all of them together may "
    "have 256 KiB.",
    "ObjectMeta.generateName": "A prefix that the server completes to a unique name if `name` is empty. Such an "
    "object cannot be applied again, only created.",
    "ObjectMeta.finalizers": "Deletion waits until controllers have removed every entry.",
    "ObjectMeta.ownerReferences": "The object is deleted once all of its owners are gone. Owners must be in the same "
    "namespace or cluster-scoped.",
    "ObjectMeta.creationTimestamp": "Set by the server.",
    "ObjectMeta.deletionTimestamp": "Set by the server when deletion is requested; the object goes when its "
    "finalizers are gone.",
    "ObjectMeta.generation": "Counts the changes of the desired state; a controller that has caught up writes it to "
    "`status.observedGeneration`.",
    "ObjectMeta.resourceVersion": "Set by the server with every change. If an update sends an old one, it is refused.",
    "ObjectMeta.uid": "Set by the server; tells an object from a later one with the same name.",
    "ObjectMeta.managedFields": "Which field manager last set which field, for server-side apply. Leave it out.",
    "LabelSelector.matchLabels": "Labels that an object must have with exactly these values.",
    "LabelSelector.matchExpressions": "Further conditions, which must hold as well as `matchLabels`.",
    "LabelSelectorRequirement.operator": "In and NotIn need `values`; Exists and DoesNotExist must not have any. "
    "NotIn and DoesNotExist also match objects without the label.",
    "LabelSelectorRequirement.values": "Only for In and NotIn.",
    "OwnerReference.controller": "At most one owner of an object can be its controller.",
    "OwnerReference.blockOwnerDeletion": "Foreground deletion of the owner waits for this object.",
    "OwnerReference.uid": "If it is not that of the owner, the object counts as orphaned and is deleted.",
}
