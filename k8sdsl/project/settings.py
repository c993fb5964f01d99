"""The settings of a project in `[tool.k8sdsl]` of its `pyproject.toml`."""

from __future__ import annotations

import os

from k8sdsl.errors import LoadError
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.locations.content import read_content
from k8sdsl.locations.source import Source
from k8sdsl.project.names import SETTINGS, find_root
from k8sdsl.tree import fault_of_bounds

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from k8sdsl.finding import Finding, Suppressed
    from k8sdsl.kube.references.field import ReferenceField
    from k8sdsl.manifest import Manifest
    from k8sdsl.project.policy_use import PolicyUse
    from k8sdsl.project.suppressions import Suppression

MAX_SETTINGS = 10_000_000
"""The maximum size of a `pyproject.toml` in bytes; Python's parser of TOML is slow."""

_TABLE = b"tool.k8sdsl"
_REFERENCE = ("kind", "path", "refers-to", "name", "namespace", "key", "port", "optional")
_POLICY_USE = ("use", "overlays", "severity")
_SUPPRESSION = ("rule", "reason", "object", "path", "expires")


class Config:
    """The settings of a project; for a setting that is None, the command or `gitops.py` decides.

    `server_side_apply` is set if its objects are applied with server-side apply, as with Flux or `kubectl apply
    --server-side`: what that refuses is then an error. `external` are objects outside every set
    (`Secret/wordpress-tls`, or patterns), `closed` makes a reference to any other object outside the set an error,
    `references` are additional rows of the table of references, and `policies` are the policies that are switched on.
    """

    __slots__ = (
        *("closed", "external", "into", "kube_version", "layout", "policies", "references"),
        *("server_side_apply", "suppress"),
    )

    def __init__(self) -> None:
        self.kube_version: str | None = None
        self.layout: str | None = None
        self.into: str | None = None
        self.server_side_apply = False
        self.external: list[str] = []
        self.closed = False
        self.policies: list[PolicyUse] = []
        self.references: list[ReferenceField] = []
        self.suppress: list[Suppression] = []


KEYS = (
    *("kube-version", "layout", "into", "server-side-apply", "external", "closed", "references"),
    *("policies", "suppress"),
)
"""The keys as they are written; an underscore is accepted instead of a hyphen."""


def kube_version_of(folder: Path) -> str:
    """The version of Kubernetes to check for, in the project around a directory."""
    return read_config(find_root(folder)).kube_version or DEFAULT


def accepted(
    findings: Iterable[Finding], root: str | Path, manifests: Iterable[Manifest] = ()
) -> tuple[list[Finding], Suppressed]:
    """The findings that neither the project at `root` nor a call of `accept` suppresses today, and how many are."""
    import datetime as dt

    from k8sdsl.project.suppressions import beside_objects, suppress

    suppressions = [*read_config(root).suppress, *beside_objects(manifests)]
    kept, _, counts = suppress(findings, suppressions, dt.datetime.now(dt.UTC).date())
    return kept, counts


def read_config(root: str | Path) -> Config:
    """The settings of the project at `root`; LoadError for a misspelled key, or a suppression without a reason."""
    file = os.path.join(root, SETTINGS)
    try:
        content = read_content(file, MAX_SETTINGS)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):  # most projects have none
        return Config()
    except OSError as error:
        raise LoadError(
            f"{SETTINGS} cannot be read: {error.strerror}", source=Source(file, 1), code="project/settings"
        ) from None
    if _TABLE not in content.replace(b" ", b"").replace(b'"', b"").replace(b"'", b"") and b"k8sdsl" not in content:
        return Config()
    import tomllib

    try:
        tool = tomllib.loads(content.decode("utf-8")).get("tool", {})
    except (ValueError, RecursionError) as error:  # of the text, of TOML, or for a number of thousands of digits
        raise LoadError(
            f"{SETTINGS} cannot be read: {error}", source=Source(file, 1), code="project/settings"
        ) from None
    table = tool.get("k8sdsl", {}) if isinstance(tool, dict) else {}
    return _SettingsReader(file, content.decode("utf-8")).config(table)


