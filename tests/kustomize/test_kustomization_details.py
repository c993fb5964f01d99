"""Details in which a build follows kustomize; each expectation is what kustomize prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl import check
from k8sdsl.errors import K8sdslError
from tests.kustomize.trees import SETTINGS, WEB, built, places, write

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
TARGET = "target: {kind: ConfigMap}"


def only(tmp_path: Path, kustomization: str, text: str = SETTINGS, **files: str) -> Any:
    """The first object of a build."""
    trees, _ = built(tmp_path, {K: f"resources: [a.yaml]\n{kustomization}", "a.yaml": text, **files})
    return trees[0]


def test_an_empty_item_of_a_list_is_null(tmp_path: Path) -> None:
    assert only(tmp_path, "", f"{HEAD}x:\n- 1\n-\n- null\n")["x"] == [1, None, None]


@pytest.mark.parametrize("annotations", ["", " {}", " null"])
def test_empty_annotations_are_removed(tmp_path: Path, annotations: str) -> None:
    assert "annotations" not in only(tmp_path, "", f"{HEAD}  annotations:{annotations}\n")["metadata"]


def test_null_labels_in_a_patch_with_a_target_are_strings(tmp_path: Path) -> None:
    patch = f"patches: [{{{TARGET}, patch: 'metadata: {{name: x, labels: {{a: null}}}}\n\n  kind: x'}}]"
    assert only(tmp_path, patch)["metadata"]["labels"] == {"a": "null"}


def test_a_json_patch_replaces_a_key_that_does_not_exist(tmp_path: Path) -> None:
    operations = "- {op: replace, path: /data/new, value: x}\n- {op: copy, from: /data/none, path: /data/copy}"
    files = {K: f"resources: [a.yaml]\npatches: [{{{TARGET}, path: p.yaml}}]", "a.yaml": SETTINGS, "p.yaml": operations}
    trees, warnings = built(tmp_path, files)
    assert trees[0]["data"] == {"a": "b", "copy": None, "new": "x"}
    assert [place for error in warnings for place in places(error)] == [(K, 2), (K, 2)]


@pytest.mark.parametrize("patch", ["- path: empty.yaml", "- patch: '# nothing'"])
def test_an_empty_patch_is_a_warning(tmp_path: Path, patch: str) -> None:
    files = {K: f"resources: [a.yaml]\npatches:\n{patch}", "a.yaml": SETTINGS, "empty.yaml": "# nothing\n\n"}
    trees, warnings = built(tmp_path, files)
    assert trees[0]["data"] == {"a": "b"}
    assert [place for error in warnings for place in places(error)] == [(K, 3)]


def test_only_the_first_of_several_json_patches_is_applied(tmp_path: Path) -> None:
    files = {
        K: f"resources: [a.yaml]\npatches: [{{{TARGET}, path: p.yaml}}]",
        "a.yaml": SETTINGS,
        "p.yaml": "- {op: add, path: /data/x, value: '1'}\n---\n- {op: add, path: /data/y, value: '1'}\n",
    }
    trees, warnings = built(tmp_path, files)
    assert trees[0]["data"] == {"a": "b", "x": "1"}
    assert len(warnings) == 1


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers: [{name: a, image: nginx@sha512:abc}]
  volumes: [{name: v, image: {reference: "data:1"}}]
"""


def test_images_of_volumes_and_digests_of_any_algorithm(tmp_path: Path) -> None:
    spec = only(tmp_path, "images: [{name: data, newTag: '2'}, {name: nginx, newTag: '3'}]", POD)["spec"]
    assert (spec["volumes"][0]["image"]["reference"], spec["containers"][0]["image"]) == ("data:2", "nginx:3")


