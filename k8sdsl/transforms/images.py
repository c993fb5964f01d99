"""Names, tags and digests of container images."""

from __future__ import annotations

from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.field_routes import FieldSpecs, visit
from k8sdsl.transforms.image_names import ImageNames
from k8sdsl.tree import get
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath

IMAGES = FieldSpecs(
    [
        FieldSpec(f"{where}/{field}", create=True)
        for where in ("spec", "spec/template/spec")
        for field in ("containers[]/image", "initContainers[]/image", "volumes[]/image/reference")
    ]
)
_CONTAINERS = ("containers", "initContainers")


class Image(Value):
    """The change for all images with one name. `name` is the image in the objects, without its tag and digest.

    A new tag or a new digest replaces both; `tag_suffix` is added to the tag if neither is set.

    Examples:
        >>> from k8sdsl import Image, Overlay, build, k8s
        >>> pod = k8s.Pod("web", spec=k8s.PodSpec(containers=[k8s.Container("web", image="nginx:1.28")]))
        >>> "nginx:1.29" in build(Overlay(base=pod, images=[Image("nginx", new_tag="1.29")]))
        True
    """

    __slots__ = ("allow_no_match", "digest", "name", "new_name", "new_tag", "tag_suffix")

    def __init__(
        self,
        name: str,
        new_name: str = "",
        new_tag: str = "",
        digest: str = "",
        tag_suffix: str = "",
        allow_no_match: bool = False,  # noqa: FBT001, FBT002 - as users know it
    ) -> None:
        self.name = name
        self.new_name = new_name
        self.new_tag = new_tag
        self.digest = digest
        self.tag_suffix = tag_suffix
        self.allow_no_match = allow_no_match

    def rename(self, image: str) -> str:
        """The changed image, for one with the entry's name."""
        name, tag, digest = split_image(image)
        name = self.new_name or name
        if self.new_tag or self.digest:
            tag, digest = self.new_tag, self.digest
        elif self.tag_suffix:
            tag, digest = tag + self.tag_suffix, ""
        return f"{name}{tag and ':'}{tag}{digest and '@'}{digest}"


