"""The structure: imports go down only, and parts of a shelf do not import each other.

The tables here are the only statement of the layers. Every import counts: at module level, inside functions, and under
`if TYPE_CHECKING`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kustomize.test_spellings import declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "k8sdsl"

# Top first. A module or folder imports only those of lower layers.
LAYERS = (
    ("__main__",),
    ("testing",),
    ("cli",),
    ("serve",),
    ("views",),
    ("scaffold",),
    ("importers",),
    ("upgrade",),
    ("diff",),
    ("krm", "vendoring"),
    ("watching",),
    ("gitops",),
    ("pipeline",),
    ("tracing",),
    ("codegen",),
    ("emitters",),
    ("policies",),
    ("cluster",),
    ("system",),
    ("server",),
    ("overlay",),
    ("kustomize",),
    ("layers",),
    ("transforms",),
    ("charts",),
    ("python_source",),
    ("packages",),
    ("blocks",),
    ("stack",),
    ("k8s", "api", "catalog"),
    ("project",),
    ("objects",),
    ("cel",),
    ("semantics",),
    ("kube",),
    ("yaml",),
    ("manifest",),
    ("rule",),
    ("schemas",),
    ("errors",),
    ("codes",),
    ("finding",),
    ("lazy",),
    ("near_miss",),
    ("locations",),
    ("identity", "tree"),
    ("value",),
)
# The public names: the package imports them only when they are first used.
MAP = "k8sdsl"

# Folders whose modules are parts of one shape and do not know each other; those on the right are for all of them.
SHELVES = {
    "transforms": {"target", "context", "field_routes", "validators", "image_names", "shared_entries"},
    "transforms/names": set[str](),
    "transforms/patches": set[str](),
    "emitters": {"plainness", "folding", "templates"},
    "blocks": {"selectors", "secret_names"},
    "cluster/pod_security/controls": set[str](),
    "cluster/scheduling/filters": {"node_affinity", "taint_toleration"},
    "policies/builtin": {"data", "network", "replicas", "resources"},
}
# Stages that see plain trees, and none of the typed classes.
TREES_ALONE = (
    *("cel", "semantics", "kube", "transforms", "layers", "kustomize"),
    *("server", "emitters", "gitops", "diff", "importers"),
)
KNOWS_CLASSES = {
    "k8sdsl.transforms.patches.function_patch": "a function patch gets its object structured into the class",
    "k8sdsl.importers.kustomize": "it writes Python that names the classes and their fields",
    "k8sdsl.importers.manifests": "it writes Python that names the classes and their fields",
    "k8sdsl.gitops.secrets.external_secrets": "stacks call its functions for typed objects",
}
# Pure stages: what reads files, the network or the clock is not for them.
PURE = ("transforms", "server", "emitters", "blocks", "kube", "semantics", "cel")
WORLD = {"io", "os", "pathlib", "socket", "subprocess", "tempfile", "time", "urllib", "random", "shutil"}


def name_of(file: Path) -> str:
    parts = ("k8sdsl", *file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TEMPLATE = PACKAGE / "scaffold" / "template"  # the files of a new project: data, not modules
MODULES = {name_of(file): file for file in sorted(PACKAGE.rglob("*.py")) if not file.is_relative_to(TEMPLATE)}


def imports(module: str, *, at_run_time: bool = False) -> set[str]:
    """The modules that a module imports, anywhere in it, or everywhere but under `if TYPE_CHECKING`."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(MODULES[module].read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if at_run_time and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending += node.orelse
            continue
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found.update(name if name in MODULES else node.module for name in inner)
    return found


IMPORTS = {module: imports(module) for module in MODULES}


def unit(module: str) -> str:
    """The file or folder of the first level that a module is or is in."""
    return module.split(".")[1] if "." in module else MAP


def is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "k8sdsl"


def test_every_package_and_module_has_one_layer() -> None:
    layered = [part for layer in LAYERS for part in layer]
    assert sorted(layered) == sorted({unit(module) for module in MODULES} - {MAP})


