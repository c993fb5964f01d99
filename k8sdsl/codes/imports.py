"""Errors about importers and KRM functions."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "import/nothing",
        "The source contains nothing that this importer can read.",
        "Pass the files with the objects; each importer reads one kind of source.",
        "kubectl get deployments,services -o yaml | k8sdsl import cluster - --to imported",
    ),
    ErrorCode(
        "import/not-equal",
        "The Python that was written does not build the same objects as the source. Your files are not the problem.",
        "Keep the source, and report the differences that the command shows as a bug.",
        "k8sdsl diff app.yaml imported/overlays/prod.py",
    ),
    ErrorCode(
        "import/not-compose",
        "The file is not a Compose file, or has no services for these profiles.",
        "Pass a file with a map of `services`, and select profiles with `--profile`.",
        "services:\n  web:\n    image: nginx:1.27",
    ),
    ErrorCode(
        "import/compose-extends",
        "`extends` or `include` in a Compose file is circular, points outside the directory, or refers to a service "
        "that does not exist.",
        "Correct the name or the file that the error shows.",
        "services:\n  web:\n    extends: {file: base.yaml, service: app}",
    ),
    ErrorCode(
        "import/compose-variable",
        "A variable in a Compose file is required but not set, is not valid, or expands to too much text.",
        "Set it in `.env` next to the Compose file, and write `$$` for a dollar sign.",
        "# .env\nTAG=1.27",
    ),
    ErrorCode(
        "import/definition",
        "A CustomResourceDefinition cannot become a class: its schema is nested deeper than the API server accepts.",
        "Import the definition from the cluster.",
        "kubectl get crd -o yaml | k8sdsl import crd - --to apis/",
    ),
    ErrorCode(
        "fn/resource-list",
        "Standard input of `k8sdsl fn` is not a ResourceList.",
        "Run it as a function of kpt or kustomize, which send a ResourceList.",
        "kpt fn eval DIR --exec 'k8sdsl fn'",
    ),
    ErrorCode(
        "fn/configuration",
        "The functionConfig of `k8sdsl fn` has an unknown kind or option.",
        "Write a ConfigMap with the options in `data`, or a Kustomization.",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: build}\ndata: {target: prod}",
    ),
)