CLAIMS = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a}
spec: {template: {}, volumeClaimTemplates: [{metadata: {name: v}}]}
"""


@pytest.mark.parametrize(
    ("flags", "template", "claim"),
    [
        ("includeTemplates: true", True, False),
        ("includeVolumeClaimTemplates: true", False, True),
        ("includeSelectors: true", True, True),
    ],
)
def test_labels_of_volume_claim_templates(tmp_path: Path, flags: str, template: object, claim: object) -> None:
    spec = only(tmp_path, f"labels: [{{pairs: {{x: z}}, {flags}}}]", CLAIMS)["spec"]
    assert ("metadata" in spec["template"]) is template
    assert ("labels" in spec["volumeClaimTemplates"][0]["metadata"]) is claim


def test_kinds_that_kustomize_takes_for_namespaced_get_the_namespace(tmp_path: Path) -> None:
    new = "apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: FlowSchema\nmetadata: {name: a, namespace: x}\n"
    old = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a, namespace: x}\n"
    trees, _ = built(tmp_path, {K: "resources: [a.yaml]\nnamespace: one", "a.yaml": f"{new}---\n{old}"})
    assert {tree["kind"]: tree["metadata"]["namespace"] for tree in trees} == {"FlowSchema": "one", "StorageClass": "x"}


@pytest.mark.parametrize(("value", "made"), [("3", 3), ("0x10", 16), ("08080", None), ("abc", None), ("1.5", None)])
def test_a_replaced_number_must_read_as_one(tmp_path: Path, value: str, made: int | None) -> None:
    files = {
        K: "resources: [a.yaml, b.yaml]\nreplacements:\n- source: {kind: ConfigMap, fieldPath: .data.a}\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]",
        "a.yaml": SETTINGS.replace("a: b", f'a: "{value}"'),
        "b.yaml": WEB.replace("spec:", "spec:\n  replicas: 1", 1),
    }
    if made is None:
        with pytest.raises(K8sdslError):
            built(tmp_path, files)
    else:
        trees, _ = built(tmp_path, files)
        assert trees[1]["spec"]["replicas"] == made


def test_the_source_of_a_replacement_is_not_a_pattern(tmp_path: Path) -> None:
    files = {
        K: "resources: [a.yaml, b.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: set.*}\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.name]}]",
        "a.yaml": SETTINGS,
        "b.yaml": WEB,
    }
    with pytest.raises(K8sdslError):
        built(tmp_path, files)


def test_a_policy_is_followed_by_its_binding(tmp_path: Path) -> None:
    policy = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: a}\n"
    binding = policy.replace("Policy\n", "PolicyBinding\n") + "spec: {policyName: a}\n"
    trees, _ = built(tmp_path, {K: "resources: [a.yaml]\nnamePrefix: p-", "a.yaml": f"{policy}---\n{binding}"})
    assert [tree["spec"]["policyName"] for tree in trees if "spec" in tree] == ["p-a"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("namePrefix: [{path: metadata/name, kind: ConfigMap}]", ["p-a", "a"]),
        ("namePrefix: [{path: data/a, kind: ConfigMap}]", ["p-a", "p-a"]),
        ("namePrefix: [{path: metadata/name}]", ["p-a", "p-a"]),
        ("images: [{path: 'spec/containers[]/image', create: true}]", ["p-a", "p-a"]),
    ],
)
def test_rows_for_one_kind_restrict_those_for_all(tmp_path: Path, rows: str, names: list[str]) -> None:
    secret = HEAD.replace("ConfigMap", "Secret")
    files = {
        K: "resources: [a.yaml]\nnamePrefix: p-\nconfigurations: [c.yaml]",
        "a.yaml": f"{HEAD}---\n{secret}",
        "c.yaml": rows,
    }
    trees, _ = built(tmp_path, files)
    assert [tree["metadata"]["name"] for tree in trees] == names


def test_objects_without_an_api_version_are_matched(tmp_path: Path) -> None:
    patch = "patches: [{patch: '{kind: Bar, metadata: {name: a}, spec: {x: 2}}'}]"
    assert only(tmp_path, patch, "kind: Bar\nmetadata: {name: a}\nspec: {x: 1}\n")["spec"] == {"x": 2}


@pytest.mark.parametrize(
    ("containers", "made"),
    [
        ("[{image: b}]", [{"image": "b"}]),
        ("[{image: b}, {name: a, image: c}]", [{"image": "b"}]),
        ("[{name: a, image: b}, {name: a, image: c}]", [{"image": "c", "name": "a"}]),
        ("[{name: a, $patch: delete}]", []),
    ],
)
def test_a_list_that_only_the_patch_has_is_copied(tmp_path: Path, containers: str, made: list[dict[str, str]]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true}\n"
    patch = f"{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: {containers}}}}}"
    assert only(tmp_path, f"patches: [{{patch: '{patch}'}}]", pod)["spec"]["containers"] == made


@pytest.mark.parametrize("spec", ["{items: [{name: a, $patch: delete}]}", "\n  e:\n"])
def test_what_a_patch_of_a_custom_resource_does_unexpectedly_is_a_warning(tmp_path: Path, spec: str) -> None:
    head = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nspec:"
    files = {
        K: "resources: [a.yaml]\npatches: [{path: p.yaml}]",
        "a.yaml": f"{head} {{e: 1, items: [{{name: a}}]}}\n",
        "p.yaml": f"{head} {spec}",
    }
    _, warnings = built(tmp_path, files)
    assert [place for error in warnings for place in places(error)] == [(K, 2)]


def test_the_outermost_openapi_counts_and_replaces_the_built_in_schemas(tmp_path: Path) -> None:
    patch = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: []}}}}"
    files = {
        f"base/{K}": f"resources: [a.yaml]\nopenapi: {{path: o.json}}\npatches: [{{patch: '{patch}'}}]",
        "base/a.yaml": WEB,
        "base/o.json": '{"definitions": {}, "info": {}}',
        K: "resources: [base]\nopenapi: {version: v1.21.2}",
    }

    def containers(target: str) -> int:
        trees, _ = built(tmp_path, files, target)
        return len(trees[0]["spec"]["template"]["spec"]["containers"])

    assert (containers("."), containers("base")) == (1, 0)


def test_an_unknown_behavior_of_a_generator_is_a_warning(tmp_path: Path) -> None:
    files = {K: "configMapGenerator: [{name: a, behavior: add, literals: [b=c]}]"}
    trees, warnings = built(tmp_path, files)
    assert (trees[0]["data"], len(warnings)) == ({"b": "c"}, 1)


def test_a_replacement_goes_into_json_and_yaml_in_a_string(tmp_path: Path) -> None:
    data = 'data:\n  a.json: \'{"url": "http://old/x"}\'\n  a.yaml: |\n    hosts: [old]\n'
    files = {
        K: "resources: [a.yaml]\nreplacements:\n- sourceValue: new\n  targets:\n"
        "  - {select: {kind: ConfigMap}, fieldPaths: ['data.a\\.json.url'], options: {delimiter: /, index: 2}}\n"
        "  - {select: {kind: ConfigMap}, fieldPaths: ['data.a\\.yaml.hosts.0']}\n",
        "a.yaml": f"{HEAD}{data}",
    }
    trees, _ = built(tmp_path, files)
    assert trees[0]["data"] == {"a.json": '{"url":"http://new/x"}', "a.yaml": "hosts: [new]"}


DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Foo, plural: foos, singular: foo, listKind: FooList}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, required: [spec], properties: {spec: {type: object}}}}
"""


