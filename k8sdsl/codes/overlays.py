"""Errors about overlays and what they do to objects."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "overlay/no-match",
        "A patch, image, replica count or other entry matches no object, so it would change nothing. Kustomize "
        "ignores many of these silently.",
        "Correct the name or kind: the error suggests the nearest ones. If the entry is for only some environments, "
        "set `allow_no_match=True` in the overlay.",
        "overlay = Overlay(base=shop(), images=[Image('nginx', new_tag='1.27')])  # no container has the image nginx",
    ),
    ErrorCode(
        "overlay/duplicate-object",
        "Two objects have the same group, kind, namespace and name, so a cluster would keep only one of them.",
        "Remove one, rename one, or move one to another namespace. The error shows both places.",
        "base=[shop(), 'manifests/']    # both define Service/web",
    ),
    ErrorCode(
        "overlay/base",
        "A base cannot be used as it is written: an overlay is its own base, a stack contains itself, a component is "
        "listed as a base, or a base as a component.",
        "Remove the cycle, or list the directory in the field that the error names.",
        "Overlay(base=['../base'], components=['../monitoring'])",
    ),
    ErrorCode(
        "overlay/declaration",
        "A field of an overlay, or of a declaration in it, has a value of the wrong type or form.",
        "Correct the argument that the error shows. `docs/overlays.md` has an example for each field; type checkers "
        "find most of these mistakes before a build.",
        "Overlay(base=shop(), labels=['env=prod'])      # wrong\n"
        "Overlay(base=shop(), labels={'env': 'prod'})   # right",
    ),
    ErrorCode(
        "overlay/stack-item",
        "An item of a stack or of `base` is not an object of Kubernetes.",
        "Add the missing `return` to the function, or write typed objects, stacks, plain trees or paths.",
        "def web() -> k8s.Deployment:\n"
        "    return k8s.Deployment('web', spec=...)    # without `return` the item is None",
    ),
    ErrorCode(
        "overlay/function",
        "A transformer, validator or generator function returned or yielded something that is not allowed.",
        "A transformer must change the tree that is passed to it, or return a replacement. A validator must yield "
        "strings or problems, and must not change anything.",
        "def limits(tree):\n    tree['metadata'].setdefault('labels', {})['team'] = 'shop'",
    ),
    ErrorCode(
        "overlay/refused",
        "A validator function of the overlay reported a problem with an object.",
        "Fix the object as the message says. The rule is part of your project.",
        "def one_replica(tree):\n    if tree['spec'].get('replicas') == 1:\n"
        "        yield 'spec.replicas: at least 2 in prod'",
    ),
    ErrorCode(
        "overlay/field",
        "An overlay would write to a field whose value has the wrong type, such as labels that are a list.",
        "Correct the object in its own file: the error names the object and the field.",
        "metadata:\n  labels: {app: web}    # a map, not a list",
    ),
    ErrorCode(
        "overlay/field-path",
        "The path of a field goes through a value that has no such field, or past the end of a list.",
        "Write fields with dots, and elements of lists as `[name=value]` or as a position that starts at 0.",
        "field_path='spec.template.spec.containers.[name=web].image'",
    ),
    ErrorCode(
        "overlay/generator",
        "A ConfigMap or Secret generator cannot create its object: the name is missing or already in use, a key is "
        "not valid, or there is nothing to merge with.",
        "Correct `name` or `behavior`: `create` for a new object, `merge` or `replace` for one of a base.",
        "ConfigMapGenerator('settings', literals={'LEVEL': 'info'}, behavior='merge')",
    ),
    ErrorCode(
        "overlay/replacement",
        "A replacement cannot copy its value: the source matches no object or several, a field does not exist, or the "
        "values do not fit.",
        "Make the source match one object, and set `options: {create: true}` for a target field that is not set yet.",
        "replacements:\n- source: {kind: ConfigMap, name: settings, fieldPath: data.host}\n"
        "  targets:\n  - select: {kind: Ingress}\n    fieldPaths: [spec.rules.0.host]",
    ),
    ErrorCode(
        "overlay/variable",
        "A var is declared twice or without a name, or refers to an object or field that does not exist, or is used in "
        "something that is not a string.",
        "Correct `objref` and `fieldref`. Replacements do the same with fewer surprises, in kustomize too.",
        "vars:\n- name: HOST\n  objref: {apiVersion: v1, kind: Service, name: web}\n"
        "  fieldref: {fieldPath: metadata.name}",
    ),
    ErrorCode(
        "overlay/ambiguous-name",
        "A reference names an object that was renamed, but several objects had this name, so the new name is "
        "ambiguous.",
        "Rename one of the objects in its own layer, or set the namespace of the reference.",
        "roleRef: {kind: Role, name: reader}    # two bases have a Role/reader",
    ),
    ErrorCode(
        "overlay/reference-field",
        "A field that refers to another object does not have the form of a reference, so it cannot be updated after a "
        "rename.",
        "Correct the field in the object: the error names it.",
        "subjects:\n- kind: ServiceAccount\n  name: web    # `name` is needed",
    ),
    ErrorCode(
        "overlay/too-large",
        "The build has more objects or nested kustomizations than k8sdsl accepts, which is a protection against bases "
        "that include each other many times.",
        "Build parts of it, each with its own overlay.",
        "k8sdsl build 'clusters/**' --into build",
    ),
)
