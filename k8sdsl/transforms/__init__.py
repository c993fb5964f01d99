"""One customisation of an overlay a file: its declaration beside its function.

Every file but `references` holds one frozen declaration and

    apply(manifests: ManifestSet, declaration, misses: Misses) -> None

which changes the trees in place (a build owns its trees) and returns nothing. What an entry of the declaration looks
for and does not meet is appended to `misses` as a `k8sdsl.near_miss.Miss` (the entry itself, a message, a remedy with
the near misses or None): a Python overlay raises it as NoMatchError unless the entry says `allow_no_match`, a
kustomization directory warns. An instruction that cannot be carried out raises OverlayError.

| file | declaration | what it does |
| --- | --- | --- |
| `namespace` | `Namespace(name)` | `metadata.namespace`, subjects, webhooks, API services |
| `prefix_suffix` | `NamePrefix(text)`, `NameSuffix(text)` | names; call `references.apply` once after all renaming |
| `labels` | `Labels(pairs, include_selectors=, include_templates=, field_specs=)` | labels |
| `annotations` | `Annotations(pairs)` | annotations of objects and pod templates |
| `images` | `Images((Image(name, new_name=, new_tag=, digest=, tag_suffix=), ...))` | container images |
| `replicas` | `Replicas((Replica(name, count), ...))` | `spec.replicas` |
| `strategic_merge` | `StrategicMergePatch(patch, target=)` | one strategic merge patch |
| `json_patch` | `JsonPatch(operations, target=)` | one RFC 6902 patch |
| `merge_patch` | `MergePatch(patch, target=)` | one RFC 7386 patch |
| `references` | `references.apply(manifests, table)` | fields that name renamed objects follow |

The order of kustomize: patches, namespace, prefix, suffix, labels, annotations, 6902 patches of the old field,
replicas, images, replacements; references follow once, after the outermost layer.

A transform that changes names calls `ManifestSet.names_changed()` and, before the change, `Manifest.remember()`, so
that targets and references find the object by its former name. Whoever else changes a name does the same.
"""

from __future__ import annotations

del annotations  # the name belongs to the module of that name