def test_a_folder_of_definitions_beside_a_kustomization_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foo = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\n"
    write(tmp_path, {K: "resources: [a.yaml]", "a.yaml": foo, "crds/foo.yaml": DEFINITION})
    monkeypatch.chdir(tmp_path)
    assert all(finding.severity != "error" for finding in check(tmp_path))
    write(tmp_path, {K: "resources: [a.yaml, crds/foo.yaml]"})
    assert [finding.rule for finding in check(tmp_path) if finding.severity == "error"] == ["custom/required"]


def test_a_json_patch_makes_annotations_strings(tmp_path: Path) -> None:
    patch = """\
patches:
- target: {kind: ConfigMap}
  patch: '- {op: add, path: /metadata/annotations, value: {a: true, b: 1.5, c: null, d: x}}'
"""
    assert only(tmp_path, patch)["metadata"]["annotations"] == {"a": "true", "b": "1.5", "c": "null", "d": "x"}


def test_a_json_patch_cannot_make_annotations_a_string(tmp_path: Path) -> None:
    patch = """\
patches:
- target: {kind: ConfigMap}
  patch: '- {op: add, path: /metadata/annotations, value: x}'
"""
    assert only(tmp_path, patch)["metadata"] == {"name": "settings"}


def test_merging_a_generator_makes_the_data_strings(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: settings, behavior: merge, literals: [x=y]}]"
    made = only(tmp_path, generator, SETTINGS.replace("{a: b}", "{a: 8080, b: true}"))
    assert made["data"] == {"a": "8080", "b": "true", "x": "y"}


