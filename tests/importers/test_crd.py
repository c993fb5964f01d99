"""`k8sdsl import crd`: typed classes for custom kinds, whatever their definitions hold."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import typing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl import k8s
from k8sdsl.errors import K8sdslError, StructureError
from k8sdsl.importers.crd import behind, import_definitions, refuse_losses
from k8sdsl.objects.part import Part, schema_of
from k8sdsl.yaml.reader import read_documents
from tests.corpora import corpus, lines_of
from tests.importers.definitions import STRING, definition, listed, module_of, modules_of, of_spec, parts
from tests.typing.checkers import faults_in

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.tree import Tree


def annotations_of(text: str) -> dict[str, dict[str, str]]:
    """The fields of each class of a stub, with their annotations."""
    return {
        node.name: {
            item.target.id: ast.unparse(item.annotation)
            for item in node.body
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        }
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }


def stub_of(*definitions: Tree) -> str:
    [stub] = [text for name, text in import_definitions(definitions).items() if name.endswith(".pyi")]
    return stub


def known_definitions() -> list[Tree]:
    files = sorted(corpus("crds").rglob("*.yaml"))
    return [tree for file in files for tree in read_documents(file.read_bytes(), file=file.name)]


# --- the corpora


def test_all_definitions_of_the_corpus_give_modules_without_a_fault(tmp_path: Path) -> None:
    files = import_definitions(known_definitions())
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(files) >= 60
    assert faults_in(tmp_path) == []


def test_all_classes_of_the_corpus_can_be_made() -> None:
    for module in modules_of(*known_definitions()).values():
        for name in dir(module):
            made = getattr(module, name)
            assert typing.get_origin(made) is typing.Literal or issubclass(made, Part)


def test_custom_resources_that_people_publish_come_back_as_they_were() -> None:
    changed = []
    by_id = {case["id"]: case["object"] for case in lines_of("realworld")}
    files = {tree["metadata"]["name"]: tree for tree in known_definitions()}
    modules: dict[str, dict[str, Any]] = {}
    count = 0
    for case in lines_of("realworld"):
        tree, named = case["object"], case.get("crd") or {}
        known = by_id.get(named.get("id")) or _named(files, case["kind"], tree, named)
        if case["class"] != "custom" or case["verdict"] != "accept" or known is None:
            continue
        key = json.dumps([named, case["kind"]])
        if key not in modules:
            modules[key] = {getattr(m, case["kind"]).api_version: m for m in modules_of(known).values()}
        count += 1
        resource = getattr(modules[key][tree["apiVersion"]], case["kind"]).from_dict(tree)
        if without_nulls(resource.to_dict()) != without_nulls(tree):
            changed.append(case["id"])
    assert changed == []
    assert count > 1000


def _named(files: dict[str, Tree], kind: str, tree: Tree | None, named: Tree) -> Tree | None:
    if "file" not in named or tree is None:
        return None
    group = str(tree["apiVersion"]).partition("/")[0]
    found = [d["spec"] for d in files.values() if (d["spec"]["group"], d["spec"]["names"]["kind"]) == (group, kind)]
    return {"kind": "CustomResourceDefinition", "spec": found[0]} if found else None


def without_nulls(value: Any) -> Any:
    """A field that is null is a field that is not set."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def test_no_class_is_made_before_it_is_used() -> None:
    module = module_of(definition("Tap", of_spec(a=parts(b=STRING))))
    made = set(vars(module))
    assert {"Tap", "TapSpec", "TapA"} & made == set()
    assert module.Tap("x").to_dict()["kind"] == "Tap"
    assert {"Tap", "TapSpec", "TapA"} & set(vars(module)) == {"Tap"}


