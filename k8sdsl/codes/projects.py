"""Errors about the user's project: its overlays, settings and policies."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "project/no-overlay",
        "No overlay of the project, or no directory with a kustomization, has this name.",
        "Write a name from the list in the error, or run the command in the directory of the project, "
        "which has `overlays/`.",
        "k8sdsl build prod          # overlays/prod.py\nk8sdsl -C shop build prod  # the project in shop/",
    ),
    ErrorCode(
        "project/not-an-overlay",
        "A file in `overlays/` does not declare an overlay: the variable is missing, or is not an overlay.",
        "Assign an Overlay to the variable `overlay`, or, for a fleet, a map of overlays to `overlays`.",
        "from k8sdsl import Overlay\nfrom stacks.shop import shop\n\noverlay = Overlay(base=shop(replicas=3))",
    ),
    ErrorCode(
        "project/exception",
        "Python code of the project raised an exception while it was loaded or called. The traceback shows only files "
        "of the project.",
        "Correct the last line of the traceback that is in your project.",
        "File \"overlays/prod.py\", line 4, in <module>\nNameError: name 'shop' is not defined    # add the import",
    ),
    ErrorCode(
        "project/raised",
        "Python code of the project raised a K8sdslError.",
        "Do what the message says; it comes from the code that raised the error.",
        'raise K8sdslError("the host must end in .example.com", code="shop/host")',
    ),
    ErrorCode(
        "project/settings",
        "`pyproject.toml` is not valid TOML, or `[tool.k8sdsl]` has an unknown key or a value of the wrong type.",
        "Correct the line that the error names. `k8sdsl schema settings` prints all keys with their types.",
        '[tool.k8sdsl]\nkube-version = "1.36"\npolicies = ["recommended"]',
    ),
    ErrorCode(
        "package/no-stack",
        "No installed package offers a stack of this name, as an entry point of the group `k8sdsl.stacks`.",
        "Correct the name, or install the package into the environment that runs k8sdsl.",
        "overlay = Overlay(base=installed_stack('acme-web', host='app.example.com'))",
    ),
    ErrorCode(
        "package/not-loaded",
        "A stack or policy of an installed package cannot be loaded: the import fails, or the entry point is not a "
        "stack or policy.",
        "Install another version of the package, or report the error to its authors.",
        "pip install --upgrade acme-k8s",
    ),
    ErrorCode(
        "project/no-policy",
        "No policy has this name, or a file in `policies/` declares no policy.",
        "Use the name of a set, an ID, a pattern or the check of a linter; `docs/policies.md` lists all of them. Your "
        "own policies are functions with the decorator `@policy(...)`.",
        "k8sdsl check --policy recommended\nk8sdsl check --policy 'images/*'",
    ),
)