def test_a_list_of_patches_is_noted_once(tmp_path: Path) -> None:
    patch = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {k: v}}"
    fields = f"buildMetadata: [transformerAnnotations]\npatchesStrategicMerge: ['{patch}', '{patch}']"
    note = only(tmp_path, fields)["metadata"]["annotations"]["alpha.config.kubernetes.io/transformations"]
    assert note.count("kind: PatchStrategicMergeTransformer") == 1


def prefix(text: str, name: str) -> str:
    """The configuration of a plugin."""
    head = f"apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {{name: {name}}}"
    return f"{head}\nprefix: {text}\nfieldSpecs: [{{path: metadata/name}}]\n"


def test_plugins_in_the_file_come_before_those_of_other_files(tmp_path: Path) -> None:
    inline = prefix("b-", "inline").replace("\n", "\n    ")
    made = only(tmp_path, f"transformers:\n- p.yaml\n- |\n    {inline}", **{"p.yaml": prefix("a-", "file")})
    assert made["metadata"]["name"] == "a-b-settings"


def test_two_plugins_of_one_name_are_refused(tmp_path: Path) -> None:
    files = {"p.yaml": prefix("a-", "same"), "q.yaml": prefix("b-", "same")}
    with pytest.raises(K8sdslError, match="same"):
        only(tmp_path, "transformers: [p.yaml, q.yaml]", **files)


def test_an_image_whose_name_is_not_a_pattern_matches_nothing(tmp_path: Path) -> None:
    files = {K: "resources: [a.yaml]\nimages: [{name: '[', newTag: '2'}]", "a.yaml": WEB}
    ((tree,), warnings) = built(tmp_path, files)
    assert tree["spec"]["template"]["spec"]["containers"][0]["image"] == "nginx:1"
    assert len(warnings) == 1


def test_rows_for_labels_do_not_concern_common_labels(tmp_path: Path) -> None:
    fields = "configurations: [c.yaml]\nlabels: [{pairs: {a: b}}]\ncommonLabels: {x: z}"
    row = "labels: [{path: spec/labels, create: true, kind: Foo}]"
    foo = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {}\n"
    made = only(tmp_path, fields, foo, **{"c.yaml": row})
    assert made["spec"]["labels"] == {"a": "b"}
    assert made["metadata"]["labels"] == {"a": "b", "x": "z"}


