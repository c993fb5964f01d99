"""Errors about files, standard streams, and the text of manifests."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "file/not-found",
        "A file or directory does not exist.",
        "Correct the path: paths on the command line are relative to the working directory (or to `-C DIR`), "
        "paths in an "
        "overlay to the project, and paths in a kustomization to its directory.",
        "k8sdsl check -f manifests/\nk8sdsl -C shop build prod",
    ),
    ErrorCode(
        "file/unreadable",
        "A file exists but cannot be read: because of its permissions, because it is a directory or a device, or "
        "because it is larger than 100 MB.",
        "Correct the permissions, or use a regular file. The error ends with the reason that the operating system "
        "gives.",
        "ls -l overlays/prod.py\nchmod u+r overlays/prod.py",
    ),
    ErrorCode(
        "file/not-written",
        "A file cannot be written: because of its permissions, because the disk is full, or because a directory with "
        "this name exists.",
        "Choose another file or directory, or correct the permissions. Files that were written before this one are "
        "complete.",
        "k8sdsl build prod -o build/prod.yaml",
    ),
    ErrorCode(
        "file/exists",
        "The command would overwrite files that it did not write itself.",
        "Write to another directory, or look at the files and overwrite them with `--force`.",
        "k8sdsl import yaml app.yaml --to imported\nk8sdsl init shop --force",
    ),
    ErrorCode(
        "file/outside",
        "A path is outside the directory that the command can read from or write to, because of `..` or a symbolic "
        "link.",
        "Remove the link, or use a path inside the directory. Object names in the input cannot select a directory.",
        "k8sdsl gitops --into rendered    # a directory, not a link to one",
    ),
    ErrorCode(
        "file/outside-root",
        "A kustomization refers to a file outside its own directory. Kustomize refuses that too.",
        "Move the file into the directory of the kustomization, make its directory a base, or, if you trust the "
        "kustomization, allow all files with `--load-restrictor none`.",
        "resources:\n- ../base            # a directory with a kustomization: allowed\n- ../base/web.yaml   # wrong",
    ),
    ErrorCode(
        "file/not-a-directory",
        "A path is a file or a symbolic link, but must be a directory.",
        "Use a directory, or remove the file.",
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
        "The working directory of the command was deleted.",
        "Change to another directory, and run the command again.",
        "cd ~/shop && k8sdsl build prod",
    ),
    ErrorCode(
        "file/standard-input",
        "Standard input is closed or cannot be read.",
        "Pipe manifests into the command, or pass a file instead of `-`.",
        "kubectl get deployments -o yaml | k8sdsl check -f -",
    ),
    ErrorCode(
        "file/standard-output",
        "Standard output cannot be written to: the disk is full, or the program that reads it has exited.",
        "Free some space, or write to a file on another disk. The output so far is incomplete.",
        "k8sdsl build prod -o /tmp/prod.yaml",
    ),
    ErrorCode(
        "system/limit",
        "The operating system has no more memory, open files, processes or space for temporary files for the command.",
        "Raise the limit that `ulimit -a` shows, free some space, or set another directory for temporary files in "
        "`TMPDIR`.",
        "ulimit -n 1024\nTMPDIR=/var/tmp k8sdsl diff main",
    ),
    ErrorCode(
        "manifest/not-an-object",
        "A YAML document is not a Kubernetes object: it is not a map, or has no `apiVersion` and `kind`.",
        "Add `apiVersion` and `kind`, or omit the file. Values files of charts are not manifests.",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings",
    ),
    ErrorCode(
        "manifest/none",
        "The directory contains no YAML files.",
        "Use a directory that contains YAML files, or a single file.",
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
        "The text is not valid YAML, or the API server does not accept it: for example, it has a tab, a duplicate "
        "key, or aliases that expand too far.",
        "Correct the line that the error shows. Indent with spaces, and quote values that contain `: ` or ` #`.",
        'command: "echo a: b"    # quoted, because of the colon',
    ),
    ErrorCode(
        "emit/value",
        "A value cannot be written in the output format: it is not a string, number, boolean, list, map or null.",
        "Use a plain value instead: a string for a date, a sorted list for a set.",
        'data={"started": str(date)}',
    ),
)