# --- types


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        (STRING, "str | None"),
        ({"type": "integer"}, "int | None"),
        ({"type": "number"}, "float | None"),
        ({"type": "boolean"}, "bool | None"),
        ({"type": "string", "format": "date-time"}, "Time | None"),
        ({"type": "string", "format": "byte"}, "Base64 | None"),
        ({"x-kubernetes-int-or-string": True}, "IntOrString | None"),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "IntOrString | None"),
        ({"x-kubernetes-preserve-unknown-fields": True}, "Any"),
        ({"type": "object", "x-kubernetes-preserve-unknown-fields": True}, "dict[str, Any] | None"),
        ({"type": "object"}, "dict[str, Any] | None"),
        (
            {"type": "object", "properties": {"a": STRING}, "x-kubernetes-embedded-resource": True},
            "dict[str, Any] | None",
        ),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "dict[str, int] | None"),
        ({"type": "object", "additionalProperties": listed(STRING)}, "dict[str, list[str]] | None"),
        ({"type": "object", "additionalProperties": parts(b=STRING)}, "dict[str, TapField] | None"),
        (listed(STRING), "list[str] | None"),
        (listed(listed({"type": "number"})), "list[list[float]] | None"),
        (listed(parts(b=STRING)), "list[TapField] | None"),
        ({"type": "string", "enum": ["a", "b"]}, "TapSpecField | None"),
        ({"type": "integer", "enum": [1, 2]}, "TapSpecField | None"),
        ({"type": "boolean", "enum": [True]}, "bool | None"),
        (listed({"type": "string", "enum": ["a"]}), "list[TapSpecField] | None"),
        ({"$ref": "#/definitions/a"}, "Any"),
        ({}, "Any"),
    ],
)
def test_the_type_of_a_field(schema: Tree, annotation: str) -> None:
    assert annotations_of(stub_of(definition("Tap", of_spec(field=schema))))["TapSpec"] == {"field": annotation}


def test_a_required_field_is_required_unless_it_has_a_default() -> None:
    schema = of_spec(
        ["a", "b", "c"], a=STRING, b={"type": "string", "default": "x"}, c={"type": "string", "nullable": True}
    )
    tap = module_of(definition("Tap", schema))
    assert annotations_of(stub_of(definition("Tap", schema)))["TapSpec"] == {
        "a": "str",
        "b": "str | None",
        "c": "str | None",
    }
    assert tap.TapSpec.__name__ == "TapSpec"
    with pytest.raises(StructureError) as refused:
        tap.Tap.from_dict({"apiVersion": "example.com/v1", "kind": "Tap", "spec": {"b": None}})
    assert {path for path, _ in refused.value.problems} == {"spec.a", "spec.c"}


def test_a_required_field_that_may_be_null_is_written_as_null() -> None:
    tap = module_of(definition("Tap", of_spec(["c"], c={"type": "string", "nullable": True}, d=STRING)))
    tree = {"apiVersion": "example.com/v1", "kind": "Tap", "spec": {"c": None}}
    assert tap.Tap(spec=tap.TapSpec(c=None, d=None)).to_dict() == tree == tap.Tap.from_dict(tree).to_dict()


def test_choices_are_there_at_run_time_too() -> None:
    tap = module_of(definition("Tap", of_spec(mode={"type": "string", "enum": ["On", "Off"]})))
    assert typing.get_args(tap.TapSpecMode) == ("On", "Off")


def test_parts_that_kubernetes_has_are_those_of_kubernetes() -> None:
    expression = parts(["key", "operator"], key=STRING, operator=STRING, values=listed(STRING))
    selector = parts(
        matchLabels={"type": "object", "additionalProperties": STRING}, matchExpressions=listed(expression)
    )
    env = parts(["key"], key=STRING, name=STRING, optional={"type": "boolean"})
    schema = of_spec(
        ruleSelector=selector, passwordSecretKeyRef=env, parameter=parts(["name", "value"], name=STRING, value=STRING)
    )
    stub = annotations_of(stub_of(definition("Tap", schema)))
    assert stub["TapSpec"] == {
        "parameter": "TapParameter | None",
        "password_secret_key_ref": "TapPasswordSecretKeyRef | None",
        "rule_selector": "meta_v1.LabelSelector | None",
    }
    tap = module_of(definition("Tap", schema))
    made = tap.Tap(spec=tap.TapSpec(rule_selector=k8s.LabelSelector(match_labels={"a": "b"})))
    assert tap.Tap.from_dict(made.to_dict()) == made


