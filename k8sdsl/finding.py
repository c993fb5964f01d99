"""A finding: something wrong with a manifest, as data. The run continues to find everything."""

from __future__ import annotations

from k8sdsl.identity import ObjectRef
from k8sdsl.value import StrEnum, Value

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from k8sdsl.locations.source import Source

NOWHERE = ObjectRef("", "", "", "")


class Severity(StrEnum):
    """The severities, most severe first.

    Examples:
        >>> from k8sdsl import Severity
        >>> [severity.value for severity in Severity]
        ['error', 'warning', 'note']
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(Value):
    """One thing that is wrong with one manifest.

    `rule` is the rule's stable id; `path` is the field in the API server's own notation, which may differ from the
    manifest's (`spec.template.labels`); `source` is where the user wrote it, if that is known; `used_at` is the line of
    the project that used the stack, if `source` is in another package.
    `aliases` are the checks of other linters that find the same (`kube-linter:latest-tag`).

    Examples:
        >>> from k8sdsl import validate
        >>> [finding] = validate({"apiVersion": "v1", "kind": "Namespace", "metadata": {}})
        >>> finding.rule, finding.severity.value, finding.path, finding.ref.kind
        ('meta/name-required', 'error', 'metadata.name', 'Namespace')
    """

    __slots__ = ("aliases", "message", "path", "ref", "remedy", "rule", "severity", "source", "used_at")

    def __init__(
        self,
        *,
        rule: str,
        message: str,
        path: str = "",
        severity: Severity = Severity.ERROR,
        ref: ObjectRef = NOWHERE,
        source: Source | None = None,
        remedy: str | None = None,
        aliases: tuple[str, ...] = (),
        used_at: Source | None = None,
    ) -> None:
        if "@" in message or "://" in message:
            from k8sdsl.locations.address import credentials_hidden

            message = credentials_hidden(message)
        self.rule = rule
        self.message = message
        self.path = path
        self.severity = severity
        self.ref = ref
        self.source = source
        self.remedy = remedy
        self.aliases = aliases
        self.used_at = used_at

    @property
    def is_error(self) -> bool:
        """Whether this finding makes a run fail."""
        return self.severity is Severity.ERROR

    @property
    def field(self) -> str:
        """The path for people: empty if the API server writes `<nil>` for a fault without a path."""
        return "" if self.path == "<nil>" else self.path

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source else ""
        field = f" {self.field}" if self.field else ""
        ref = "" if self.ref == NOWHERE else f" {self.ref}"
        remedy = f" ({self.remedy})" if self.remedy else ""
        used = f", used at {self.used_at}" if self.used_at else ""
        return f"{place}{self.severity}[{self.rule}]{ref}{field}: {self.message}{used}{remedy}"


class Suppressed:
    """How many findings are accepted: by the settings of the project, and in code by calls of `accept`."""

    __slots__ = ("in_code", "in_settings")

    def __init__(self, in_settings: int = 0, in_code: int = 0) -> None:
        self.in_settings = in_settings
        self.in_code = in_code

    def __bool__(self) -> bool:
        return bool(self.in_settings or self.in_code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Suppressed) and self._counts() == other._counts()

    def __hash__(self) -> int:
        return hash(self._counts())

    def _counts(self) -> tuple[int, int]:
        return self.in_settings, self.in_code

    def __add__(self, other: Suppressed) -> Suppressed:
        return Suppressed(self.in_settings + other.in_settings, self.in_code + other.in_code)

    def __str__(self) -> str:
        counts = ((self.in_settings, "suppressed by pyproject.toml"), (self.in_code, "accepted in code"))
        return ", ".join(f"{count} {where}" for count, where in counts if count)

    def __repr__(self) -> str:
        return f"Suppressed({self.in_settings}, {self.in_code})"