def test_the_map_for_contributors_has_every_package_in_the_order_of_the_layers() -> None:
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`[^|]+) \| [^|]+ \|$", text.partition("## The map")[2].partition("| you want to |")[0], re.MULTILINE
    )
    names = [name.removesuffix("/").removesuffix(".py") for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert sorted(names) == sorted({unit(module) for module in MODULES} - {MAP, "__main__"})
    layer_of = {part: number for number, layer in enumerate(LAYERS) for part in layer}
    order = [layer_of[name] for name in names]
    lowest_of_packages = names.index("yaml")  # what is below has a few rows by meaning
    assert order[:lowest_of_packages] == sorted(order[:lowest_of_packages])


def test_imports_go_down_only() -> None:
    layer_of = {part: number for number, layer in enumerate(LAYERS) for part in layer}
    upwards = {
        f"{module} imports {other}"
        for module, others in IMPORTS.items()
        for other in others
        if is_ours(other)
        and MAP not in {unit(module), unit(other)}
        and unit(module) != unit(other)
        and layer_of[unit(module)] >= layer_of[unit(other)]
    }
    assert upwards == set()


def parts(folder: str) -> dict[str, set[str]]:
    """The modules and folders of a folder, and which of them each imports, `if TYPE_CHECKING` included."""

    def part(module: str) -> str:
        return module.removeprefix(f"{folder}.").partition(".")[0] if module.startswith(f"{folder}.") else ""

    found: dict[str, set[str]] = {}
    for module, others in IMPORTS.items():
        own = part(module)
        if own:
            found.setdefault(own, set()).update({part(other) for other in others} - {own, ""})
    return found


def in_cycles(edges: dict[str, set[str]]) -> set[str]:
    """The nodes that are left when those without a way out, or without a way in, are taken away in turn."""
    left = dict(edges)
    while True:
        entered = {other for others in left.values() for other in others}
        ends = {node for node, others in left.items() if not others & left.keys() or node not in entered}
        if not ends:
            return set(left)
        left = {node: others - ends for node, others in left.items() if node not in ends}


FOLDERS = sorted(name for name, file in MODULES.items() if file.name == "__init__.py" and name != MAP)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_modules_of_a_folder_do_not_import_each_other_in_a_circle(folder: str) -> None:
    assert in_cycles(parts(folder)) == set()


# Folders with one file per rule or command, which grow with what they describe, and folders of generated modules. Their
# size has no limit.
ONE_FILE_PER_RULE = (
    *("server.rules", "system.rules", "policies.builtin", "cluster.pod_security.controls"),
    "cli.commands",
)
GENERATED = ("api", "catalog", "kube.schema")
LOOSE_MODULES, MODULES_OF_A_FOLDER = 13, 15


def test_a_folder_has_at_most_15_modules() -> None:
    sizes = dict.fromkeys((MAP, *FOLDERS), 0)
    for module, file in MODULES.items():
        if file.name != "__init__.py":
            sizes[module.rpartition(".")[0]] += 1
    assert sizes.pop(MAP) <= LOOSE_MODULES
    unlimited = tuple(f"{MAP}.{folder}" for folder in (*ONE_FILE_PER_RULE, *GENERATED))
    assert all(any(folder.startswith(name) for folder in sizes) for name in unlimited)
    too_large = {folder for folder, size in sizes.items() if size > MODULES_OF_A_FOLDER}
    assert {folder for folder in too_large if not folder.startswith(unlimited)} == set()


def test_a_folder_is_more_than_one_file() -> None:
    """At least two of: a module, a folder of data or modules, an `__init__.py` with more than its docstring."""
    sizes = {
        folder: len(
            [part for part in MODULES[folder].parent.iterdir() if not part.name.startswith(("__init__", "__py"))]
        )
        + (len(ast.parse(MODULES[folder].read_text(encoding="utf-8")).body) > 1)
        for folder in FOLDERS
    }
    assert {folder for folder, size in sizes.items() if size < 2} == set()


def test_no_name_of_a_class_or_type_has_two_meanings() -> None:
    """A leading underscore makes no difference; the same alias can be written in several modules."""
    homes: dict[str, dict[str, str]] = {}
    for module, file in MODULES.items():
        if not module.startswith(tuple(f"{MAP}.{folder}" for folder in GENERATED)):
            for name, meaning in types_of(ast.parse(file.read_text(encoding="utf-8"))):
                homes.setdefault(name.lstrip("_"), {})[module] = meaning or f"class of {module}"
    assert len(homes) > 500
    assert {name: meanings for name, meanings in homes.items() if len(set(meanings.values())) > 1} == {}


def types_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names of the classes of a module, and those of its aliases of types with what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, ""
    blocks = [tree.body, *(part for node in tree.body if isinstance(node, ast.If) for part in (node.body, node.orelse))]
    for node in (node for block in blocks for node in block):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and re.fullmatch("_?[A-Z][A-Za-z]*[a-z][A-Za-z]*", target.id):
                yield target.id, ast.unparse(node)


def test_layers_know_neither_spelling() -> None:
    spellings = ("k8sdsl.overlay", "k8sdsl.kustomize")
    engine = {module: others for module, others in IMPORTS.items() if unit(module) == "layers"}
    assert len(engine) > 5
    assert {
        module for module, others in engine.items() if any(other.startswith(spellings) for other in others)
    } == set()


# Declarations without a row in `kustomize/spellings.py`, and what spells them.
WITHOUT_ROW = {
    "FunctionPatch": "Python only: a function",
    "MergePatch": "Python only: kustomize has no RFC 7386 patches",
    "SortOrder": "`sortOptions`, for the outermost kustomization only",
    "Variables": "`vars` of all layers, when names are final",
}


def test_every_transform_has_a_row_in_the_table_of_spellings() -> None:
    applied = {
        node.name
        for module, file in MODULES.items()
        if unit(module) == "transforms"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(part, ast.FunctionDef) and part.name == "apply" for part in node.body)
    }
    assert len(applied) > 12
    assert applied - declarations() == set(WITHOUT_ROW)


def test_no_module_imports_by_way_of_the_map() -> None:
    """`from k8sdsl import build` inside the package would load what the map is lazy about, and hide a floor."""
    by_map = {module: others & {MAP} for module, others in IMPORTS.items() if module != MAP}
    assert {module for module, others in by_map.items() if others} == set()


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_parts_of_a_shelf_do_not_know_each_other(shelf: str) -> None:
    folder = f"k8sdsl.{shelf.replace('/', '.')}"
    for module, others in IMPORTS.items():
        if module.startswith(f"{folder}."):
            shared = {f"{folder}.{name}" for name in SHELVES[shelf]} | {folder}
            own = f"{folder}.{module.removeprefix(folder + '.').partition('.')[0]}"
            strangers = {other for other in others if other.startswith(f"{folder}.") and not other.startswith(own)}
            assert strangers - shared == set(), module


def test_nothing_handwritten_but_blocks_imports_the_generated_classes() -> None:
    generated = ("k8sdsl.api", "k8sdsl.k8s")
    users = {
        module
        for module, others in IMPORTS.items()
        if any(other.startswith(generated) for other in others)
        and not module.startswith((*generated, "k8sdsl.python_source", "k8sdsl.blocks", *KNOWS_CLASSES))
    }
    assert users <= {MAP}


def test_no_stage_after_loading_knows_the_typed_classes() -> None:
    typed = ("k8sdsl.api", "k8sdsl.k8s", "k8sdsl.objects.typed")
    users = {
        module
        for module, others in IMPORTS.items()
        if unit(module) in TREES_ALONE and any(o.startswith(typed) for o in others)
    }
    assert {module for module in users if not module.startswith(tuple(KNOWS_CLASSES))} == set()


def test_pure_stages_do_not_touch_the_world() -> None:
    touching = {module: imports(module, at_run_time=True) & WORLD for module in MODULES if unit(module) in PURE}
    assert {module: others for module, others in touching.items() if others} == {}


def test_only_the_generator_needs_the_schemas() -> None:
    users = {unit(module) for module, others in IMPORTS.items() if any("kubernetes_validate" in o for o in others)}
    assert users <= {"codegen", "explanation"}


def test_every_file_says_what_it_is() -> None:
    silent = [
        module
        for module, file in MODULES.items()
        if ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_every_string_that_is_a_statement_documents_something() -> None:
    """The second line of a message without parentheses would be such a statement, and the message lose its end."""
    generated = tuple(f"{MAP}.{folder}" for folder in GENERATED)
    by_hand = {module: file for module, file in MODULES.items() if not module.startswith(generated)}
    assert [place for module, file in by_hand.items() for place in lost_strings(module, file)] == []


def lost_strings(module: str, file: Path) -> Iterator[str]:
    """The strings that are statements, but neither the first of a definition nor after the name that they document."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        bodies = [part for part in (getattr(node, name, None) for name in ("body", "orelse")) if isinstance(part, list)]
        for before, statement in [pair for body in bodies for pair in zip([None, *body], body, strict=False)]:
            is_first = before is None and isinstance(node, ast.Module | ast.ClassDef | FUNCTIONS)
            if is_text(statement) and not is_first and not isinstance(before, ast.Assign | ast.AnnAssign):
                yield f"{module}:{statement.lineno}"


FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a string."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str))


def test_no_two_test_files_are_the_same_module() -> None:
    """Pytest imports a file of a folder without `__init__.py` by its name only."""
    files = (PACKAGE.parent / "tests").rglob("test_*.py")
    loose = [file.name for file in files if not (file.parent / "__init__.py").exists()]
    assert sorted(set(loose)) == sorted(loose)


def test_every_error_of_the_package_has_a_code_that_is_declared() -> None:
    """`raise K8sdslError(..., code="area/topic")`, with an entry for the code in `k8sdsl/codes/`."""
    from k8sdsl.codes import all_codes
    from tests.codes.creations import created, without_code

    assert without_code() == []
    named = {code.value: place for place, _, code in created() if isinstance(code, ast.Constant)}
    assert {code: place for code, place in named.items() if code not in all_codes()} == {}