def test_a_kind_of_another_group_is_not_cluster_scoped(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\n"
    assert only(tmp_path, "namespace: ns", text)["metadata"]["namespace"] == "ns"


def test_a_transformer_is_the_origin_of_an_object_whose_annotations_it_replaces(tmp_path: Path) -> None:
    patch = """\
buildMetadata: [originAnnotations]
patches:
- target: {kind: ConfigMap}
  patch: '- {op: add, path: /metadata/annotations, value: {a: b}}'
"""
    annotations = only(tmp_path, patch)["metadata"]["annotations"]
    assert set(annotations) == {"a", "config.kubernetes.io/origin"}
    assert "kind: PatchTransformer" in annotations["config.kubernetes.io/origin"]


@pytest.mark.parametrize(("namespace", "name"), [("default", "settings"), ("", "other")])
def test_a_target_in_the_namespace_default_is_not_an_object_without_one(
    namespace: str, name: str, tmp_path: Path
) -> None:
    select = f"{{kind: ConfigMap, namespace: '{namespace}'}}"
    fields = f"replacements: [{{sourceValue: other, targets: [{{select: {select}, fieldPaths: [metadata.name]}}]}}]"
    assert only(tmp_path, fields)["metadata"]["name"] == name


def test_a_directive_replace_at_the_top_of_a_patch_has_no_effect(tmp_path: Path) -> None:
    patch = "patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, $patch: replace}'}]"
    trees, warnings = built(tmp_path, {K: f"resources: [a.yaml]\n{patch}", "a.yaml": SETTINGS})
    assert trees[0]["data"] == {"a": "b"}
    assert len(warnings) == 1


def test_keys_of_generators_are_not_restricted(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: g, envs: [e], literals: ['q r=1']}]"
    trees, warnings = built(tmp_path, {K: generator, "e": "A b=1\n=x\n1K=n\na/b\n"})
    assert trees[0]["data"] == {"1K": "n", "A b": "1", "a/b": "", "q r": "1"}
    assert len(warnings) == 3


def test_a_prefix_is_written_to_the_fields_that_its_plugin_creates(tmp_path: Path) -> None:
    plugin = "{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: x}, prefix: p-, fieldSpecs: [%s]}"
    files = {"p.yaml": plugin % "{path: spec/text, create: true}, {path: spec/none}"}
    assert only(tmp_path, "transformers: [p.yaml]", **files)["spec"] == {"text": "p-"}


def test_annotations_are_written_where_kustomize_keeps_former_names(tmp_path: Path) -> None:
    plugin = "{apiVersion: builtin, kind: AnnotationsTransformer, metadata: {name: x}, annotations: {a: b}, %s}"
    files = {"p.yaml": plugin % "fieldSpecs: [{path: metadata/annotations}]"}
    assert "annotations" not in only(tmp_path, "transformers: [p.yaml]", **files)["metadata"]
    renamed = only(tmp_path, "namePrefix: p-\ntransformers: [p.yaml]", **files)
    assert renamed["metadata"]["annotations"] == {"a": "b"}


@pytest.mark.parametrize(
    ("rows", "accepted"),
    [
        ("namespace: [{path: metadata/name}]", False),
        ("namespace: [{path: metadata/name, create: true}]", True),
        ("replicas: [{path: spec/replicas, kind: Foo}, {path: spec/replicas}]", True),
        ("replicas: [{path: spec/replicas}]", False),
        ("images: [{path: spec/image, kind: Foo}, {path: spec/image, create: true}]", False),
    ],
)
def test_rows_that_contradict_the_own_ones_are_refused(tmp_path: Path, rows: str, *, accepted: bool) -> None:
    files = {K: "resources: [a.yaml]\nconfigurations: [c.yaml]", "a.yaml": SETTINGS, "c.yaml": rows}
    if accepted:
        assert built(tmp_path, files)[0]
        return
    with pytest.raises(K8sdslError):
        built(tmp_path, files)


def test_rows_of_a_base_are_compared_with_the_own_ones_in_each_layer(tmp_path: Path) -> None:
    files = {
        K: "resources: [middle]",
        "middle/kustomization.yaml": "resources: [../base]\nconfigurations: [c.yaml]",
        "middle/c.yaml": "commonLabels: [{path: metadata/labels, kind: Foo}]",
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": SETTINGS,
    }
    assert built(tmp_path, files, "middle")[0]
    with pytest.raises(K8sdslError):
        built(tmp_path, files)


