"""The customizations of an overlay, one file per customization: its declaration, and how it is applied.

A declaration is a `Value` with the method

    apply(manifests: ManifestSet, context: TransformContext) -> None

which changes the trees in place (a build owns its trees). An entry of the declaration that matches nothing is reported
with `context.missed(entry, message, remedy)`: a Python overlay raises it as NoMatchError unless the entry sets
`allow_no_match`, a kustomization directory warns. An instruction that cannot be carried out raises OverlayError.

| file | declaration | what it changes |
| --- | --- | --- |
| `names/namespace` | `Namespace(name)` | `metadata.namespace`, subjects, webhooks, API services |
| `names/prefix_suffix` | `NamePrefix(text)`, `NameSuffix(text)` | names |
| `labels` | `Labels(pairs, include_selectors=, include_templates=, field_specs=)` | labels |
| `annotations` | `Annotations(pairs)` | annotations of objects and pod templates |
| `images` | `Images((Image(name, new_name=, new_tag=, digest=, tag_suffix=), ...))` | container images |
| `replicas` | `Replicas((Replica(name, count), ...))` | `spec.replicas` |
| `patches/strategic_merge` | `StrategicMergePatch(patch, target=)` | the objects of a strategic merge patch |
| `patches/json_patch` | `JsonPatch(operations, target=)` | the objects of an RFC 6902 patch |
| `patches/merge_patch` | `MergePatch(patch, target=)` | the objects of an RFC 7386 patch |
| `patches/function_patch` | `patch(Class, name)` | the objects of a Python function |
| `replacements`, `variables`, `value_add` | `Replacement`, `Variables`, `ValueAdd` | fields with values of others |
| `generators`, `names/hash_suffix` | `Generator`, `HashSuffix` | config maps and secrets, and their names |
| `sort_order` | `SortOrder(order)` | the order of the objects |

`target` selects objects, `names/references` updates fields that name renamed objects, once, after the outermost
layer. The order of all others is `ORDER` in `layers/layer.py`.

A transform that changes names calls `Manifest.remember()` before the change and `ManifestSet.renamed()` or
`names_changed()` after it, so that targets and references find the object by its former name. Any other code that
changes names does the same.
"""
