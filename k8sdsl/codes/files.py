"""Errors about files, standard streams, and the text of manifests."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "file/not-found",
        "A file or directory that was named does not exist.",
        "Correct the path: paths on the command line are relative to the working directory (or to `-C DIR`), "
        "paths in an "
        "overlay to the project, and paths in a kustomization to its directory.",
        "k8sdsl check -f manifests/\nk8sdsl -C shop build prod",
    ),
    ErrorCode(
        "file/unreadable",
        "A file exists but cannot be read: a permission, a directory instead of a file, a device, or a size above "
        "100 MB.",
        "Correct the permissions, or name a plain file. The end of the error has the reason of the operating system.",
        "ls -l overlays/prod.py\nchmod u+r overlays/prod.py",
    ),
    ErrorCode(
        "file/not-written",
        "A file cannot be written: a permission, a full disk, or a directory where the file should be.",
        "Name another file or directory, or correct the permissions. Output that was written before is complete.",
        "k8sdsl build prod -o build/prod.yaml",
    ),
    ErrorCode(
        "file/exists",
        "The command would overwrite files that it did not write itself.",
        "Write into another directory, or overwrite the files with `--force` once you have looked at them.",
        "k8sdsl import yaml app.yaml --to imported\nk8sdsl init shop --force",
    ),
    ErrorCode(
        "file/outside",
        "A path leads out of the directory that the command may write to or read from, by `..` or by a symbolic link.",
        "Remove the link, or name a path inside the directory. Names of objects from input cannot choose a directory.",
        "k8sdsl gitops --into rendered    # a directory, not a link to one",
    ),
    ErrorCode(
        "file/outside-root",
        "A kustomization names a file outside its own directory, which kustomize refuses too.",
        "Move the file below the kustomization, make its directory a base, or allow all files with "
        "`--load-restrictor none` if you trust the kustomization.",
        "resources:\n- ../base            # a directory with a kustomization: allowed\n- ../base/web.yaml   # wrong",
    ),
    ErrorCode(
        "file/not-a-directory",
        "A path that must be a directory is a file or a symbolic link.",
        "Name a directory, or remove the file.",
        "k8sdsl gitops --into rendered/",
    ),
    ErrorCode(
        "file/too-large",
        "A Python file of the project is larger than 50 MB.",
        "Split it into several files, or keep the objects as YAML and name that file in `base`.",
        'overlay = Overlay(base=["manifests/dashboards.yaml"])',
    ),
    ErrorCode(
        "file/no-working-directory",
        "The directory in which the command runs was removed.",
        "Change to another directory, and run the command again.",
        "cd ~/shop && k8sdsl build prod",
    ),
    ErrorCode(
        "file/standard-input",
        "Standard input is closed or cannot be read.",
        "Pipe manifests into the command, or name a file instead of `-`.",
        "kubectl get deployments -o yaml | k8sdsl check -f -",
    ),
    ErrorCode(
        "file/standard-output",
        "Standard output cannot be written: the disk is full, or the program that reads it has ended.",
        "Free space, or write into a file on another disk. The output so far is not complete.",
        "k8sdsl build prod -o /tmp/prod.yaml",
    ),
    ErrorCode(
        "manifest/not-an-object",
        "A YAML document is not a Kubernetes object: it is not a map, or has no `apiVersion` and `kind`.",
        "Add `apiVersion` and `kind`, or leave the file out. Values files of charts are not manifests.",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings",
    ),
    ErrorCode(
        "manifest/none",
        "The directory has no YAML files.",
        "Name the directory that has them, or a file.",
        "k8sdsl check -f deploy/",
    ),
    ErrorCode(
        "manifest/structure",
        "A map does not fit the typed class of its kind: an unknown or missing field, or a value of another type.",
        "Correct the fields that the error lists. `k8sdsl explain KIND.FIELD` shows the type of a field.",
        "k8sdsl explain Deployment.spec.replicas",
    ),
    ErrorCode(
        "yaml/syntax",
        "The text is not valid YAML, or YAML that the API server does not read: a tab, a duplicate key, an alias bomb.",
        "Correct the line that the error shows. Indent with spaces, and quote values that contain `: ` or ` #`.",
        'command: "echo a: b"    # quoted, because of the colon',
    ),
    ErrorCode(
        "emit/value",
        "A value cannot be written in the output format: it is not a string, number, boolean, list, map or null.",
        "Replace the value with a plain one: a date with a string, a set with a sorted list.",
        'data={"started": str(date)}',
    ),
)
