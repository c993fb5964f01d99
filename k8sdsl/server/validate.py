"""The API server's verdict on one object, without a server."""

from __future__ import annotations

from k8sdsl.finding import Finding, Severity
from k8sdsl.identity import GroupVersionKind, ObjectRef
from k8sdsl.kube.kinds import is_builtin_group, kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.rule import Problem, Problems, Rule
from k8sdsl.semantics.decoding import REMEDIES, REQUIRED, Decoder
from k8sdsl.semantics.formats import dns1123_subdomain
from k8sdsl.server.rules import Context, validator_of

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.kube.types import TypeSchema
    from k8sdsl.locations.source import Origin, Source
    from k8sdsl.server.quick import QuickExaminer

NO_OBJECT = Rule(
    "decode/no-object",
    "A manifest must be a map with `apiVersion` and `kind`.",
    "runtime.Decode",
    remedy="start it with its type, such as `apiVersion: apps/v1` and `kind: Deployment`",
)
UNKNOWN_KIND = Rule(
    "schema/unknown-kind",
    "The CustomResourceDefinition of a custom resource should be known, because otherwise only `metadata` is checked.",
    "apiextensions customresource_handler",
    severity=Severity.NOTE,
    remedy="add its definition to the objects, to the directory `crds/`, or with `--crds FILE`",
)
UNDEFINED_KIND = Rule(
    "schema/undefined-kind",
    "The `kind` of a custom resource must be one that the definitions of its group define.",
    "apiextensions customresource_handler",
    remedy="correct the spelling, or add the definition of the kind to the directory `crds/`",
)
TOO_DEEP = Rule(
    "decode/too-deep",
    "A manifest must not be nested hundreds of levels deep.",
    "sigs.k8s.io/json maxNestingDepth",
)

MANY = 16
"""From this number of objects on, the tables of the quick examiner cost less than they save."""
_SEEN: dict[int, int] = {}
_EXAMINERS: dict[int, QuickExaminer] = {}
"""How many objects were examined for each version, and the quick examiners of these versions."""

MOST_UNKNOWN = 100
"""A strict server reports at most this many unknown fields."""


def validate(
    manifest: Mapping[str, Any],
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
) -> list[Finding]:
    """The API server's findings for this one object (a mapping in wire spelling) on create with strict validation.

    `crds` are the definitions, as trees, of the custom kinds that it knows. Never raises for any tree that YAML or JSON
    can represent; raises K8sdslError for an unknown `kube_version`.

    Examples:
        >>> from k8sdsl import validate
        >>> [finding] = validate({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A_B"}})
        >>> finding.path, finding.severity
        ('metadata.name', <Severity.ERROR: 'error'>)
    """
    context = Context(parse_kube_version(kube_version), index_crds(crds))
    quick = quick_examiner(context.minor, 1)
    if quick is not None and isinstance(manifest, dict) and quick.examine(manifest) == []:
        return []
    return [as_finding(problem, manifest) for problem in judge(manifest, context)]


def quick_examiner(minor: int, objects: int) -> QuickExaminer | None:
    """What examines the common ones of some more objects; None for the first objects of a process.

    It is shared by all sets of a version, which often repeat each other.
    """
    examiner = _EXAMINERS.get(minor)
    if examiner is None:
        _SEEN[minor] = _SEEN.get(minor, 0) + objects
        if _SEEN[minor] >= MANY:
            from k8sdsl.server.quick import QuickExaminer

            examiner = _EXAMINERS[minor] = QuickExaminer(minor)
    return examiner


def index_crds(crds: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Any]:
    """Definitions by the group and kind that they define; trees that are not definitions are skipped."""
    index = {}
    for crd in crds:
        spec = crd.get("spec") if isinstance(crd, dict) else None
        names = spec.get("names") if isinstance(spec, dict) else None
        if isinstance(spec, dict) and isinstance(names, dict):
            group, kind = spec.get("group"), names.get("kind")
            if isinstance(group, str) and isinstance(kind, str):
                index[group, kind] = crd
    return index


def judge(manifest: Any, context: Context) -> list[Problem]:
    """The problems of one object, as the server finds them: decoding first, then validation if it decodes."""
    return _of_each(manifest, context, _judge)


def _judge(manifest: Any, context: Context) -> list[Problem]:
    gvk, info, problems = kind_of(manifest, context)
    if info is None:
        return problems
    decoder = Decoder(context.minor)
    decoded = decoder.decode(manifest, type_schema(info.type))
    if decoder.wrong:
        return decoder.wrong[:1]
    if decoder.unknown:
        return decoder.unknown[:MOST_UNKNOWN]
    return run_validator(gvk, decoded, context) + decoder.lost + problems


def examine(manifest: Any, context: Context) -> list[Problem]:
    """Every problem of one object at once, for its author: decoding, fields that the schema requires, and validation.

    Next to a field that does not decode, validation would only report consequences, so its problems there are dropped.
    """
    return _of_each(manifest, context, _examine)