@pytest.mark.parametrize(
    ("held", "given", "made"),
    [
        ('"8080"', "9090", "9090"),
        ('"1.9"', "1.10", "1.10"),
        ('"true"', "false", "false"),
        ("|\n    text", "5", "5"),
        ("abc", "9090", 9090),
        ("yes", "true", True),
        ("5", '"6"', "6"),
    ],
)
def test_a_patch_of_a_quoted_value_is_a_string(tmp_path: Path, held: str, given: str, made: object) -> None:
    patch = (
        f"patches:\n- patch: |\n    {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{a: {given}}}}}"
    )
    assert only(tmp_path, patch, f"{HEAD}data:\n  a: {held}\n")["data"] == {"a": made}


def test_empty_labels_in_a_patch_with_a_target_are_dropped(tmp_path: Path) -> None:
    entry = "{name: x, labels: {}}, kind: x, data: {}"
    made = only(tmp_path, f"patches: [{{{TARGET}, patch: '{{metadata: {entry}}}'}}]")
    assert "labels" not in made["metadata"]


def test_null_annotations_in_a_patch_with_options_are_strings(tmp_path: Path) -> None:
    entry = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, annotations: {a: null}}}"
    patch = f"patches: [{{patch: '{entry}', options: {{allowNameChange: true}}}}]"
    assert only(tmp_path, patch)["metadata"]["annotations"] == {"a": "null"}


@pytest.mark.parametrize("path", ["metadata.annotations.[a/b]", "data.[k]"])
@pytest.mark.parametrize("create", ["true", "false"])
def test_a_key_in_brackets_is_not_an_element(tmp_path: Path, path: str, create: str) -> None:
    target = f"{{select: {{name: settings}}, fieldPaths: ['{path}'], options: {{create: {create}}}}}"
    source = "{kind: ConfigMap, name: settings, fieldPath: data.a}"
    fields = f"resources: [a.yaml]\nreplacements: [{{source: {source}, targets: [{target}]}}]"
    with pytest.raises(K8sdslError):
        built(tmp_path, {K: fields, "a.yaml": SETTINGS})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", "$(V)"),
        ("metadata.annotations.a/b", "x"),
        ("metadata.annotations[a/b]", None),
        ("spec.items[1].name", "two"),
        ("spec.items.[1].name", "two"),
    ],
)
def test_a_var_reads_positions_but_no_keys_in_brackets(tmp_path: Path, path: str, value: str | None) -> None:
    text = "kind: Foo\napiVersion: v1\nmetadata: {name: a, annotations: {a/b: x}}\ndata: {v: $(V)}\n"
    items = "spec: {items: [{name: one}, {name: two}]}\n"
    var = f"{{name: V, objref: {{kind: Foo, name: a, apiVersion: v1}}, fieldref: {{fieldpath: '{path}'}}}}"
    files = {"c.yaml": "varReference: [{path: data/v}]"}
    if value is None:
        with pytest.raises(K8sdslError):
            only(tmp_path, f"vars: [{var}]\nconfigurations: [c.yaml]", text + items, **files)
        return
    made = only(tmp_path, f"vars: [{var}]\nconfigurations: [c.yaml]", text + items, **files)
    assert made["data"] == {"v": value}


def test_a_component_folds_the_rows_of_configurations(tmp_path: Path) -> None:
    files = {
        K: "resources: [base]\ncomponents: [component]",
        "base/kustomization.yaml": "resources: [a.yaml]\nconfigurations: [c.yaml]",
        "base/a.yaml": SETTINGS,
        "base/c.yaml": "commonLabels: [{path: spec/x, kind: Foo}]",
        "component/kustomization.yaml": "kind: Component\nconfigurations: [c.yaml]",
        "component/c.yaml": "commonLabels: [{path: spec/x, kind: Foo, version: v1, create: true}]",
    }
    with pytest.raises(K8sdslError):
        built(tmp_path, files)
    assert built(tmp_path, {**files, "component/c.yaml": "commonLabels: [{path: spec/x, kind: Foo}]"})[0]