def test_the_key_of_a_list_that_is_a_map_comes_first_and_merges_it() -> None:
    ports = listed(parts(["name"], name=STRING, port={"type": "integer"}), **{"x-kubernetes-list-type": "map"})
    ports["x-kubernetes-list-map-keys"] = ["name"]
    tap = module_of(definition("Tap", of_spec(ports=ports)))
    assert tap.Tap(spec=tap.TapSpec(ports=[tap.TapPort("http", port=80)])).to_dict()["spec"] == {
        "ports": [{"name": "http", "port": 80}]
    }
    field = schema_of(tap.TapSpec).fields["ports"]
    assert (field.merges, field.merge_key, field.list_keys) == (True, "name", ("name",))


def test_an_open_type_keeps_what_it_does_not_name() -> None:
    spec = {**parts(knownField=STRING), "x-kubernetes-preserve-unknown-fields": True}
    tap = module_of(definition("Tap", {"type": "object", "properties": {"spec": spec}}))
    tree = {
        "apiVersion": "example.com/v1",
        "kind": "Tap",
        "spec": {"knownField": "a", "known_field": 1, "some-Other": [2]},
    }
    made = tap.Tap.from_dict(tree)
    assert made.to_dict() == tree
    assert made.spec.known_field == "a"
    assert tap.Tap(spec=tap.TapSpec(known_field="a", other_field=3)).to_dict()["spec"] == {
        "knownField": "a",
        "other_field": 3,
    }


def test_a_kind_without_a_schema_takes_any_field() -> None:
    for schema in ({}, {"type": "object", "x-kubernetes-preserve-unknown-fields": True}):
        tap = module_of(definition("Tap", schema))
        assert tap.Tap("a", spec={"b": 1}).to_dict()["spec"] == {"b": 1}


def test_definitions_of_the_first_version_of_their_api_are_read() -> None:
    tree = definition("Tap", {})
    tree["apiVersion"] = "apiextensions.k8s.io/v1beta1"
    tree["spec"] |= {"versions": [], "version": "v1alpha1", "validation": {"openAPIV3Schema": of_spec(a=STRING)}}
    assert set(import_definitions([tree])) == {"example_com_v1alpha1.py", "example_com_v1alpha1.pyi"}


def test_each_version_has_its_own_module() -> None:
    tree = definition("Tap", of_spec(a=STRING))
    tree["spec"]["versions"].append(
        {**tree["spec"]["versions"][0], "name": "v2", "schema": {"openAPIV3Schema": of_spec(b=STRING)}}
    )
    one, two = modules_of(tree).values()
    assert one.Tap.api_version, two.Tap.api_version == ("example.com/v1", "example.com/v2")
    assert [list(schema_of(module.TapSpec).fields) for module in (one, two)] == [["a"], ["b"]]


# --- names


def test_classes_are_named_after_the_kind_and_the_fields_that_lead_to_them() -> None:
    schema = of_spec(
        solvers=listed(parts(dns01=parts(a=STRING), apiTokenSecretRef=parts(key=STRING))),
        accountSecretRef=parts(key=STRING),
        status=parts(c=STRING),
    )
    schema["properties"]["status"] = parts(d=STRING, acme=parts(e=STRING))
    assert set(annotations_of(stub_of(definition("Tap", schema)))) == {
        *("Tap", "TapSpec", "TapSolver", "TapSolverDns01", "TapSecretRef"),
        *("TapStatus", "TapSpecStatus", "TapStatusAcme"),
    }


def test_a_kind_keeps_its_names_when_another_kind_joins() -> None:
    tap, cluster = (definition(kind, of_spec(a=parts(b=STRING))) for kind in ("Tap", "ClusterTap"))
    both = module_of(tap, cluster)
    for alone in (module_of(tap), module_of(cluster)):
        assert set(dir(alone)) <= set(dir(both))
    assert both.ClusterTapA is both.TapA
    assert both.ClusterTapSpec is both.TapSpec


