"""Errors about vendored bases and Helm charts."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "vendor/address",
        "The address of a remote base is not that of a repository, archive or file, or its path points outside the "
        "repository.",
        "Write the address of the repository, two slashes and the directory, and the revision as `?ref=`.",
        "resources:\n- https://example.com/org/repository//deploy?ref=v1.0.0",
    ),
    ErrorCode(
        "vendor/fetch",
        "A remote base cannot be downloaded.",
        "Check the address and its `?ref=` in a browser or with `git ls-remote`, and your access to the repository.",
        "git ls-remote https://example.com/org/repository v1.0.0",
    ),
    ErrorCode(
        "vendor/too-large",
        "A remote base has more files, or is larger, than k8sdsl downloads.",
        "Use a subdirectory in the address, after `//`. If the repository itself is too large, use an archive of the "
        "revision.",
        "resources:\n- https://example.com/org/repository//deploy/base?ref=v1.0.0",
    ),
    ErrorCode(
        "vendor/lock",
        "The downloaded files are not the ones that the lock file pins, or the lock file cannot be read.",
        "Find out what changed. Then run `k8sdsl vendor` to fetch the locked revision again, or "
        "`k8sdsl vendor --update` to accept the new one.",
        "k8sdsl vendor --update\ngit diff",
    ),
    ErrorCode(
        "vendor/local-reference",
        "A remote kustomization refers to a local file.",
        "Use another source. A remote kustomization can refer only to its own files and to remote addresses.",
        "resources:\n- /etc/app.yaml    # refused in a remote kustomization",
    ),
    ErrorCode(
        "chart/declaration",
        "The release name, version or values of a `Chart` in an overlay are missing or invalid.",
        "Correct the argument that the error names.",
        'Chart("oci://registry.example.com/charts/shop", version="1.2.3", values={"replicas": 3}, release="shop")',
    ),
    ErrorCode(
        "chart/not-found",
        "There is no chart at this path.",
        "Use a directory with a `Chart.yaml`, a `.tgz` package, or `oci://...`.",
        "k8sdsl import chart charts/shop --to imported",
    ),
    ErrorCode(
        "chart/not-rendered",
        "The chart has not been rendered with these values yet, and this command does not run programs.",
        "Run `k8sdsl build --enable-helm` once; other commands use the result, which is kept in `.k8sdsl/`.",
        "k8sdsl build prod --enable-helm\nk8sdsl check prod",
    ),
    ErrorCode(
        "chart/changed",
        "The chart differs from the one that `charts.lock` pins, or that file cannot be read.",
        "If the change is right, remove the entry from `charts.lock` and build again; otherwise restore the file "
        "from Git.",
        "git diff charts.lock",
    ),
    ErrorCode(
        "chart/no-helm",
        "Charts require Helm, but neither the program `helm` nor the extra `helm` is installed.",
        "Install either one.",
        "pip install 'k8sdsl[helm]'",
    ),
    ErrorCode(
        "chart/failed",
        "Helm could not render the chart; the message is Helm's own.",
        "Correct the values or the chart: `helm template` with the same values shows the same message.",
        "helm template shop charts/shop --values values.yaml",
    ),
)
