"""Errors about directories with a kustomization."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "kustomization/no-file",
        "The directory has no kustomization file, or more than one.",
        "Keep one file, named `kustomization.yaml`.",
        "# kustomization.yaml\nresources:\n- deployment.yaml",
    ),
    ErrorCode(
        "kustomization/field",
        "A field of a kustomization file is unknown, defined twice, or has a value of the wrong type.",
        "Correct the field that the error names; it suggests the nearest name.",
        "namePrefix: eu-    # not `nameprefix`",
    ),
    ErrorCode(
        "kustomization/path",
        "A path in a kustomization is empty, absolute or does not exist, or is a directory where a file must be.",
        "Write a path relative to the directory of the kustomization.",
        "resources:\n- deployment.yaml\n- ../base",
    ),
    ErrorCode(
        "kustomization/cycle",
        "Two kustomizations include each other, or one includes a directory that contains it.",
        "Remove the path from one of the two.",
        "# base/kustomization.yaml\nresources:\n- ../overlays/prod    # wrong: prod has `../../base`",
    ),
    ErrorCode(
        "kustomization/remote",
        "A base is remote, and a build does not download anything.",
        "Run `k8sdsl vendor`: it fetches the base into the project and pins its revision. Commit what it writes.",
        "k8sdsl vendor overlays/prod\nk8sdsl build overlays/prod",
    ),
    ErrorCode(
        "kustomization/resource",
        "A file under `resources` is not YAML that kustomize reads, or is not a Kubernetes object.",
        "Correct the line that the error shows, or list the file where it belongs, such as under `patches`.",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web",
    ),
    ErrorCode(
        "kustomization/generator",
        "An entry of a generator in a kustomization is invalid: a literal without `=`, a file without a key, a "
        "line of "
        "an env file that is not an assignment, or two generators with the same name.",
        "Write literals as `key=value` and files as `path` or `key=path`.",
        "configMapGenerator:\n- name: settings\n  literals: [LEVEL=info]\n  files: [nginx.conf=conf/web.conf]",
    ),
    ErrorCode(
        "kustomization/configuration",
        "A file under `configurations`, `crds` or `openapi` is not in the required form.",
        "Write a map of lists of field specs, each with a `path`.",
        "nameReference:\n- kind: Secret\n  fieldSpecs:\n  - kind: Database\n    path: spec/secretName",
    ),
    ErrorCode(
        "kustomization/plugin",
        "A generator, transformer or validator is a plugin that a build does not run: a program, a container, or an "
        "unknown kind.",
        "Run it before the build and list its output under `resources`, or write the change as a patch. "
        "`k8sdsl fn` works the other way: as a function for kpt and kustomize.",
        "transformers:\n- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: eu}\n  prefix: eu-",
    ),
    ErrorCode(
        "kustomization/helm",
        "`helmCharts` needs Helm, and a build does not run programs unless that is allowed, or the entry is "
        "incomplete.",
        "Run `k8sdsl build --enable-helm`, or render the chart once and list the output under `resources`.",
        "k8sdsl build overlays/prod --enable-helm",
    ),
)
