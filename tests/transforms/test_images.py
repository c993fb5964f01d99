"""All entries of images are applied in one walk, as if each were applied to all objects before the next."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.transforms.field_routes import FieldSpecs
from k8sdsl.transforms.images import IMAGES, Image, Images
from k8sdsl.tree import get
from tests.transforms.objects import apply, deployment, manifests

PATH = ("spec", "template", "spec", "containers", 0, "image")
TABLE = FieldSpecs([*IMAGES, FieldSpec("spec/template/spec/containers[]/image", "Deployment"), FieldSpec("spec/image")])

texts = st.text(st.sampled_from("ab."), min_size=1, max_size=2)
entries = st.builds(
    Image,
    texts,
    st.one_of(st.just(""), texts, st.just("a:1")),
    st.sampled_from(["", "", "1", "2"]),
    st.sampled_from(["", "", "sha256:0"]),
    st.sampled_from(["", "-x"]),
)
images = st.builds("{}{}".format, texts, st.sampled_from(["", ":1", ":1@sha256:1", "@sha256:1"]))


def trees(image: str) -> list[dict[str, Any]]:
    """A workload, whose containers kustomize visits twice, and a custom resource."""
    custom = {"apiVersion": "a.io/v1", "kind": "A", "metadata": {"name": "a"}, "spec": {"image": image}}
    return [deployment("web", image=image), {**custom, "containers": [{"image": image}, {"image": None}, image]}]


@given(st.lists(entries, min_size=1, max_size=4), images, st.booleans(), st.sampled_from([None, TABLE]))
def test_entries_at_once_change_images_as_one_after_another(
    declared: list[Image],
    image: str,
    as_kustomize: bool,  # noqa: FBT001
    table: FieldSpecs | None,
) -> None:
    one_by_one, at_once = (ManifestSet(map(Manifest, trees(image))) for _ in range(2))
    setter, missed = declared[0], []
    for entry in declared:
        before = get(one_by_one[0].tree, PATH)
        missed += [miss.entry for miss in apply(one_by_one, Images((entry,), table), as_kustomize=as_kustomize)]
        setter = setter if before == get(one_by_one[0].tree, PATH) else entry
    together = Images(tuple(declared), table)
    misses = apply(at_once, together, as_kustomize=as_kustomize)
    assert [manifest.tree for manifest in at_once] == [manifest.tree for manifest in one_by_one]
    assert list(map(id, missed)) == [id(miss.entry) for miss in misses]
    assert together.entry_for(at_once[0], PATH) is setter


def test_a_suffix_is_added_in_every_visit_of_an_entry_before_the_next_entry() -> None:
    web = manifests(deployment(image="a:1"))
    apply(web, Images((Image("a", tag_suffix="-x"), Image("a", new_name="b"))), as_kustomize=True)
    assert get(web[0].tree, PATH) == "b:1-x-x"
