"""The findings of a whole set of objects: each validated by itself, then all of them together."""

from __future__ import annotations

from k8sdsl.finding import Finding, Severity
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import UNKNOWN_KIND, as_finding, examine, index_crds, quick_examiner, undefined_kind

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.locations.source import Origin, Source
    from k8sdsl.tree import Tree
    from k8sdsl.yaml.outlines import Outline

DUPLICATE = Rule(
    "set/duplicate-object",
    "Two objects in a build must differ in `kind`, `metadata.namespace` or `metadata.name`.",
    "the keys of the server's storage",
    remedy="rename one of them, such as with `namePrefix: staging-`, or remove it",
)

_SEVERITY = {"error": 0, "warning": 1, "note": 2}


class Checked:
    """What was found in a set of objects, and how many there were.

    `findings` are the errors and warnings, most severe first, and then in the order of files and lines. `skipped` are
    the objects that could not be judged because the definition of their kind is not known; `notes` says so of each.
    `outlines` are those of the objects of a large set, from which they can be emitted; empty if lists were opened.
    """

    __slots__ = ("_notes", "findings", "objects", "outlines", "skipped")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.objects = 0
        self.skipped: list[Manifest] = []
        self._notes: list[Problem] = []
        self.outlines: list[Outline | None] = []

    @property
    def judged(self) -> int:
        """How many objects were judged."""
        return self.objects - len(self.skipped)

    def skip(self, manifest: Manifest, note: Problem) -> None:
        """Counts an object that could not be judged."""
        self.skipped.append(manifest)
        self._notes.append(note)

    def notes(self) -> list[Finding]:
        """A finding for each skipped object; its place is looked up now, which takes time."""
        pairs = zip(self.skipped, self._notes, strict=True)
        return [as_finding(note, manifest.tree, manifest.origin) for manifest, note in pairs]


def check_manifests(
    manifests: ManifestSet,
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Tree] = (),
    one_set: bool = True,
) -> Checked:
    """What is found in each object, and in all of them together; lists of objects are opened.

    Custom resources are validated by the definitions among the objects and by `crds`. Objects that are not meant for
    one cluster, such as the files of a directory, are not compared with each other: pass `one_set=False`. One file that
    defines an object twice gets a warning then, as the second definition overrides the first; and so do custom
    resources that the catalogue would refuse, because the cluster may have another version of their definition.
    """
    opened = opened_lists(manifests)
    own = [manifest.tree for manifest in opened if manifest.kind == "CustomResourceDefinition"]
    context = Context(parse_kube_version(kube_version), index_crds([*crds, *own]))
    checked = Checked()
    quick = quick_examiner(context.minor, len(opened))
    outlines = [quick.outlines.of(manifest.tree) if quick is not None else None for manifest in opened]
    for manifest, outline in zip(opened, outlines, strict=True):
        checked.objects += 1
        problems = quick.examine_outlined(manifest.tree, outline) if quick is not None else None
        if problems is not None:
            checked.findings += [as_finding(problem, manifest.tree, manifest.origin) for problem in problems]
            continue
        known = _of_catalogue(manifest, context)
        severity = Severity.WARNING if known is not None and not one_set else None
        for problem in (
            examine(_as_applied(manifest.tree), context) if known is None else _examine(manifest, context, known)
        ):
            if problem.rule is UNKNOWN_KIND:
                misspelt = _misspelt(manifest)
                if misspelt is None:
                    checked.skip(manifest, problem)
                else:
                    lesser = None if one_set else Severity.WARNING
                    checked.findings.append(as_finding(misspelt, manifest.tree, manifest.origin, severity=lesser))
            else:
                lesser = severity if problem.rule.severity is Severity.ERROR else None
                checked.findings.append(as_finding(problem, manifest.tree, manifest.origin, severity=lesser))
    for first, again in opened.duplicates():
        if one_set or _file_of(first) == _file_of(again) != "":
            checked.findings.append(_duplicate(first, again, Severity.ERROR if one_set else Severity.WARNING))
    checked.findings = by_place(checked.findings)
    checked.outlines = outlines if opened is manifests and quick is not None else []
    return checked


