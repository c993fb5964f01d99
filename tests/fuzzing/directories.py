"""Kustomizations in directories: built as they are, and imported as Python."""

from __future__ import annotations

import ast
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import yaml
from k8sdsl.errors import EmitError, K8sdslError
from k8sdsl.importers.kustomize import import_kustomizations
from k8sdsl.kustomize.spellings import BY_PLUGIN, KUSTOMIZATION
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.vendored import FOLDER, LOCK, LockedSource, digest_of, lock_text
from k8sdsl.views.blame.histories import histories
from tests.fuzzing.chance import MARK, NAMES, refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.kustomizations import REMOTE, directory
from tests.fuzzing.patches import operations, pointer
from tests.fuzzing.sets import named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from k8sdsl.importers.kustomize import Imported
    from tests.fuzzing.chance import Chance

KINDS = ["ConfigMap", "Deployment", "Service", "Secret", "Role", "RoleBinding", "Ingress", "StatefulSet", "CronJob"]
OBJECTS = [tree for kind, tree in MINIMAL.items() if kind in KINDS]
FILES = [
    "a.yaml",
    "b.yaml",
    "env",
    "below",
    "../below",
    ".",
    "..",
    "missing",
    "",
    "/etc/passwd",
    "a.yaml/x",
    "\0",
    "x" * 300,
]
PATHS = [
    "metadata.name",
    "spec.replicas",
    "data.a",
    "spec.template.spec.containers.*.image",
    "spec.ports.0.port",
    "data.a.b",
    "a\\.b",
]
USUAL = {
    **dict.fromkeys(
        ("resources", "bases", "components", "crds", "configurations", "envs", "files", "path", "env"), FILES
    ),
    **{key: [*FILES, "inline"] for key in ("generators", "transformers", "validators")},
    "kind": [*KINDS, "Kustomization", "Component"],
    "name": NAMES,
    "namespace": NAMES,
    "fieldPath": PATHS,
    "fieldPaths": PATHS,
    "literals": ["a=b", f"a={MARK}", "a", "=", "a='b'", "b=\n"],
    "behavior": ["create", "merge", "replace"],
    "buildMetadata": ["originAnnotations", "transformerAnnotations", "managedByLabel"],
    "group": ["", "apps", "v1"],
    "version": ["v1", "v1beta1"],
    "apiVersion": ["v1", "apps/v1", "kustomize.config.k8s.io/v1beta1"],
    "delimiter": ["", ".", "-"],
    "labelSelector": ["a=b", "a in (b,c)", "!a", "((", "a==b,c"],
    "order": ["legacy", "fifo"],
    "type": ["Opaque", "x"],
}


def make(chance: Chance) -> dict[str, str]:
    """The files of a directory with a kustomization: one that mostly builds, or one of any fields."""
    if chance(0.8):
        return directory(chance)
    files = {
        "kustomization.yaml": written(chance, kustomization(chance)),
        "env": chance.pick(["a=b\n", "a\n", "\xff", f"p={MARK}", "=x\n#\n"]),
    }
    for name in ("a.yaml", "b.yaml"):
        trees = [
            chance.mutated(named(chance, chance.pick(OBJECTS)), chance.pick([0, 0, 1, 2]))
            for _ in range(chance.pick([1, 1, 2, 3]))
        ]
        files[name] = written(chance, *trees)
    files["below/kustomization.yaml"] = written(chance, kustomization(chance, fields=2))
    files["below/a.yaml"] = written(chance, named(chance, chance.pick(OBJECTS)))
    return files


def written(chance: Chance, *trees: Any) -> str:
    """The trees as YAML, sometimes broken."""
    try:
        text = yaml.emit(trees) if chance(0.5) else "\n---\n".join(json.dumps(tree) for tree in trees)
    except (EmitError, ValueError, RecursionError):
        text = "a: 1\n"
    return chance.edited(text) if chance(0.05) else text