def _of_each(manifest: Any, context: Context, judge_one: Callable[[Any, Context], list[Problem]]) -> list[Problem]:
    """The problems of an object, or of each object of a list, with paths from the top of the list."""
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    items = None
    if isinstance(kind, str) and kind.endswith("List"):
        from k8sdsl.server.lists import items_of

        items = items_of(manifest)
    try:
        if items is None:
            return judge_one(manifest, context)
        found = []
        for index, item in enumerate(items):
            for problem in judge_one(item, context):
                path = f"items[{index}]{'.' if problem.path and problem.path[0] != '[' else ''}{problem.path}"
                found.append(Problem(problem.rule, path, problem.message, problem.remedy))
    except RecursionError:
        return [Problem(TOO_DEEP, "", "the manifest is nested too deeply to be read")]
    return found


def _examine(manifest: Any, context: Context) -> list[Problem]:
    gvk, info, notes = kind_of(manifest, context, is_complete=True)
    if info is None:
        return notes
    decoder = Decoder(context.minor, required=True)
    decoded = decoder.decode(manifest, type_schema(info.type))
    broken = decoder.wrong + decoder.unknown
    problems = run_validator(gvk, decoded, context)
    missing = decoder.missing
    _advise(decoder.unknown + missing, manifest, type_schema(info.type))
    if broken:
        around = {problem.around for problem in broken}
        problems = [problem for problem in problems if problem.around not in around]
        problems, missing = _apart_from(decoder.unknown, problems), _apart_from(decoder.unknown, missing)
    if missing:
        said = {problem.path for problem in problems}
        broken += [problem for problem in missing if problem.path not in said]
    return broken + decoder.lost + problems + notes


def _apart_from(unknown: list[Problem], problems: list[Problem]) -> list[Problem]:
    """The problems that do not follow from an unknown field: its map has faults only because of what was meant."""
    if not problems:
        return problems
    exactly: set[str] = set()
    below: set[str] = set()
    for problem in unknown:
        if problem.remedy and "`k8sdsl explain" not in problem.remedy:
            exactly.add(problem.around)
            below |= {f"{problem.around}.{word.partition(':')[0]}" for word in problem.remedy.split("`")[1::2]}
    return [p for p in problems if p.path not in exactly and not any(_is_in(p.path, place) for place in below)]


def _is_in(path: str, place: str) -> bool:
    return path.startswith(place) and path[len(place) : len(place) + 1] in {"", ".", "["}


def _advise(problems: list[Problem], manifest: dict[str, Any], root: TypeSchema) -> None:
    """Gives fields that are unknown or missing a remedy that knows the object around them."""
    if not problems:
        return
    from k8sdsl.server.field_advice import advice, explained

    kind = str(manifest["kind"])
    for problem in problems:
        if problem.rule is REQUIRED:
            problem.remedy = f"set it; `k8sdsl explain {explained(kind, problem.around)}` shows the required fields"
        elif problem.remedy == problem.rule.remedy:
            problem.remedy = advice(manifest, root, kind, problem.path, "")
        elif (problem.remedy or "").startswith("did you mean"):
            problem.remedy = advice(manifest, root, kind, problem.path, problem.remedy or "")


def kind_of(
    manifest: Any, context: Context, *, is_complete: bool = False
) -> tuple[GroupVersionKind, KindInfo | None, list[Problem]]:
    """The served kind of an object with warnings about it, or None and the complete problems of the object.

    With `is_complete`, all problems of a custom resource are found at once.
    """
    if not isinstance(manifest, dict):
        return GroupVersionKind("", "", ""), None, [Problem(NO_OBJECT, "", "a manifest must be a map")]
    gvk = GroupVersionKind.of(manifest)
    for key in ("apiVersion", "kind"):
        if not isinstance(manifest.get(key), str) or not manifest[key]:
            return gvk, None, [Problem(NO_OBJECT, key, f"{key} is missing or not a string")]
    if manifest["apiVersion"].count("/") > 1:
        message = f"{manifest['apiVersion']!r} is not a valid group and version"
        return gvk, None, [Problem(NO_OBJECT, "apiVersion", message)]
    info = kind_info(manifest["apiVersion"], gvk.kind)
    if info is not None and info.is_usual(context.minor):
        return gvk, info, []
    from k8sdsl.server.served import warnings_of

    if info is None or not info.served_in(context.minor):
        return gvk, None, _custom(manifest, gvk, info, context, is_complete=is_complete)
    return gvk, info, warnings_of(gvk, info, context.minor)


def run_validator(gvk: GroupVersionKind, decoded: dict[str, Any], context: Context) -> list[Problem]:
    """The problems of a decoded object."""
    validator = validator_of(gvk.group, gvk.kind)
    if validator is None:
        return []
    problems = Problems()
    validator(decoded, problems, context)
    return problems.found