def _of_catalogue(manifest: Manifest, context: Context) -> Tree | None:
    """The definition that the catalogue has for a custom kind without one at hand."""
    gvk = manifest.gvk
    if is_builtin_group(gvk.group) or (gvk.group, gvk.kind) in context.crds:
        return None
    from k8sdsl.catalog.definitions import definition_of

    return definition_of(gvk.group, gvk.version, gvk.kind)


def _misspelt(manifest: Manifest) -> Problem | None:
    """The problem of a kind that is spelled nearly as one of its group in the catalogue."""
    from k8sdsl.catalog.index import KINDS
    from k8sdsl.near_miss import did_you_mean

    gvk = manifest.gvk
    known = KINDS.get(gvk.group, {})
    meant = did_you_mean(gvk.kind, known) if gvk.kind not in known else ""
    return undefined_kind(gvk, meant) if meant else None


def _examine(manifest: Manifest, context: Context, definition: Tree) -> list[Problem]:
    """The problems of an object by a definition of the catalogue."""
    from k8sdsl.catalog.definitions import source_of

    kind = (manifest.gvk.group, manifest.gvk.kind)
    problems = examine(_as_applied(manifest.tree), Context(context.minor, {**context.crds, kind: definition}))
    told = f"this is the definition of {source_of(*kind)}; one in the directory `crds/` is used instead"
    return [
        Problem(problem.rule, problem.path, problem.message, "; ".join(filter(None, (problem.remedy, told))))
        for problem in problems
    ]


def _as_applied(tree: Tree) -> Tree:
    """The object as the cluster gets it."""
    if "sops" not in tree:
        return tree
    from k8sdsl.server.encrypted import decrypted

    return decrypted(tree)


def opened_lists(manifests: ManifestSet) -> ManifestSet:
    """The objects, with those of each list in its place."""
    if not any(manifest.kind.endswith("List") for manifest in manifests):
        return manifests
    return ManifestSet(one for manifest in manifests for one in _items(manifest))


def _items(manifest: Manifest) -> Iterator[Manifest]:
    from k8sdsl.server.lists import items_of

    items = items_of(manifest.tree)
    if items is None:
        yield manifest
        return
    for index, item in enumerate(items):
        origin = _ItemOrigin(manifest.origin, index) if manifest.origin is not None else None
        yield Manifest(item if isinstance(item, dict) else {}, origin)


class _ItemOrigin:
    """Where an item of a list was written."""

    __slots__ = ("index", "origin")

    def __init__(self, origin: Origin, index: int) -> None:
        self.origin = origin
        self.index = index

    def locate(self, path: tuple[str | int, ...]) -> Source | None:
        """The place of a field of the item."""
        return self.origin.locate(("items", self.index, *path))


def _file_of(manifest: Manifest) -> str:
    """The file that an object was read from, or an empty string."""
    return str(getattr(manifest.origin, "file", ""))


def _duplicate(first: Manifest, again: Manifest, severity: Severity) -> Finding:
    source = first.origin.locate(("metadata", "name")) if first.origin is not None else None
    there = f": {source}" if source is not None else ""
    return Finding(
        rule=DUPLICATE.id,
        severity=severity,
        message=f"another object already has this kind, namespace and name{there}",
        path="metadata.name",
        ref=again.ref,
        source=again.origin.locate(("metadata", "name")) if again.origin is not None else None,
        remedy=DUPLICATE.remedy,
    )


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of reports: the most severe first, and then by file and line; consequences after causes."""
    return sorted(findings, key=_place)


_CONSEQUENCES = frozenset({"core/mount-invalid-volume", "custom/expressions-unchecked"})
"""Rules that are broken only because another one is."""


def _place(finding: Finding) -> tuple[int, str, bool, int, int, str]:
    source = finding.source
    file, line, column = (source.file, source.line, source.column) if source else ("", 0, 0)
    return _SEVERITY[finding.severity], file, finding.rule in _CONSEQUENCES, line, column, finding.path
