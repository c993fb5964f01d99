"""The errors of k8sdsl.

    K8sdslError                  for the user to fix; caught in one place, in `cli`
    ├── LoadError                a file, overlay or project that cannot be read or run
    │   ├── YamlError            text that is not valid YAML, or YAML that no cluster would read
    │   └── UserCodeError        an exception in the user's own Python
    ├── StructureError           a tree that does not fit the requested typed class
    ├── OverlayError             an instruction of an overlay that cannot be carried out
    │   └── NoMatchError         it could, but matches nothing
    ├── KustomizationError       a kustomization file that cannot be carried out
    ├── EmitError                a value that the output format cannot hold
    ├── CheckError               findings that stop a build
    ├── ClusterError             a cluster that cannot be reached
    ├── GitOpsError              a rendered tree that cannot be written, or an instruction about one
    │   ├── TreeError            an invalid index, lock or directory of a rendered tree
    │   ├── GitError             a git command that failed
    │   └── SecretError          a secret's value that is missing or cannot be sealed
    └── ErrorGroup               several independent errors

A *finding* (`k8sdsl.finding`) says that a manifest is wrong, and is data; an error stops the work.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from k8sdsl.finding import Finding
    from k8sdsl.locations.source import Source


class K8sdslError(Exception):
    """The base of every error that the user can fix.

    `message` says what is wrong; `source` is where it was written; `remedy` says how to fix it. Credentials in
    addresses are removed from both. `code` is stable and names the kind of mistake (`overlay/no-match`); `k8sdsl
    explain CODE` prints more about it. It is passed as an argument, or is that of the class. `within` leads from the
    declaration that failed to the part of it that is wrong.

    Examples:
        >>> from k8sdsl import K8sdslError, Overlay, build, k8s
        >>> try:
        ...     build(Overlay(base=k8s.ConfigMap("web"), images={"nginx": "1.29"}))
        ... except K8sdslError as error:
        ...     print(type(error).__name__)
        NoMatchError
    """

    code: str = "project/raised"
    within: tuple[str | int, ...] = ()

    def __init__(
        self, message: str, *, source: Source | None = None, remedy: str | None = None, code: str | None = None
    ) -> None:
        if "@" in message or "://" in message or (remedy and "://" in remedy):
            from k8sdsl.locations.address import credentials_hidden

            message, remedy = credentials_hidden(message), remedy and credentials_hidden(remedy)
        super().__init__(message)
        self.message = message
        self.source = source
        self.remedy = remedy
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source else ""
        remedy = f"\n  help: {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{remedy}"


class LoadError(K8sdslError):
    """A file, an overlay or a project that cannot be read or run."""


class YamlError(LoadError):
    """Text that is not valid YAML, or YAML that the API machinery would not read."""

    code = "yaml/syntax"

    @classmethod
    def at(cls, message: str, file: str, line: int = 1, column: int = 1, *, remedy: str | None = None) -> YamlError:
        """The error at a line and column, from 1, of a file.

        Text inside another file has no `file`: its line is part of the message, and the caller knows the place.
        """
        from k8sdsl.locations.source import Source

        if not file:
            return cls(f"{message} (line {line} of the text)", remedy=remedy)
        return cls(message, source=Source(file, line, column), remedy=remedy)


class UserCodeError(LoadError):
    """An exception raised by the user's own Python; `traceback` contains only the user's frames."""

    code = "project/exception"
    traceback = ""

    def __str__(self) -> str:
        return self.traceback or super().__str__()


class StructureError(K8sdslError):
    """A tree that does not fit the requested typed class; `problems` are pairs of path and message."""

    code = "manifest/structure"
    problems: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, kind: str, problems: Iterable[tuple[str, str]]) -> StructureError:
        """The error for the problems of a tree."""
        problems = tuple(problems)
        lines = "".join(f"\n  {path or '(root)'}: {message}" for path, message in problems)
        error = cls(f"this is not a valid {kind}:{lines}")
        error.problems = problems
        return error


class OverlayError(K8sdslError):
    """An instruction of an overlay that cannot be carried out."""


class NoMatchError(OverlayError):
    """A patch, image, replica count or other entry that matches nothing."""

    code = "overlay/no-match"


class KustomizationError(K8sdslError):
    """A kustomization file that cannot be carried out."""


class EmitError(K8sdslError):
    """A value that the output format cannot hold."""

    code = "emit/value"


class CheckError(K8sdslError):
    """Findings that stop a build."""

    code = "check/findings"
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> CheckError:
        """The error for the findings of a build."""
        findings = tuple(findings)
        count = sum(finding.is_error for finding in findings)
        lines = "".join(f"\n  {finding}" for finding in findings)
        error = cls(f"{count} error{'s' if count != 1 else ''} found:{lines}")
        error.findings = findings
        return error


class ClusterError(K8sdslError):
    """A cluster that cannot be reached, or that refuses what it is asked for."""

    code = "cluster/request"


class GitOpsError(K8sdslError):
    """A rendered tree that cannot be written, or an instruction about one that cannot be carried out."""


class TreeError(GitOpsError):
    """An invalid index, lock or directory of a rendered tree."""


class GitError(GitOpsError):
    """A git command that failed."""


class SecretError(GitOpsError):
    """A secret's value that is missing or cannot be sealed; the message never holds the value."""


class ErrorGroup(K8sdslError):  # noqa: N818 - the standard library's name for it
    """Several independent errors of one run."""

    code = "errors/several"
    errors: tuple[K8sdslError, ...] = ()

    @classmethod
    def of(cls, errors: Iterable[K8sdslError]) -> ErrorGroup:
        """The group of some errors."""
        errors = tuple(errors)
        group = cls("\n".join(map(str, errors)))
        group.errors = errors
        return group

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))  # their places can be known only since then


def raise_all(errors: Sequence[K8sdslError]) -> None:
    """Raises the collected errors, each once: nothing, the only one as it is, or a group."""
    errors = list({id(error): error for error in errors}.values())
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ErrorGroup.of(errors)


def as_finding(error: K8sdslError, *, warning: bool = False) -> Finding:
    """An error, or a warning of a build, among the findings of a report, with its code as the rule."""
    from k8sdsl.finding import Finding, Severity

    severity = Severity.WARNING if warning else Severity.ERROR
    return Finding(rule=error.code, severity=severity, message=error.message, source=error.source, remedy=error.remedy)


def about(target: str, error: K8sdslError) -> K8sdslError:
    """An error with the name of its target: it has a place in the user's files, but a run can have many targets."""
    for one in error.errors if isinstance(error, ErrorGroup) else (error,):
        one.message = f"{target}: {one.message}"
    return error


class placed:  # noqa: N801 - reads as a word in a `with` statement
    """Gives errors of its block that know no place the one that `locate` finds."""

    def __init__(self, locate: Callable[..., Source | None], *path: Any) -> None:
        self._locate = locate
        self._path = path

    def __enter__(self) -> None:
        """Begins the block."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        for one in error.errors if isinstance(error, ErrorGroup) else (error,):
            if isinstance(one, K8sdslError) and one.source is None:
                one.source = self._locate(*self._path, **({"within": one.within} if one.within else {}))