def _custom(
    manifest: dict[str, Any], gvk: GroupVersionKind, info: KindInfo | None, context: Context, *, is_complete: bool
) -> list[Problem]:
    crd = context.crds.get((gvk.group, gvk.kind))
    if crd is not None:
        from k8sdsl.server.rules.custom_resources.resource import validate_custom_resource
        from k8sdsl.tree import copy_tree

        problems = Problems()
        validate_custom_resource(copy_tree(manifest), crd, problems, context, is_complete=is_complete)
        return problems.found
    from k8sdsl.server.served import is_misplaced, unserved

    # A definition's group contains a dot: no cluster can serve any other group that is not built in.
    if is_builtin_group(gvk.group) or "." not in gvk.group or dns1123_subdomain(gvk.group) or is_misplaced(gvk):
        return [unserved(gvk, info, context.minor)]
    return [*_only_metadata(manifest, context), _unknown_kind(gvk, context)]


def _unknown_kind(gvk: GroupVersionKind, context: Context) -> Problem:
    """A note, or an error where the definitions of the group define a kind of nearly the same name."""
    known = [kind for group, kind in context.crds if group == gvk.group]
    if known:
        from k8sdsl.near_miss import did_you_mean

        meant = did_you_mean(gvk.kind, known)
        if meant:
            return undefined_kind(gvk, meant)
    return Problem(UNKNOWN_KIND, "kind", f"the definition of {gvk.kind} is not known, so only the metadata was checked")


def undefined_kind(gvk: GroupVersionKind, meant: str) -> Problem:
    """The error about a kind that the definitions of its group spell differently."""
    return Problem(UNDEFINED_KIND, "kind", f"no definition of the group {gvk.group} defines {gvk.kind}", meant)


def _only_metadata(manifest: dict[str, Any], context: Context) -> list[Problem]:
    """The problems of a custom resource whose definition is unknown: those of its metadata."""
    from k8sdsl.server.rules.meta import validate_object_meta

    decoder = Decoder(context.minor)
    metadata = manifest.get("metadata")
    if not isinstance(metadata, dict):
        return [Problem(NO_OBJECT, "metadata", "metadata is missing or not a map")]
    decoded = decoder.decode(metadata, type_schema("meta_v1.ObjectMeta"), "metadata")
    if decoder.wrong or decoder.unknown:
        return [*decoder.wrong, *decoder.unknown]
    problems = Problems()
    decoded.pop("generation", None)  # The server sets it to 1.
    validate_object_meta({"metadata": decoded}, problems, namespaced=True)
    return problems.found


def _for_kind(problem: Problem, tree: dict[str, Any]) -> str | None:
    """The remedy of a problem; that of a rule about custom resources names the kind instead of its example."""
    kind = tree.get("kind")
    if not problem.remedy or not problem.rule.id.startswith("custom/") or not isinstance(kind, str):
        return problem.remedy
    group = GroupVersionKind.of(tree).group
    named = problem.remedy.replace("crontabs.stable.example.com", f"{kind.lower()}s.{group}")
    return named.replace("kubectl explain crontab", f"kubectl explain {kind.lower()}")


def _in_python(problem: Problem, source: Source, *, hidden: bool) -> str | None:
    """A remedy for YAML, as it is written in Python; it shows the expression unless that may be a secret."""
    remedy = problem.remedy
    if remedy == REMEDIES["true or false"]:
        return "write True or False"
    if remedy != REMEDIES["a string"]:
        return remedy
    from k8sdsl.locations.python_calls import as_string

    written = "" if hidden else as_string(source)
    if problem.message.endswith("a boolean") and written.startswith("str("):
        written += ".lower()"
    return f"write `{written}`" if written else "convert the value: `str(...)`"


def as_finding(
    problem: Problem, manifest: Any, origin: Origin | None = None, *, severity: Severity | None = None
) -> Finding:
    """A problem as a finding about `manifest`; its place is looked up in `origin` if there is one.

    The severity is that of the rule unless another one is given.
    """
    from k8sdsl.locations.manifest_paths import manifest_path
    from k8sdsl.locations.secret_values import is_hidden

    tree = manifest if isinstance(manifest, dict) else {}
    path = manifest_path(tree, problem.path, decoded=not problem.rule.id.startswith("decode/"))
    source = origin.locate(path) if origin is not None else None
    remedy, hidden = _for_kind(problem, tree), is_hidden(tree, path)
    if source is not None and source.file.endswith(".py"):
        remedy = _in_python(problem, source, hidden=hidden)
    return Finding(
        rule=problem.rule.id,
        severity=severity or problem.rule.severity,
        message=problem.rule.summary if hidden else problem.message,
        path=problem.path,
        ref=ObjectRef.of(tree),
        source=source,
        remedy=remedy,
        aliases=problem.rule.aliases,
    )