@pytest.mark.parametrize("key", ["1", "1.5", "true", "~", "0x1F", "2020-01-01", "010"])
def test_keys_of_resources_must_be_strings(tmp_path: Path, key: str) -> None:
    with pytest.raises(K8sdslError) as refused:
        only(tmp_path, "", f"{HEAD}data: {{{key}: x}}\n")
    assert places(refused.value) == [("a.yaml", 5)]
    assert only(tmp_path, "", f'{HEAD}data: {{"{key}": x}}\n')["data"] == {key: "x"}


@pytest.mark.parametrize("key", ["yes", "NO", "1.2.3", "12:30", "y"])
def test_keys_of_resources_are_read_as_yaml_1_2(tmp_path: Path, key: str) -> None:
    assert only(tmp_path, "", f"{HEAD}data: {{{key}: x}}\n")["data"] == {key: "x"}


def test_the_key_of_a_patch_can_be_a_number(tmp_path: Path) -> None:
    patch = f"patches: [{{{TARGET}, patch: '{{kind: ConfigMap, metadata: {{name: x}}, data: {{1: z}}}}'}}]"
    assert only(tmp_path, patch, f'{HEAD}data: {{"1": x}}\n')["data"] == {"1": "z"}


def test_references_do_not_follow_an_object_that_a_replacement_renames(tmp_path: Path) -> None:
    target = "{select: {kind: ConfigMap, name: settings}, fieldPaths: [metadata.name]}"
    source = "{kind: Deployment, name: web, fieldPath: kind}"
    fields = f"resources: [a.yaml]\nreplacements: [{{source: {source}, targets: [{target}]}}]"
    trees, _ = built(tmp_path, {K: fields, "a.yaml": f"{WEB}---\n{SETTINGS}"})
    (container,) = trees[1]["spec"]["template"]["spec"]["containers"]
    assert container["envFrom"] == [{"configMapRef": {"name": "settings"}}]


@pytest.mark.parametrize("prefix", ["", "namePrefix: p-"])
def test_a_field_of_json_patches_finds_annotations_only_where_a_layer_noted_names(tmp_path: Path, prefix: str) -> None:
    target = "{version: v1, kind: ConfigMap, name: settings}"
    patch = f"[{{target: {target}, patch: '- {{op: add, path: /metadata/annotations/x, value: z}}'}}]"
    files = {
        K: f"resources: [base]\npatchesJson6902: {patch}",
        "base/kustomization.yaml": f"resources: [a.yaml]\n{prefix}",
        "base/a.yaml": SETTINGS,
    }
    if not prefix:
        with pytest.raises(K8sdslError):
            built(tmp_path, files)
        return
    assert built(tmp_path, files)[0][0]["metadata"]["annotations"] == {"x": "z"}


@pytest.mark.parametrize("value", ["8080", "1.50", "true", "0x1F"])
def test_values_of_annotations_become_strings_as_they_are_written(tmp_path: Path, value: str) -> None:
    patch = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  annotations: {{x: {value}, y: null}}\n"
    assert only(tmp_path, "patches: [{path: p.yaml}]", **{"p.yaml": patch})["metadata"]["annotations"] == {"x": value}


def test_annotations_that_are_not_a_map_of_strings_are_lost(tmp_path: Path) -> None:
    def replaced(path: str, source: str) -> tuple[Any, int]:
        entry = f"{{source: {{kind: ConfigMap, fieldPath: {source}}}, targets: [{{select: {{kind: Deployment}}, "
        entry += f"fieldPaths: [{path}], options: {{create: true}}}}]}}"
        files = {K: f"resources: [a.yaml, b.yaml]\nreplacements: [{entry}]", "a.yaml": SETTINGS, "b.yaml": WEB}
        trees, warnings = built(tmp_path, files)
        metadata = next(tree for tree in trees if tree["kind"] == "Deployment")["metadata"]
        return metadata.get("annotations"), len(warnings)

    assert replaced("metadata.annotations.x", "data") == ({"x": ""}, 0)
    assert replaced("metadata.annotations", "data.a") == (None, 1)


