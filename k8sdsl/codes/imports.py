"""Errors about importers and KRM functions."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "import/nothing",
        "The source has nothing that this importer reads.",
        "Name the files with the objects; each importer reads one kind of source.",
        "kubectl get deployments,services -o yaml | k8sdsl import cluster - --to imported",
    ),
    ErrorCode(
        "import/not-equal",
        "What was written does not build the same objects as the source. Nothing is wrong with your files.",
        "Keep the source, and report the differences that the command shows as a bug.",
        "k8sdsl diff app.yaml imported/overlays/prod.py",
    ),
    ErrorCode(
        "import/not-compose",
        "The file is not a Compose file, or has no services for these profiles.",
        "Name a file with a map of `services`, and profiles with `--profile`.",
        "services:\n  web:\n    image: nginx:1.27",
    ),
    ErrorCode(
        "import/compose-extends",
        "`extends` or `include` of a Compose file is circular, leads outside the directory, or names a service "
        "that does "
        "not exist.",
        "Correct the name or the file that the error shows.",
        "services:\n  web:\n    extends: {file: base.yaml, service: app}",
    ),
    ErrorCode(
        "import/compose-variable",
        "A variable of a Compose file is required and not set, not valid, or expands to too much.",
        "Set it in `.env` beside the Compose file, and write `$$` for a dollar sign.",
        "# .env\nTAG=1.27",
    ),
    ErrorCode(
        "import/definition",
        "A CustomResourceDefinition cannot become a class: its schema is nested deeper than the API server accepts.",
        "Import the definition that the cluster has.",
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