class Images(Value):
    """Entries, applied in order, and the fields other than containers that contain images."""

    __slots__ = ("entries", "field_specs")

    def __init__(self, entries: tuple[Image, ...], field_specs: FieldSpecs | None = None) -> None:
        self.entries = entries
        self.field_specs = field_specs

    @classmethod
    def of(cls, declared: Mapping[str, str] | Sequence[Image]) -> Images:
        """Reads the value of an overlay's field: entries, or a map from names to tags, digests and other images."""
        if hasattr(declared, "items"):  # a map, without importing `collections.abc`
            pairs: Iterable[tuple[str, str]] = declared.items()  # pyright: ignore[reportAttributeAccessIssue]
            return cls(tuple([_image(name, wanted) for name, wanted in pairs]))
        return cls(tuple(declared))  # pyright: ignore[reportArgumentType]

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Changes the images of every container, anywhere in an object, and of the fields of the table.

        Answers for kustomize's ImageTagTransformer, which visits the containers that are in the table twice: it adds a
        `tag_suffix` twice.
        """
        if not self.entries:
            return
        changes = _Changes(self.entries, as_kustomize=context.as_kustomize)

        def write(container: Any, key: Any) -> None:
            value = container[key]
            if type(value) is str:
                container[key] = changes[value]

        table: FieldSpecs | None = context.table("images", IMAGES, self.field_specs)
        if table is IMAGES and not context.as_kustomize:
            table = None  # the walk visits all fields of this table
        for manifest in manifests:
            tree = manifest.tree
            if context.as_kustomize:
                walked = tree.get("kind") != "CustomResourceDefinition"
            else:
                walked = _may_have_containers(tree.get("kind"), tree.get("apiVersion"))
            if walked:
                _walk(tree, changes, volumes=not context.as_kustomize)
            if table is not None and tree.get("kind") != "CustomResourceDefinition":
                for route in table.routes(tree):
                    visit(tree, route, None, write)
        missed = [entry for entry in self.entries if id(entry) not in changes.met and not entry.allow_no_match]
        if missed and not context.as_kustomize and any(_is_broken(manifest) for manifest in manifests):
            return  # a field that does not decode may hide the image, and is reported itself
        names = {split_image(image)[0] for image in changes} if missed else set[str]()
        for entry in missed:
            context.missed(
                entry,
                f"the entry of `images` matches nothing: no container uses the image `{entry.name}`",
                did_you_mean(entry.name, names),
            )

    def entry_for(self, manifest: Manifest, path: FieldPath) -> Image | None:
        """The entry that sets the image at a path."""
        name = split_image(str(get(manifest.tree, path, "")))[0]
        return next((entry for entry in self.entries if name in {entry.new_name, entry.name}), None)


def _is_broken(manifest: Manifest) -> bool:
    """Whether an object that should have containers has fields that no Kubernetes version can decode."""
    info = kind_info(manifest.gvk.api_version, manifest.kind) if manifest.kind in POD_SPECS else None
    if info is None:
        return False
    from k8sdsl.kube.types import type_schema
    from k8sdsl.semantics.decoding import Decoder

    decoder = Decoder(None)
    decoder.decode(manifest.tree, type_schema(info.type))
    return bool(decoder.wrong or decoder.unknown)


def _may_have_containers(kind: Any, api_version: Any) -> bool:
    """Whether objects of a kind may have containers: kinds that create pods, and unknown kinds."""
    return kind in POD_SPECS or (kind != "CustomResourceDefinition" and kind_info(str(api_version), str(kind)) is None)


class _Changes(dict[str, str]):
    """Every image so far, with the changed one."""

    def __init__(self, entries: Sequence[Image], *, as_kustomize: bool) -> None:
        super().__init__()
        self._entries = entries
        self._names = ImageNames([entry.name for entry in entries], lenient=as_kustomize)
        self.met: set[int] = set()

    def __missing__(self, image: str) -> str:
        result = image
        number = self._names.first(result)
        while number is not None:
            entry = self._entries[number]
            self.met.add(id(entry))
            result = entry.rename(result)
            number = self._names.first(result, number + 1)
        self[image] = result
        return result


def _walk(node: Any, changes: _Changes, *, volumes: bool) -> None:
    """Changes the images of all lists `containers` or `initContainers` below a node, and those of volumes."""
    if type(node) is dict:
        for key, value in node.items():
            if type(value) is dict:
                _walk(value, changes, volumes=volumes)
            elif type(value) is list:
                if key in _CONTAINERS:
                    for container in value:
                        _change(container, "image", changes)
                elif key == "volumes" and volumes:
                    for volume in value:
                        _change(volume.get("image") if type(volume) is dict else None, "reference", changes)
                _walk(value, changes, volumes=volumes)
    else:
        for item in node:
            if type(item) is dict or type(item) is list:
                _walk(item, changes, volumes=volumes)


def _change(holder: Any, key: str, changes: _Changes) -> None:
    if type(holder) is dict and type(holder.get(key)) is str:
        holder[key] = changes[holder[key]]


def _image(name: str, wanted: str) -> Image:
    """Reads `6.8` as a tag, `sha256:...` as a digest, and a name before the tag as another image."""
    if wanted.startswith(("sha256:", "sha512:")):
        return Image(name, digest=wanted)
    if not any(mark in wanted for mark in ":/@"):
        return Image(name, new_tag=wanted)
    new_name, tag, digest = split_image(wanted)
    return Image(name, new_name=new_name, new_tag=tag, digest=digest)


def split_image(image: str) -> tuple[str, str, str]:
    """Name, tag and digest; the colon before the registry's port does not begin a tag."""
    start = max(image.find("/"), 0)
    at, colon = image.find("@", start), image.find(":", start)
    if at < 0 and colon < 0:
        return image, "", ""
    if at >= 0 and (at < colon or colon < 0):
        return image[:at], "", image[at + 1 :]
    if at >= 0:
        return image[:colon], image[colon + 1 : at], image[at + 1 :]
    return image[:colon], image[colon + 1 :], ""
