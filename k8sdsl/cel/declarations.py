"""Functions that expressions may call: CEL's own, and those that Kubernetes adds (apiserver `pkg/cel/library`).

One line declares the overloads of one function: `receiver.name(arguments) result`, without a receiver for a plain
function. A capital letter is any type, the same wherever it stands.
"""

from __future__ import annotations

from functools import cache

from k8sdsl.cel.types import Type, parse_type

STANDARD = """
_&&_: (bool, bool) bool
_||_: (bool, bool) bool
!_: (bool) bool
_?_:_: (bool, A, A) A
_==_: (A, A) bool
_!=_: (A, A) bool
@in: (A, list(A)) bool; (A, map(A, B)) bool
_[_]: (list(A), int) A; (map(A, B), A) B; (optional_type(list(A)), int) optional_type(A); \
(optional_type(map(A, B)), A) optional_type(B)
_[?_]: (list(A), int) optional_type(A); (optional_type(list(A)), int) optional_type(A); \
(map(A, B), A) optional_type(B); (optional_type(map(A, B)), A) optional_type(B)
_+_: (int, int) int; (uint, uint) uint; (double, double) double; (string, string) string; (bytes, bytes) bytes; \
(list(A), list(A)) list(A); (timestamp, duration) timestamp; (duration, timestamp) timestamp; \
(duration, duration) duration
_-_: (int, int) int; (uint, uint) uint; (double, double) double; (timestamp, timestamp) duration; \
(timestamp, duration) timestamp; (duration, duration) duration
_*_: (int, int) int; (uint, uint) uint; (double, double) double
_/_: (int, int) int; (uint, uint) uint; (double, double) double
_%_: (int, int) int; (uint, uint) uint
-_: (int) int; (double) double
@not_strictly_false: (bool) bool
cel.@mapInsert: (map(A, B), A, B) map(A, B); (map(A, B), map(A, B)) map(A, B)
size: (string) int; (bytes) int; (list(A)) int; (map(A, B)) int; string.() int; bytes.() int; list(A).() int; \
map(A, B).() int
type: (A) type(A)
dyn: (A) dyn
bool: (bool) bool; (string) bool
bytes: (bytes) bytes; (string) bytes
double: (double) double; (int) double; (string) double; (uint) double
int: (int) int; (double) int; (duration) int; (string) int; (timestamp) int; (uint) int
uint: (uint) uint; (double) uint; (int) uint; (string) uint
string: (string) string; (bool) string; (bytes) string; (double) string; (duration) string; (int) string; \
(timestamp) string; (uint) string
duration: (duration) duration; (int) duration; (string) duration
timestamp: (timestamp) timestamp; (int) timestamp; (string) timestamp
contains: string.(string) bool
startsWith: string.(string) bool
endsWith: string.(string) bool
matches: (string, string) bool; string.(string) bool
getFullYear: timestamp.() int; timestamp.(string) int
getMonth: timestamp.() int; timestamp.(string) int
getDayOfYear: timestamp.() int; timestamp.(string) int
getDayOfMonth: timestamp.() int; timestamp.(string) int
getDate: timestamp.() int; timestamp.(string) int
getDayOfWeek: timestamp.() int; timestamp.(string) int
getHours: timestamp.() int; timestamp.(string) int; duration.() int
getMinutes: timestamp.() int; timestamp.(string) int; duration.() int
getSeconds: timestamp.() int; timestamp.(string) int; duration.() int
getMilliseconds: timestamp.() int; timestamp.(string) int; duration.() int
optional.of: (A) optional_type(A)
optional.ofNonZeroValue: (A) optional_type(A)
optional.none: () optional_type(A)
value: optional_type(A).() A
hasValue: optional_type(A).() bool
or: optional_type(A).(optional_type(A)) optional_type(A)
orValue: optional_type(A).(A) A
"""

STRINGS = """
charAt: string.(int) string
indexOf: string.(string) int; string.(string, int) int; list(A).(A) int
lastIndexOf: string.(string) int; string.(string, int) int; list(A).(A) int
lowerAscii: string.() string
upperAscii: string.() string
replace: string.(string, string) string; string.(string, string, int) string
split: string.(string) list(string); string.(string, int) list(string)
substring: string.(int) string; string.(int, int) string
trim: string.() string
join: list(string).() string; list(string).(string) string
format: string.(list(dyn)) string
strings.quote: (string) string
reverse: string.() string
"""

