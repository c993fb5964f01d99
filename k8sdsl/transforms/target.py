"""Target: the objects that a patch, replacement or other entry applies to.

Answers for kustomize's `types.Selector`. Group, version, kind, name and namespace are regular expressions that must
match in full; a word without special characters is compared as it is. Name and namespace can be the current or the
first ones of the object.
"""

from __future__ import annotations

from k8sdsl.identity import split_api_version
from k8sdsl.kube.kinds import effective_namespace
from k8sdsl.near_miss import did_you_mean
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.manifest import Manifest, ManifestSet

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/:")


class Target(Value):
    """A selection of objects; parts that are not set match everything.

    Examples:
        >>> from k8sdsl import Target
        >>> Target(kind="Deployment", name="web-.*", label_selector="tier=front").kind
        'Deployment'
    """

    __slots__ = ("annotation_selector", "group", "kind", "label_selector", "name", "namespace", "version")

    def __init__(
        self,
        *,
        group: str | None = None,
        version: str | None = None,
        kind: str | None = None,
        name: str | None = None,
        namespace: str | None = None,
        label_selector: str | None = None,
        annotation_selector: str | None = None,
    ) -> None:
        self.group = group
        self.version = version
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.label_selector = label_selector
        self.annotation_selector = annotation_selector

    def __str__(self) -> str:
        parts = [
            f"{word} `{value}`"
            for word, value in (
                ("kind", self.kind),
                ("name", self.name),
                ("namespace", self.namespace),
                ("group", self.group),
                ("version", self.version),
                ("labels", self.label_selector),
                ("annotations", self.annotation_selector),
            )
            if value
        ]
        return ", ".join(parts) or "every object"

    @property
    def absence(self) -> str:
        """Why it matches nothing, for messages: "no object has kind `Deployment`, name `web`"."""
        return "there are no objects" if self == Target() else f"no object has {self}"

    def select(self, manifests: ManifestSet) -> list[Manifest]:
        """The matching objects, in order; raises OverlayError for an invalid pattern or selector."""
        candidates: Iterable[Manifest] = manifests
        if self.name and _is_plain(self.name):
            candidates = manifests.named(self.name)
        fits = self.test()
        return [manifest for manifest in candidates if fits(manifest)]

    def test(self) -> Callable[[Manifest], bool]:
        """A function that returns whether an object matches."""
        group, version, kind = matcher(self.group), matcher(self.version), matcher(self.kind)
        name, namespace = matcher(self.name), matcher(self.namespace)
        labels = _label_test(self.label_selector)
        annotations = _label_test(self.annotation_selector)

        def fits(manifest: Manifest) -> bool:
            tree = manifest.tree
            if kind is not None and not kind(manifest.kind):
                return False
            if group is not None or version is not None:
                its_group, its_version = split_api_version(tree.get("apiVersion"))
                if (group is not None and not group(its_group)) or (version is not None and not version(its_version)):
                    return False
            if name is not None and not name(manifest.name):
                former = manifest.former
                if not former or not name(former[0].name):
                    return False
            if namespace is not None and not any(map(namespace, _namespaces(manifest))):
                return False
            if labels is not None and not labels(_strings(manifest, "labels")):
                return False
            return annotations is None or annotations(_strings(manifest, "annotations"))

        return fits

    def near_misses(self, manifests: ManifestSet) -> str:
        """A question with the probably intended target, if this one matches nothing; empty if none is close."""
        if self.name and _is_plain(self.name):
            kind = matcher(self.kind)
            of_kind = {m.original.name for m in manifests if kind is None or kind(m.kind)}
            meant = did_you_mean(self.name, of_kind)
            if meant:
                return meant
            if self.kind and of_kind.isdisjoint((self.name,)):
                others = sorted({m.kind for m in manifests.named(self.name)})
                if others:
                    return f"`{self.name}` is a {' and a '.join(others)}"
        if self.kind and _is_plain(self.kind):
            return did_you_mean(self.kind, {m.kind for m in manifests} - {self.kind})
        return ""


def matcher(pattern: str | None) -> Callable[[str], bool] | None:
    """A test for a pattern that must match in full; None for no pattern. Raises OverlayError for a broken one."""
    if not pattern:
        return None
    if _is_plain(pattern):
        return pattern.__eq__
    test = _MATCHERS.get(pattern)
    if test is None:
        from k8sdsl.semantics.patterns import pattern_of

        test = _MATCHERS[pattern] = pattern_of(pattern).fullmatch
    return test


def _is_plain(pattern: str) -> bool:
    return _PLAIN.issuperset(pattern)


def _namespaces(manifest: Manifest) -> tuple[str, str]:
    first, now = manifest.original, manifest.ref
    return (
        effective_namespace(now.api_version, first.kind, first.namespace),
        effective_namespace(now.api_version, now.kind, now.namespace),
    )


def _strings(manifest: Manifest, field: str) -> dict[str, str]:
    value = manifest.metadata.get(field)
    return value if isinstance(value, dict) else {}


def _label_test(selector: str | None) -> Callable[[dict[str, str]], bool] | None:
    if not selector:
        return None
    from k8sdsl.semantics.label_selector import parse_selector

    return parse_selector(selector)


_MATCHERS: dict[str, Callable[[str], bool]] = {}