def test_strangers_with_the_same_fields_have_specs_of_their_own() -> None:
    both = module_of(definition("Tap", of_spec(a=STRING)), definition("Pipe", of_spec(a=STRING)))
    assert both.TapSpec is not both.PipeSpec


ODD_KINDS = (
    *("Object", "Part", "Resource", "NamedResource", "Any", "ClassVar", "Literal", "TypeAlias", "Time", "List"),
    *("None", "True", "class", "str", "list", "my-kind", "Kind", "types", "Args"),
)
ODD_FIELDS = (
    *("Any", "str", "list", "dict", "bool", "int", "self", "None", "class", "builtins", "core_v1", "meta_v1", "Time"),
    *("a.b", "a-b", "a b", "", "5", "ñ", "URL", "url", "Url", "toDict", "from_dict", "api_version", "kind_", "$ref"),
    *("__class__", "_site", "metaData", "meta_data", "name", "labels", "namespace", "x" * 300, "\n", '"', "\\", "=a"),
)


def test_odd_names_give_modules_without_a_fault_that_keep_them(tmp_path: Path) -> None:
    fields = dict.fromkeys(ODD_FIELDS, STRING)
    schema = parts(**{"spec": parts(**fields), **fields})
    definitions = [definition(kind, schema) for kind in ODD_KINDS]
    for name, text in import_definitions(definitions).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert faults_in(tmp_path) == []
    module = module_of(*definitions)
    kinds = {cls.kind: cls for cls in map(module.__getattr__, dir(module)) if getattr(cls, "kind", "")}
    assert set(kinds) == set(ODD_KINDS)
    values = {field: str(number) for number, field in enumerate(ODD_FIELDS)}
    for kind, cls in kinds.items():
        tree = {"apiVersion": "example.com/v1", "kind": kind, "metadata": {"name": "a"}, **values, "spec": values}
        assert cls.from_dict(tree).to_dict() == tree


@pytest.mark.parametrize(
    ("group", "module"),
    [
        ("cert-manager.io", "cert_manager_io_v1"),
        ("source.toolkit.fluxcd.io", "source_toolkit_fluxcd_io_v1"),
        ("3scale.net", "group_3scale_net_v1"),
        ("../../etc/passwd", "etc_passwd_v1"),
        ("A.B", "a_b_v1"),
    ],
)
def test_modules_are_named_after_group_and_version(group: str, module: str) -> None:
    assert set(import_definitions([definition("Tap", {}, group=group)])) == {f"{module}.py", f"{module}.pyi"}


def test_groups_that_would_share_a_module_do_not() -> None:
    files = import_definitions([definition("Tap", {}, group=group) for group in ("a-b.io", "a.b.io")])
    assert set(files) == {f"a_b_io_v1{end}" for end in (".py", ".pyi", "_2.py", "_2.pyi")}


# --- hostile definitions


HOSTILE = (
    'x"""\nimport os; os.system("false")\n"""',
    '"; raise SystemExit; "',
    "'; raise SystemExit; '",
    "\\",
    '\\"""',
    '""""',
    "a\x00b\r\n\u2028\ud800\u202e",
    "${x} {x} %s",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_definition_never_becomes_code(text: str) -> None:
    field = {
        "type": "string",
        "enum": [text, "b"],
        "description": text,
        "default": text,
        "pattern": text,
        "format": text,
    }
    schema = {**of_spec([text], **{text: field}), "description": text}
    tree = definition(text, schema, group=text, version=text)
    tree["spec"]["names"]["plural"] = text
    for name, source in import_definitions([tree]).items():
        harmless = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.AnnAssign, ast.Assign)
        for node in ast.parse(source).body:
            told = isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.Call))
            assert told or isinstance(node, harmless), (name, ast.unparse(node))
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        assert {ast.unparse(call.func) for call in calls} <= {"define_classes", "globals"}
        assert name.replace("_", "").replace(".", "").isalnum()


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_a_description_is_what_the_docstring_says(text: str) -> None:
    stub = stub_of(definition("Tap", {**of_spec(a=STRING), "description": text}))
    [tap] = [node for node in ast.parse(stub).body if isinstance(node, ast.ClassDef) and node.name == "Tap"]
    told = ast.get_docstring(tap)
    assert told is not None
    first = " ".join(text.strip().partition("\n\n")[0].split())
    if len(first) <= 400:
        assert " ".join(told.split()).startswith(first)


