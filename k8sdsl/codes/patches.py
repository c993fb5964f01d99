"""Errors about patches, and the patterns that select objects."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "patch/json",
        "A JSON patch (RFC 6902) cannot be applied: an operation is not valid, or its path does not exist.",
        "Correct the operation that the error names. `replace` and `remove` need a path that exists; `add` needs its "
        "parent; `/-` appends to a list.",
        "- op: add\n  path: /spec/template/spec/containers/0/env/-\n  value: {name: LEVEL, value: debug}",
    ),
    ErrorCode(
        "patch/strategic-merge",
        "A merge patch does not fit the object: it is not a map, it has a map where the object has a list, or it has "
        "an element without its merge key or an unknown `$patch`.",
        "Write the patch in the form of the object, and give each element of a list its merge key, usually `name`.",
        "spec:\n  template:\n    spec:\n      containers:\n      - name: web    # the merge key\n"
        "        image: nginx:1.27",
    ),
    ErrorCode(
        "patch/ambiguous",
        "A strategic merge patch names one object, but several match.",
        "Set `metadata.namespace` in the patch, or a `target` that matches one object.",
        "target: {kind: Deployment, name: web, namespace: shop}",
    ),
    ErrorCode(
        "patch/function",
        "A patch function returned a value.",
        "Change the object that is passed to the function, and do not return a value.",
        "@patch\ndef more(web: k8s.Deployment) -> None:\n    web.spec.replicas = 3",
    ),
    ErrorCode(
        "patch/entry",
        "An entry of `patches` in a kustomization is incomplete or ambiguous: no target, no patch, both a patch "
        "and a "
        "path, or a file that is not a patch.",
        "Write `target` and one of `patch` and `path`; a file has a map with `kind`, or a list of `- op:`.",
        "patches:\n- path: memory.yaml\n- target: {kind: Deployment, name: web}\n  path: operations.yaml",
    ),
    ErrorCode(
        "pattern/syntax",
        "A regular expression of a target or image name is not valid. The syntax is Go's: no lookahead and no "
        "backreferences.",
        "Correct the position that the error shows; write `.*` to match anything, and `\\\\.` to match a dot.",
        "target: {kind: Deployment, name: web-.*}",
    ),
    ErrorCode(
        "pattern/selector",
        "A label selector is not valid.",
        "Write requirements with commas between them: `key=value`, `key!=value`, `key in (a,b)`, `key` and `!key`.",
        "target: {labelSelector: 'app=web,tier in (front,back),!canary'}",
    ),
    ErrorCode(
        "pattern/budget",
        "Matching a pattern would take too many steps or too much memory. The limit protects the build from malicious "
        "input.",
        "Simplify the pattern: nested repetitions with large bounds are the usual cause.",
        "'([a-z]{1,100}){1,100}'    # wrong\n'[a-z]+'                   # right",
    ),
)