KUBERNETES = """
isSorted: list(int).() bool; list(double).() bool; list(string).() bool; list(bool).() bool; list(bytes).() bool; \
list(timestamp).() bool; list(duration).() bool; list(uint).() bool
sum: list(int).() int; list(double).() double; list(uint).() uint; list(duration).() duration
min: list(int).() int; list(double).() double; list(string).() string; list(bool).() bool; list(bytes).() bytes; \
list(timestamp).() timestamp; list(duration).() duration; list(uint).() uint
max: list(int).() int; list(double).() double; list(string).() string; list(bool).() bool; list(bytes).() bytes; \
list(timestamp).() timestamp; list(duration).() duration; list(uint).() uint
find: string.(string) string
findAll: string.(string) list(string); string.(string, int) list(string)
url: (string) kubernetes.URL
isURL: (string) bool
getScheme: kubernetes.URL.() string
getHost: kubernetes.URL.() string
getHostname: kubernetes.URL.() string
getPort: kubernetes.URL.() string
getEscapedPath: kubernetes.URL.() string
getQuery: kubernetes.URL.() map(string, list(string))
quantity: (string) kubernetes.Quantity
isQuantity: (string) bool
sign: kubernetes.Quantity.() int
isGreaterThan: kubernetes.Quantity.(kubernetes.Quantity) bool; kubernetes.Semver.(kubernetes.Semver) bool
isLessThan: kubernetes.Quantity.(kubernetes.Quantity) bool; kubernetes.Semver.(kubernetes.Semver) bool
compareTo: kubernetes.Quantity.(kubernetes.Quantity) int; kubernetes.Semver.(kubernetes.Semver) int
asApproximateFloat: kubernetes.Quantity.() double
asInteger: kubernetes.Quantity.() int
isInteger: kubernetes.Quantity.() bool
add: kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity; kubernetes.Quantity.(int) kubernetes.Quantity
sub: kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity; kubernetes.Quantity.(int) kubernetes.Quantity
semver: (string) kubernetes.Semver; (string, bool) kubernetes.Semver
isSemver: (string) bool; (string, bool) bool
major: kubernetes.Semver.() int
minor: kubernetes.Semver.() int
patch: kubernetes.Semver.() int
ip: (string) net.IP; net.CIDR.() net.IP
isIP: (string) bool
ip.isCanonical: (string) bool
family: net.IP.() int
isUnspecified: net.IP.() bool
isLoopback: net.IP.() bool
isLinkLocalMulticast: net.IP.() bool
isLinkLocalUnicast: net.IP.() bool
isGlobalUnicast: net.IP.() bool
cidr: (string) net.CIDR
isCIDR: (string) bool
containsIP: net.CIDR.(net.IP) bool; net.CIDR.(string) bool
containsCIDR: net.CIDR.(net.CIDR) bool; net.CIDR.(string) bool
masked: net.CIDR.() net.CIDR
prefixLength: net.CIDR.() int
sets.contains: (list(A), list(A)) bool
sets.equivalent: (list(A), list(A)) bool
sets.intersects: (list(A), list(A)) bool
validate: kubernetes.NamedFormat.(string) optional_type(list(string))
format.named: (string) optional_type(kubernetes.NamedFormat)
jsonpatch.escapeKey: (string) string
path: kubernetes.authorization.Authorizer.(string) kubernetes.authorization.PathCheck
group: kubernetes.authorization.Authorizer.(string) kubernetes.authorization.GroupCheck
serviceAccount: kubernetes.authorization.Authorizer.(string, string) kubernetes.authorization.Authorizer
resource: kubernetes.authorization.GroupCheck.(string) kubernetes.authorization.ResourceCheck
subresource: kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.ResourceCheck
namespace: kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.ResourceCheck
name: kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.ResourceCheck
fieldSelector: kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.ResourceCheck
labelSelector: kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.ResourceCheck
check: kubernetes.authorization.PathCheck.(string) kubernetes.authorization.Decision; \
kubernetes.authorization.ResourceCheck.(string) kubernetes.authorization.Decision
errored: kubernetes.authorization.Decision.() bool
error: kubernetes.authorization.Decision.() string
allowed: kubernetes.authorization.Decision.() bool
reason: kubernetes.authorization.Decision.() string
"""

ORDERED = ("int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration")
NUMBERS = ("int", "uint", "double")
FORMATS = (
    *("dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix"),
    *("dns1123SubdomainPrefix", "dns1035LabelPrefix", "labelValue", "uri", "uuid", "byte", "date", "datetime"),
)


class Overload:
    """One way to call a function."""

    __slots__ = ("id", "is_member", "parameters", "result")

    def __init__(self, name: str, parameters: tuple[Type, ...], result: Type, *, is_member: bool) -> None:
        self.id = name
        self.parameters = parameters
        self.result = result
        self.is_member = is_member


@cache
def functions() -> dict[str, list[Overload]]:
    """Every function by its name, read from the tables on first use."""
    found: dict[str, list[Overload]] = {}
    for table in (STANDARD, STRINGS, KUBERNETES):
        for line in table.strip().splitlines():
            name, _, overloads = line.partition(": ")
            found[name] = [_overload(name, text.strip()) for text in overloads.split("; ")]
    for operator in ("_<_", "_<=_", "_>_", "_>=_"):
        pairs = [(kind, kind) for kind in ORDERED]
        pairs += [(left, right) for left in NUMBERS for right in NUMBERS if left != right]
        found[operator] = [Overload(operator, pair, "bool", is_member=False) for pair in pairs]
    for name in FORMATS:
        full = f"format.{name}"
        found[full] = [Overload(full, (), "kubernetes.NamedFormat", is_member=False)]
    return found


def _overload(name: str, text: str) -> Overload:
    """Reads `receiver.(arguments) result` or `(arguments) result`."""
    opening = _arguments_at(text)
    receiver = text[:opening].removesuffix(".")
    closing = _closing(text, opening)
    arguments = _split(text[opening + 1 : closing])
    result = parse_type(text[closing + 1 :])
    parameters = tuple(parse_type(part) for part in ([receiver] if receiver else []) + arguments)
    return Overload(name, parameters, result, is_member=bool(receiver))


def _arguments_at(text: str) -> int:
    at = text.find(".(")
    return 0 if text.startswith("(") else at + 1


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index
    raise ValueError(text)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