@pytest.mark.parametrize(
    ("prefix", "source", "is_found"), [("", "web", True), ("p-", "p-web", True), ("p-", "web", False)]
)
def test_only_former_identities_of_sources_are_cluster_scoped(
    tmp_path: Path,
    prefix: str,
    source: str,
    is_found: bool,  # noqa: FBT001
) -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: web}\n"
    target = "{select: {kind: ClusterRole}, fieldPaths: [metadata.labels.x], options: {create: true}}"
    entry = f"{{source: {{kind: ClusterRole, name: {source}, namespace: default}}, targets: [{target}]}}"
    fields = f"namePrefix: '{prefix}'\nreplacements: [{entry}]"
    if is_found:
        assert only(tmp_path, fields, role)["metadata"]["labels"] == {"x": f"{prefix}web"}
    else:
        with pytest.raises(K8sdslError):
            only(tmp_path, fields, role)


def test_a_string_that_creates_a_label_is_read_again_without_quotes(tmp_path: Path) -> None:
    entry = "{sourceValue: '80', targets: [{select: {}, fieldPaths: [metadata.labels.x], options: {create: true}}]}"
    assert only(tmp_path, f"replacements: [{entry}]")["metadata"]["labels"] == {"x": 80}


def test_a_generator_that_merges_nothing_leaves_no_data(tmp_path: Path) -> None:
    empty = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {}\n"
    assert "data" not in only(tmp_path, "secretGenerator: [{name: a, behavior: merge}]", empty)


@pytest.mark.parametrize(("earlier", "ports"), [("", 1), ("crd.yaml", 2), ("policy.yaml", 1), ("psp.yaml", 1)])
def test_the_openapi_of_a_base_is_added_to_schemas_that_are_in_use(tmp_path: Path, earlier: str, ports: int) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
    files = {
        K: f"resources: [{earlier or 'base'}, {'base' if earlier else 'crd.yaml'}]\npatches: [{{path: p.yaml}}]",
        "crd.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: foo}\n",
        "policy.yaml": (
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: a}\n"
        ),
        "psp.yaml": "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\n",
        "p.yaml": service.replace("80", "443"),
        f"base/{K}": "resources: [a.yaml]\nopenapi: {path: o.json}",
        "base/a.yaml": service,
        "base/o.json": '{"definitions": {"a": {"x-kubernetes-group-version-kind": [{"kind": "Bar"}]}}}',
    }
    trees, _ = built(tmp_path, files)
    assert len(next(tree for tree in trees if tree["kind"] == "Service")["spec"]["ports"]) == ports


def test_the_name_of_a_plugin_is_quoted_in_notes_if_it_must_be(tmp_path: Path) -> None:
    made = only(
        tmp_path, "buildMetadata: [transformerAnnotations]\ntransformers: [p.yaml]", **{"p.yaml": prefix("a-", "n")}
    )
    assert 'name: "n"' in next(iter(made["metadata"]["annotations"].values()))


def test_a_generator_that_merges_makes_labels_strings(tmp_path: Path) -> None:
    settings = SETTINGS.replace("{name: settings}", "{name: settings, labels: {x: z}}")
    patch = "[{target: {kind: ConfigMap}, patch: '- {op: add, path: /metadata/labels/x, value: true}'}]"
    base = {f"base/{K}": f"resources: [a.yaml]\npatches: {patch}", "base/a.yaml": settings}
    text = "resources: [base]\nconfigMapGenerator: [{name: settings, behavior: merge, literals: [c=d]}]"
    trees, _ = built(tmp_path, {K: text, **base})
    assert trees[0]["metadata"]["labels"] == {"x": "true"}