# --- odd schemas


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["string", "object", "array", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "additionalProperties", "enum", "required", "nullable", "default"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(json_values)
def test_any_schema_gives_a_module(schema: Any) -> None:
    files = import_definitions([definition("Tap", schema), definition("Pipe", parts(spec=schema))])
    for name, text in files.items():
        compile(text, name, "exec")


@pytest.mark.parametrize(
    "tree", [None, [], "a", {}, {"kind": "CustomResourceDefinition"}, {"kind": "CustomResourceDefinition", "spec": []}]
)
def test_what_is_not_a_definition_is_passed_over(tree: Any) -> None:
    assert import_definitions([tree]) == {}


def test_a_schema_that_never_ends_is_read_to_some_depth() -> None:
    deep: Tree = {"type": "object", "properties": {}}
    deep["properties"]["again"] = deep
    assert "Tap" in annotations_of(stub_of(definition("Tap", parts(spec=deep))))


def test_lists_in_lists_without_end_are_an_error() -> None:
    deep = listed(STRING)
    deep["items"] = deep
    with pytest.raises(K8sdslError):
        import_definitions([definition("Tap", parts(spec=deep))])


def test_a_definition_of_ten_thousand_lines_is_read() -> None:
    schema = of_spec(
        **{
            f"part{n}": parts(**{f"field{m}": STRING for m in range(100)}, own=parts(**{f"x{n}": STRING}))
            for n in range(100)
        }
    )
    assert len(json.dumps(schema, indent=1).splitlines()) > 10_000
    module = module_of(definition("Tap", schema))
    assert len(dir(module)) == 2 + 200


# --- the files


def test_the_same_definitions_give_the_same_text_in_any_order() -> None:
    definitions = [definition(kind, of_spec(a=parts(b=STRING))) for kind in ("Tap", "Pipe", "Valve")]
    texts = [import_definitions(some) for some in itertools.permutations(definitions)]
    assert all(text == texts[0] for text in texts)


def test_outdated_modules_are_named(tmp_path: Path) -> None:
    old, new = (import_definitions([definition("Tap", of_spec(**{name: STRING}))]) for name in ("a", "b"))
    assert behind(old, tmp_path) == ["example_com_v1.py", "example_com_v1.pyi"]
    for name, text in old.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert behind(old, tmp_path) == []
    assert behind(new, tmp_path) == ["example_com_v1.py", "example_com_v1.pyi"]


def test_kinds_that_would_be_lost_stop_the_import(tmp_path: Path) -> None:
    both = import_definitions([definition("Tap", {}), definition("Pipe", {})])
    for name, text in both.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    refuse_losses(both, tmp_path)
    with pytest.raises(K8sdslError, match="Pipe"):
        refuse_losses(import_definitions([definition("Tap", {})]), tmp_path)


def test_a_file_that_was_not_generated_stops_the_import(tmp_path: Path) -> None:
    (tmp_path / "example_com_v1.py").write_text("mine = 1\n", encoding="utf-8")
    with pytest.raises(K8sdslError, match="not a generated module"):
        refuse_losses(import_definitions([definition("Tap", {})]), tmp_path)


def test_a_class_says_where_its_fields_are_described() -> None:
    assert "k8sdsl explain" in (inspect.getdoc(module_of(definition("Tap", {})).Tap) or "")
