"""Generators of a kustomization as arguments of an overlay: their files stay files, and are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.kustomize.copied_files import CONTENT, CopiedFiles
from k8sdsl.importers.secret_files import FOLDER as SECRETS
from k8sdsl.kustomize.generators import keyed_file, literal
from k8sdsl.python_source.literals import CallExpression

if TYPE_CHECKING:
    from k8sdsl.importers.kustomize.tree import KustomizationNode
    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.tree import Tree

_KINDS = {"ConfigMapGenerator": CONTENT, "SecretGenerator": SECRETS}
"""The folder of the files of each generator."""


class Generators:
    """The generators of one kustomization."""

    def __init__(self, node: KustomizationNode, copies: CopiedFiles, secrets: SecretFiles) -> None:
        self._node = node
        self._copies = copies
        self._secrets = secrets
        self.reads_secrets = False

    def calls(self, field: str) -> list[CallExpression]:
        """The declarations of `configMapGenerator` or `secretGenerator`."""
        name = field[0].upper() + field[1:]
        return [self._call(name, entry) for entry in self._node.kustomization.get(field)]

    def options(self) -> CallExpression | None:
        """`generatorOptions`, if they change anything."""
        given = _options(self._node.kustomization.fields.get("generatorOptions") or {})
        return CallExpression("GeneratorOptions", given) if given else None

    def plugin(self, tree: Tree) -> Tree:
        """The configuration of a plugin, with the paths of the copies of its files."""
        folder = _KINDS.get(str(tree.get("kind")))
        if folder is None:
            return tree
        changed = dict(tree)
        envs = [*(tree.get("envs") or ()), *([tree["env"]] if tree.get("env") else ())]
        files = [f"{key}={path}" for key, path in self._files(folder, tree).items()]
        if folder == SECRETS and tree.get("literals"):
            files += self._secret_literals(changed.pop("literals"))
        changed.pop("env", None)
        given = {"envs": [self._copy(folder, path) for path in envs], "files": files}
        return {**changed, **{key: value for key, value in given.items() if value}}

    def _secret_literals(self, literals: list[str]) -> list[str]:
        """Secret literals as files with these values."""
        pairs = [literal(text) for text in literals]
        return [f"{key}={self._copies.path(SECRETS, self._node.name, key, value)}" for key, value in pairs]

    def _call(self, name: str, entry: Tree) -> CallExpression:
        folder = _KINDS[name]
        envs = [*(entry.get("envs") or ()), *([entry["env"]] if entry.get("env") else ())]
        behavior = entry.get("behavior")
        arguments: list[tuple[str, Any]] = [
            ("", str(entry.get("name") or "")),
            ("namespace", entry.get("namespace")),
            ("behavior", behavior if behavior in {"merge", "replace"} else None),
            ("type", entry.get("type") if folder == SECRETS else None),
            ("literals", self._literals(folder, entry)),
            ("files", self._named_files(folder, entry)),
            ("envs", [self._copy(folder, path) for path in envs]),
        ]
        return CallExpression(
            name, [*((key, value) for key, value in arguments if value), *_options(entry.get("options") or {})]
        )

    def _literals(self, folder: str, entry: Tree) -> dict[str, Any]:
        pairs = dict(literal(text) for text in entry.get("literals") or ())
        if folder != SECRETS:
            return {key: value.decode() for key, value in pairs.items()}
        self.reads_secrets = self.reads_secrets or any(pairs.values())
        name = str(entry.get("name") or "")
        return {key: self._secrets.literal(value.decode(), self._node.name, name) for key, value in pairs.items()}

    def _named_files(self, folder: str, entry: Tree) -> Any:
        """The files as a list, or as a map if a key is not the name of its file."""
        files = self._files(folder, entry)
        if all(path.rpartition("/")[2] == key for key, path in files.items()):
            return list(files.values())
        return files

    def _files(self, folder: str, entry: Tree) -> dict[str, str]:
        pairs = [keyed_file(source) for source in entry.get("files") or ()]
        return {key: self._copy(folder, path) for key, path in pairs}

    def _copy(self, folder: str, path: str) -> str:
        return self._copies.path(folder, self._node.name, path, self._node.files.read(path))


def _options(options: Tree) -> list[tuple[str, Any]]:
    """The options of a generator, or of all, that are not the default."""
    given = [
        ("labels", dict(options.get("labels") or {})),
        ("annotations", dict(options.get("annotations") or {})),
        ("immutable", bool(options.get("immutable"))),
    ]
    disabled = [("hash_suffix", False)] if options.get("disableNameSuffixHash") else []
    return [*((name, value) for name, value in given if value), *disabled]
