"""Names, tags and digests of container images."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.field_routes import FieldSpecs, visit
from k8sdsl.transforms.image_names import ImageNames
from k8sdsl.tree import get
from k8sdsl.value import Remembering, Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath, Tree

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


class Images(Remembering):
    """Entries, applied in order, and the fields other than containers that contain images.

    It keeps the entry that changed each image last, by the map and the key of the image.
    """

    __slots__ = ("entries", "field_specs")
    kept: dict[tuple[int, str], Image]

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

        Answers for kustomize's ImageTagTransformer, one for each entry, which visits the containers that are in the
        table twice: it adds a `tag_suffix` twice. Here, one walk of each object serves all entries.
        """
        self.kept = {}
        if not self.entries:
            return
        changes = _Changes(self.entries, as_kustomize=context.as_kustomize)
        table: FieldSpecs | None = context.table("images", IMAGES, self.field_specs)
        if table is IMAGES and not context.as_kustomize:
            table = None  # the walk visits all fields of this table
        visits = _Visits(table, as_kustomize=context.as_kustomize)
        for manifest in manifests:
            visits.visit(manifest.tree)
            for place, (holder, times) in visits.items():
                key = place[1]
                changed, entry = changes[holder[key], times]
                if entry is not None:
                    holder[key] = changed
                    self.kept[place] = entry
        missed = [entry for entry in self.entries if id(entry) not in changes.met and not entry.allow_no_match]
        if missed and not context.as_kustomize and any(_is_broken(manifest) for manifest in manifests):
            return  # a field that does not decode may hide the image, and is reported itself
        names = {split_image(image)[0] for image, _ in changes} if missed else set[str]()
        for entry in missed:
            context.missed(
                entry,
                f"the entry of `images` matches nothing: no container uses the image `{entry.name}`",
                did_you_mean(entry.name, names) if context.suggests else "",
            )

    def entry_for(self, manifest: Manifest, path: FieldPath) -> Image:
        """The last entry that changed the image at a path, once applied; the first entry for any other field."""
        holder = get(manifest.tree, path[:-1])
        return self.kept.get((id(holder), str(path[-1])), self.entries[0])


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


class _Changes(dict["tuple[str, int]", "tuple[str, Image | None]"]):
    """For every image so far, with the number of visits of each entry, the changed one and the last entry for it."""

    def __init__(self, entries: Sequence[Image], *, as_kustomize: bool) -> None:
        super().__init__()
        self._entries = entries
        self._names = ImageNames([entry.name for entry in entries], lenient=as_kustomize)
        self.met: set[int] = set()

    def __missing__(self, visited: tuple[str, int]) -> tuple[str, Image | None]:
        image, times = visited
        changed_by, start, left = None, 0, times
        while (number := self._names.first(image, start)) is not None:
            if number > start:
                left = times
            left -= 1
            start, left = (number, left) if left else (number + 1, times)
            entry = self._entries[number]
            self.met.add(id(entry))
            former, image = image, entry.rename(image)
            changed_by = changed_by if image == former else entry
        made = self[visited] = image, changed_by
        return made


class _Visits(dict["tuple[int, str]", "tuple[Tree, int]"]):
    """The images of one object by map and key, each with its map and the number of visits that one entry makes."""

    def __init__(self, table: FieldSpecs | None, *, as_kustomize: bool) -> None:
        super().__init__()
        self._table = table
        self._as_kustomize = as_kustomize

    def visit(self, tree: Tree) -> None:
        """Visits the images of the next object: those of containers, and those of the fields of the table."""
        self.clear()
        kind = tree.get("kind")
        is_definition = kind == "CustomResourceDefinition"
        if not is_definition if self._as_kustomize else _may_have_containers(kind, tree.get("apiVersion")):
            self.walk(tree)
        if self._table is not None and not is_definition:
            for route in self._table.routes(tree):
                visit(tree, route, None, self.add)

    def add(self, holder: Any, key: Any) -> None:
        """Adds a visit to a field that may be an image; raises OverlayError for what kustomize refuses there."""
        value = holder.get(key) if type(holder) is dict else holder
        if type(value) is str:
            if value is not holder:
                at = id(holder), key
                self[at] = holder, self[at][1] + 1 if self._as_kustomize and at in self else 1
        elif self._as_kustomize and (type(value) is dict or type(value) is list):
            from k8sdsl.locations.secret_values import described

            raise OverlayError(f"`{key}` is {described(value)}, but must be the name of an image", code="overlay/field")

    def walk(self, node: Any) -> None:
        """Visits all lists `containers` or `initContainers` below a node; those of volumes unless as kustomize."""
        if type(node) is dict:
            for key, value in node.items():
                if type(value) is dict:
                    self.walk(value)
                elif type(value) is list:
                    if key in _CONTAINERS:
                        for container in value:
                            self.add(container, "image")
                    elif key == "volumes" and not self._as_kustomize:
                        for volume in value:
                            self.add(volume.get("image") if type(volume) is dict else None, "reference")
                    self.walk(value)
        else:
            for item in node:
                if type(item) is dict or type(item) is list:
                    self.walk(item)


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
