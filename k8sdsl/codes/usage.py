"""Errors about how a command was called."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "usage/no-such-command",
        "The first argument is not a command of k8sdsl.",
        "Run `k8sdsl --help`, which lists the commands. The error suggests the nearest name.",
        "k8sdsl biuld prod    # wrong\nk8sdsl build prod    # right",
    ),
    ErrorCode(
        "usage/no-such-option",
        "The command has no option with this name.",
        "Run `k8sdsl COMMAND --help`, which lists its options. Each command has its own options.",
        "k8sdsl check prod --kube 1.35            # wrong\nk8sdsl check prod --kube-version 1.35    # right",
    ),
    ErrorCode(
        "usage/missing-argument",
        "A required argument or option is missing.",
        "Run `k8sdsl COMMAND --help`: arguments without square brackets are required.",
        "k8sdsl explain               # wrong\nk8sdsl explain Deployment    # right",
    ),
    ErrorCode(
        "usage/arguments",
        "The arguments of the command cannot be parsed, such as one argument too many or an option without a value.",
        "Run `k8sdsl COMMAND --help`, and quote values with spaces or patterns.",
        "k8sdsl blame prod Deployment/web spec replicas    # wrong\n"
        "k8sdsl blame prod Deployment/web spec.replicas    # right",
    ),
    ErrorCode(
        "usage/options",
        "These options cannot be combined, or one of them requires another.",
        "Remove one of the options that the error names, or add the missing one.",
        "k8sdsl build dev prod -o all.yaml     # wrong: several targets, one file\n"
        "k8sdsl build dev prod --into build    # right: one file per target",
    ),
    ErrorCode(
        "usage/value",
        "The option or argument does not accept this value.",
        "Use one of the values that the error lists, or the form that it shows.",
        "k8sdsl check --format xml      # wrong\nk8sdsl check --format junit    # right",
    ),
    ErrorCode(
        "usage/kubernetes-version",
        "The version of Kubernetes is unknown: k8sdsl has schemas and rules for certain minor versions only.",
        "Set one of the minor versions that the error lists, with `--kube-version` or `kube-version` in "
        "`[tool.k8sdsl]`.",
        "k8sdsl check --kube-version 1.36",
    ),
    ErrorCode(
        "usage/confirmation",
        "The command asks for confirmation before it changes files, but standard input is not a terminal.",
        "Add `--yes` to make the changes without confirmation. Nothing was changed.",
        "k8sdsl check --fix --yes",
    ),
    ErrorCode(
        "explain/unknown",
        "There is no rule, code, kind, part or field with this name.",
        "Use the ID of a rule, an error code, or a kind and the path of a field. For your own kinds, put their "
        "definitions in `crds/`.",
        "k8sdsl explain core/port-name\nk8sdsl explain overlay/no-match\nk8sdsl explain Deployment.spec.strategy",
    ),
    ErrorCode(
        "explain/ambiguous",
        "Several API groups have a kind with this name.",
        "Write the group before the kind.",
        "k8sdsl explain gateway.networking.k8s.io/Gateway",
    ),
    ErrorCode(
        "object/not-found",
        "The build has no object with this name, or the object has no such field.",
        "Use the kind and the name from the output of `k8sdsl build`, including prefixes and suffixes.",
        "k8sdsl blame prod Deployment/web spec.replicas",
    ),
    ErrorCode(
        "picture/library",
        "Pictures in this format require a library or program that is not installed.",
        "Install it, or use a format that does not need it: `.mermaid`, `.dot` or `.json`.",
        "pip install 'k8sdsl[pictures]'\nk8sdsl graph prod -o prod.svg",
    ),
    ErrorCode(
        "watch/library",
        "Watching the files of a project requires the library watchfiles, which is not installed.",
        "Install the extra `watch`.",
        "pip install 'k8sdsl[watch]'\nk8sdsl build prod --watch",
    ),
    ErrorCode(
        "watch/refused",
        "The operating system does not allow this process to watch the directories of the project.",
        "Raise the limit, or let k8sdsl poll the files instead.",
        "sysctl fs.inotify.max_user_watches=524288\nWATCHFILES_FORCE_POLLING=1 k8sdsl build prod --watch",
    ),
    ErrorCode(
        "serve/library",
        "`k8sdsl serve` requires libraries that are not installed.",
        "Install the extra `serve` in the environment where k8sdsl is installed.",
        "pip install 'k8sdsl[serve]'\nk8sdsl serve prod",
    ),
    ErrorCode(
        "serve/port",
        "The port for `k8sdsl serve` is in use by another program, or you do not have permission to listen on it.",
        "Choose another port, or omit `--port` to use a free one.",
        "k8sdsl serve prod --port 8090",
    ),
    ErrorCode(
        "diff/sides",
        "One side of the comparison is not an overlay, file, directory or Git revision, or only one side is given.",
        "Pass two sides, or one side that exists in two revisions.",
        "k8sdsl diff dev prod\nk8sdsl diff HEAD~1 HEAD\nk8sdsl diff live.yaml prod",
    ),
    ErrorCode(
        "diff/revision-fails",
        "The Git revision that is compared cannot be built; the lines below the message are the errors of that build.",
        "Check out the revision and build it there, or compare with a revision that builds.",
        "git worktree add ../old HEAD~1\nk8sdsl -C ../old build prod",
    ),
    ErrorCode(
        "cluster/request",
        "The cluster cannot be reached with `kubectl`, or it refuses a request because of credentials or permissions.",
        "Run the same request with `kubectl` and the same context to see the reason. Nothing in the cluster was "
        "changed.",
        "kubectl --context prod auth can-i get deployments\nk8sdsl diff prod --cluster prod",
    ),
    ErrorCode(
        "upgrade/not-built",
        "An overlay could not be built after the changes, so `upgrade` restored all files.",
        "Change the remaining uses of the old version by hand, such as in a Python patch, and run `upgrade` again.",
        "k8sdsl upgrade --to 1.36",
    ),
    ErrorCode(
        "check/findings",
        "The objects were built, but the API server would refuse at least one of them, or an object refers to one that "
        "does not exist. The findings above show the rules, places and remedies.",
        "Fix the findings. `k8sdsl explain RULE` has more about each rule; `build --no-check` writes the output "
        "anyway.",
        "k8sdsl check prod\nk8sdsl explain core/port-name",
    ),
    ErrorCode(
        "errors/several",
        "Several independent errors were found in one run.",
        "Fix each of them; each has its own code.",
        "k8sdsl check    # reports the errors of all overlays",
    ),
)