def kustomization(chance: Chance, fields: int = 5) -> dict[str, Any]:
    """A kustomization that fits its schema, more or less."""
    tree: dict[str, Any] = {
        "resources": chance.pick([["a.yaml"], ["a.yaml", "b.yaml"], ["a.yaml", "below"], ["below"]])
    }
    for field in chance.some(list(KUSTOMIZATION), fields):
        if field not in {"helmCharts", "helmChartInflationGenerator", "helmGlobals"}:
            tree[field] = by_schema(chance, KUSTOMIZATION[field], field)
    return chance.mutated(tree, 1) if chance(0.15) else tree


def by_schema(chance: Chance, schema: Any, key: str, depth: int = 0) -> Any:
    """A value for a field."""
    if isinstance(schema, list):
        return [by_schema(chance, schema[0], key, depth + 1) for _ in range(chance.pick([0, 1, 1, 2]))]
    if isinstance(schema, dict):
        names = NAMES if "*" in schema else list(schema)
        return {
            name: by_schema(chance, schema.get("*", schema.get(name)), name, depth + 1)
            for name in chance.some(names, 6)
        }
    if schema == "bool":
        return chance.pick([True, False])
    if schema == "int":
        return chance.pick([0, 1, -1, 3, 2**40, 10**30])
    if key == "patch":
        return patch(chance)
    if key in USUAL and chance(0.93):
        value = chance.pick(USUAL[key])
        return plugin(chance) if value == "inline" else value
    return chance.pick([*NAMES, "a/b:1", "a@sha256:x"]) if chance(0.6) else chance.text()


def patch(chance: Chance) -> str:
    """A patch of either kind."""
    if chance(0.5):
        return (
            written(chance, operations(chance)) if chance(0.9) else json.dumps({"op": "add", "path": pointer(chance)})
        )
    return written(chance, chance.mutated(named(chance, chance.pick(OBJECTS)), 2))


def plugin(chance: Chance) -> str:
    """The configuration of a plugin, inline."""
    kind = chance.pick(list(BY_PLUGIN))
    parts = by_schema(chance, {"metadata": {"name": "string"}, **(BY_PLUGIN[kind].plugin_schema or {})}, "")
    return json.dumps({"apiVersion": "builtin", "kind": kind, "metadata": {"name": "p"}, **parts}, indent=1)


def judge(files: dict[str, str]) -> None:
    """Builds and imports the directory; an import never gives what is not Python."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        folder = Path(name) / "k"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        if "lock" in files:
            lock(Path(name), files["lock"])
        (folder / "link.yaml").symlink_to("/etc/hostname")
        shown: list[str] = []
        with suppress(K8sdslError, EmitError):
            built = build_manifests(str(folder), check=False)
            shown += map(str, built.warnings)
            built.emit()
            if len(built.manifests) % 3 == 0:
                histories(built)
        with suppress(K8sdslError):
            made = import_kustomizations([folder], project=Path(name))
            for path, content in made.files.items():
                if path.endswith(".py"):
                    ast.parse(content)
                    shown.append(str(content))
            shown += in_python(Path(name) / "project", made)
        refuse_leaks(*shown)
        shutil.rmtree(folder)


def in_python(project: Path, made: Imported) -> list[str]:
    """Builds the overlay that the directory became: the same customizations in the other spelling."""
    for path, content in made.files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    built = build_manifests(str(project / "overlays" / f"{made.overlays[0]}.py"), check=False)
    built.emit()
    if len(built.manifests) % 3 == 0:
        histories(built)
    return [str(warning) for warning in built.warnings]


def lock(home: Path, text: str) -> None:
    """Vendors a remote base: its files are those that were locked, or others, or the lock file is a text."""
    base = home / FOLDER / "base"
    base.mkdir(parents=True)
    (base / "kustomization.yaml").write_text("resources: [r.yaml]\n")
    (base / "r.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: remote}\n")
    intact = LockedSource(folder="base", place="", revision="r", digest=digest_of(base))
    changed = LockedSource(folder="base", place="r.yaml", revision="", digest="sha256:x")
    (home / FOLDER / LOCK).write_text(text or lock_text({REMOTE[0]: intact, REMOTE[1]: changed}), errors="replace")


ENTRY = Entry(make, judge)