class _SettingsReader:
    """Converts the table into settings, and mistakes in it into errors with their line."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()

    def config(self, table: Any) -> Config:
        config = Config()
        if not isinstance(table, dict):
            raise self._error("`[tool.k8sdsl]` must be a table", "k8sdsl")
        fault = fault_of_bounds(table)
        if fault:
            raise self._error(f"`[tool.k8sdsl]` cannot be read: {fault}", "k8sdsl")
        for key, value in table.items():
            self._known(key.replace("_", "-"), KEYS, "`[tool.k8sdsl]`", key)
            self._set(config, key.replace("-", "_"), value, key)
        if config.kube_version is not None:
            parse_kube_version(config.kube_version)
        return config

    def _set(self, config: Config, name: str, value: Any, key: str) -> None:
        if name == "suppress":
            if not isinstance(value, list):
                raise self._error("`suppress` must be a list of tables", key)
            config.suppress = [self._suppression(entry) for entry in value]
        elif name in {"server_side_apply", "closed"}:
            if not isinstance(value, bool):
                raise self._error(f"`{key}` must be true or false, not {_shown(value)}", key)
            setattr(config, name, value)
        elif name == "external":
            if not isinstance(value, list):
                raise self._error("`external` must be a list of strings", key, f'write {key} = ["Secret/db"]')
            config.external = [self._text(entry, key) for entry in value]
        elif name == "policies":
            if not isinstance(value, list):
                raise self._error("`policies` must be a list", key, f'write {key} = ["recommended"]')
            config.policies = [self._policy_use(entry) for entry in value]
        elif name == "references":
            if not isinstance(value, list):
                raise self._error("`references` must be a list of tables", key)
            config.references = [self._reference(entry) for entry in value]
        elif name == "into":
            config.into = self._folder(value, key)
        else:
            setattr(config, name, self._text(value, key))

    def _folder(self, value: Any, key: str) -> str:
        """A directory below the project: a directory outside it must be set on the command line."""
        text = self._text(value, key)
        if os.path.isabs(text) or os.path.normpath(text).split(os.sep)[0] == os.pardir:
            raise self._error(
                f"`{key}` points outside the project", key, "set a directory in the project, or use `--into`"
            )
        return text

    def _suppression(self, entry: Any) -> Suppression:
        from k8sdsl.project.suppressions import Suppression

        if not isinstance(entry, dict):
            raise self._error("an entry of `suppress` must be a table", "suppress")
        for key in entry:
            self._known(key, _SUPPRESSION, "an entry of `suppress`", key)
        for key in ("rule", "reason"):
            if not self._text(entry.get(key, ""), key).strip():
                raise self._error(f"an entry of `suppress` needs a {key}", str(entry.get("rule") or "suppress"))
        expires = entry.get("expires")
        fields: dict[str, Any] = {key: self._text(value, key) for key, value in entry.items() if key != "expires"}
        return Suppression(**fields, expires=None if expires is None else self._date(expires))

    def _policy_use(self, entry: Any) -> PolicyUse:
        """A name of policies, or a table with names, the overlays that they are for, and their severity."""
        from k8sdsl.finding import Severity
        from k8sdsl.project.policy_use import PolicyUse

        if isinstance(entry, str):
            return PolicyUse(use=(entry,))
        if not isinstance(entry, dict):
            raise self._error("an entry of `policies` must be a name or a table", "policies")
        for key in entry:
            self._known(key, _POLICY_USE, "an entry of `policies`", key)
        severity = entry.get("severity")
        if severity is not None and severity not in list(Severity):
            raise self._error(f"{_shown(severity)} is not a valid severity", "severity", "write error, warning or note")
        use = tuple(self._text(name, "use") for name in self._listed(entry, "use", ()))
        if not use:
            raise self._error("an entry of `policies` needs `use`", "policies", 'write use = ["recommended"]')
        overlays = tuple(self._text(name, "overlays") for name in self._listed(entry, "overlays", ("*",)))
        return PolicyUse(use=use, overlays=overlays, severity=None if severity is None else Severity(severity))

    def _listed(self, entry: dict[str, Any], key: str, default: tuple[str, ...]) -> list[Any]:
        value = entry.get(key, list(default))
        if not isinstance(value, list):
            raise self._error(f"`{key}` must be a list of strings", key, f'write {key} = ["..."]')
        return value

    def _reference(self, entry: Any) -> ReferenceField:
        """A row for the table of references: which field of which custom kind names objects of which kind."""
        from k8sdsl.kube.references.field import refers

        if not isinstance(entry, dict):
            raise self._error("an entry of `references` must be a table", "references")
        for key in entry:
            self._known(key, _REFERENCE, "an entry of `references`", key)
        fields = {key: self._text(entry.get(key, ""), key) for key in _REFERENCE}
        for key in ("kind", "path", "refers-to"):
            if not fields[key]:
                raise self._error(f"an entry of `references` needs `{key}`", key if key in entry else "references")
        if "." not in fields["kind"]:
            remedy = "write the kind with its group, such as `Database.example.com`"
            raise self._error(f"the kind {fields['kind']} of a reference has no group", fields["kind"], remedy)
        path = "/".join(step.replace("/", "\\/") for step in fields["path"].split("."))
        return refers(
            fields["kind"],
            path,
            fields["refers-to"],
            name=fields["name"],
            namespace=fields["namespace"],
            key=fields["key"],
            port=fields["port"],
            optional=fields["optional"],
        )

    def _text(self, value: Any, key: str) -> str:
        if not isinstance(value, str):
            written = self._written(key) or str(value)
            raise self._error(f"`{key}` must be a string, not {written[:40]}", key, f'write {key} = "{written[:40]}"')
        return value

    def _written(self, key: str) -> str:
        """The value of a key as it is written: TOML reads 1.30 as the number 1.3. Empty if the line holds more."""
        line = next((line for line in self.lines if line.replace(" ", "").startswith(f"{key}=")), "")
        value = line.partition("=")[2].partition("#")[0].strip()
        return value if value.replace(".", "").isalnum() else ""

    def _date(self, value: Any) -> dt.date:
        import datetime as dt

        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except (ValueError, TypeError):
            raise self._error(f"{_shown(value)} is not a valid date", "expires", "write expires = 2027-01-31") from None

    def _known(self, key: str, known: tuple[str, ...], where: str, written: str) -> None:
        if key not in known:
            from k8sdsl.near_miss import did_you_mean

            meant = did_you_mean(key, known)
            raise self._error(f"{where} has no key {written!r}", written, meant or f"the keys are {', '.join(known)}")

    def _error(self, message: str, key: str, remedy: str | None = None) -> LoadError:
        """An error at the first line that names the key."""
        number = next((n for n, line in enumerate(self.lines, start=1) if key in line), 1)
        return LoadError(
            f"{SETTINGS}: {message}", source=Source(self.file, number), remedy=remedy, code="project/settings"
        )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
