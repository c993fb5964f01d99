"""Fixes violations that have one right answer where the value was written: in YAML, and as a literal in Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.content import read_content
from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.locations.python_edits import literal_at, with_literals
from k8sdsl.project.paths import YamlOrigin, real_path
from k8sdsl.tree import get
from k8sdsl.yaml.editing import ABSENT, edited
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Policy
    from k8sdsl.tree import FieldPath


class Fixes:
    """What to write so that findings no longer occur: the new text of each file.

    `fixed` are the findings that these texts fix, `left` those whose policy has a fix that cannot be made where the
    value comes from: a computed value, a patch, an anchor.
    """

    def __init__(self, within: Path | None) -> None:
        self._within = within
        self.before: dict[Path, str] = {}
        self.after: dict[Path, str] = {}
        self.fixed: list[Finding] = []
        self.left: list[Finding] = []
        self._in_yaml: dict[Path, dict[tuple[int, FieldPath], tuple[Any, Finding]]] = {}
        self._in_python: dict[Path, dict[Source, tuple[Any, Finding]]] = {}

    def write(self) -> None:
        """Computes the texts."""
        for file, changes in self._in_yaml.items():
            wanted = [(document, path, value) for (document, path), (value, _) in changes.items()]
            self.after[file], refused = edited(self.before[file], wanted)
            for document, path, _ in wanted:
                made = all((document, path) != (d, p) for d, p, _ in refused)
                (self.fixed if made else self.left).append(changes[document, path][1])
        for file, literals in self._in_python.items():
            self.after[file] = with_literals(self.before[file], ((at, value) for at, (value, _) in literals.items()))
            self.fixed += [finding for _, finding in literals.values()]
        self.after = {file: text for file, text in self.after.items() if text != self.before[file]}

    def add(self, finding: Finding, value: Any, manifests: Iterable[Manifest]) -> None:
        """Plans the fix of a finding of one of these objects, if its file holds the value that was found."""
        for manifest in manifests:
            path = manifest_path(manifest.tree, finding.path)
            origin = manifest.origin
            if isinstance(origin, YamlOrigin) and finding.source in {None, origin.locate(path)}:
                if self._add_yaml(finding, value, manifest, origin, path):
                    return
            elif finding.source is not None and self._add_literal(finding, value, finding.source, manifest, path):
                return
        self.left.append(finding)

    def _add_yaml(self, finding: Finding, value: Any, manifest: Manifest, origin: YamlOrigin, path: FieldPath) -> bool:
        text = self._text(origin.file)
        written = get(dict(numbered_documents(text)).get(origin.document), origin.prefix) if text else None
        if not _alike(written, manifest.tree, path):
            return False
        self._in_yaml.setdefault(origin.file, {})[origin.document, (*origin.prefix, *path)] = (value, finding)
        return True

    def _add_literal(self, finding: Finding, value: Any, place: Source, manifest: Manifest, path: FieldPath) -> bool:
        file = Path(place.file)
        text = self._text(file) if file.suffix == ".py" else ""
        try:
            held = literal_at(text, place) if text else ABSENT
        except (ValueError, IndexError):
            return False
        current = get(manifest.tree, path, ABSENT)
        if held is ABSENT or held != current or type(held) is not type(current):
            return False
        self._in_python.setdefault(file, {})[place] = (None if value is ABSENT else value, finding)
        return True

    def _text(self, file: Path) -> str:
        if file not in self.before and self._within and not real_path(file).is_relative_to(real_path(self._within)):
            self.before[file] = ""
        if file not in self.before:
            try:
                self.before[file] = read_content(file).decode("utf-8")
            except (OSError, UnicodeDecodeError):
                self.before[file] = ""
        return self.before[file]


def fixes_of(
    findings: Iterable[Finding],
    manifests: Mapping[ObjectRef, Iterable[Manifest]],
    policies: Mapping[str, Policy],
    within: Path | None = None,
) -> Fixes:
    """The fixes of findings of policies that have one, in files below `within`; `manifests` are the objects by name."""
    fixes = Fixes(within)
    for finding in findings:
        policy = policies.get(finding.rule)
        if policy is not None and policy.fix is not None:
            fixes.add(finding, policy.fix.to, manifests.get(finding.ref, ()))
    fixes.write()
    return fixes


def _alike(written: Any, built: Any, path: FieldPath) -> bool:
    """Whether the file has the same value at a path as the built object, in list items of the same names."""
    for end, step in enumerate(path):
        if isinstance(step, int):
            names = [get(tree, (*path[: end + 1], "name")) for tree in (written, built)]
            if names[0] != names[1]:
                return False
    return bool(get(written, path, ABSENT) == get(built, path, ABSENT))
