"""Errors about Git."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "git/not-installed",
        "The program `git` is not installed, or not in PATH.",
        "Install Git. Only `gitops --branch`, `--commit`, `vendor` and `diff` of revisions need it.",
        "git --version",
    ),
    ErrorCode(
        "git/no-repository",
        "The directory is not in a Git repository.",
        "Run `git init`, or use another repository with `--repo`.",
        "git init\nk8sdsl gitops --branch rendered/prod",
    ),
    ErrorCode(
        "git/no-revision",
        "Git does not know this revision.",
        "Fetch the revision, or correct its name.",
        "git fetch origin\nk8sdsl diff origin/main HEAD",
    ),
    ErrorCode(
        "git/branch-name",
        "The name is not a valid branch, remote or revision in Git.",
        "Use only letters, digits, `-`, `_`, `.` and `/`, and do not start with a dash.",
        "k8sdsl gitops --branch rendered/prod",
    ),
    ErrorCode(
        "git/checked-out",
        "The branch is checked out, so the run would change your working tree.",
        "Check out another branch, or render into the checkout with `--into` and `--commit`.",
        "git switch main\nk8sdsl gitops --branch rendered/prod",
    ),
    ErrorCode(
        "git/program",
        "The configuration of the repository sets a program that Git would run to reach a remote or to sign commits.",
        "Set it in your own configuration, or allow that of the repository with `--hooks` if you trust it.",
        "git config --global core.sshCommand 'ssh -i ~/.ssh/deploy'\nk8sdsl gitops --commit --push origin --hooks",
    ),
    ErrorCode(
        "git/push",
        "The rendered branch cannot be pushed: access was denied, or others pushed first several times.",
        "Check your access to the remote, and run the command again.",
        "git push --dry-run origin rendered/prod",
    ),
    ErrorCode(
        "git/failed",
        "A command of Git failed; the message is Git's own.",
        "Run the command by hand in the directory that the error names.",
        "git -C DIR status",
    ),
)
