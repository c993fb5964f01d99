"""Policies about container images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import containers

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects

_IMAGE = "spec.template.spec.containers[0].image"
_PULL = "spec.template.spec.containers[0].imagePullPolicy"


def _has_no_tag(image: str) -> bool:
    """Whether an image has no tag for linters that take the port of a registry for one."""
    _, colon, last = image.rpartition(":")
    return not colon or last in {"", "latest"}


@policy(
    "images/tag",
    "`image` names a tag other than `latest`, or a digest.",
    of=containers,
    reason="With `latest` or no tag, each node and each restart can get a different image.",
    remedy="use the version that you tested: `nginx:1.28`",
    bad={_IMAGE: "nginx:latest"},
    good={_IMAGE: "nginx:1.28"},
    aliases={
        "kube-linter:latest-tag": None,
        "kube-score:container-image-tag": lambda container: _has_no_tag(container.image),
        "polaris:tagNotSpecified": lambda container: _has_no_tag(container.image),
    },
    sets=("recommended", "notes"),
)
def tag(container: Container, _objects: Objects) -> Breaches:
    """Yields images without a tag, or with the tag `latest`."""
    if "@" not in container.image and tag_of(container.image) in {"", "latest"}:
        shown = f"`{container.image}`" if container.image else "the image"
        yield container.at("image"), f"{shown} has no fixed tag"


@policy(
    "images/pull-policy",
    "`imagePullPolicy` is `Always`, so that the registry's permissions are checked for every pod.",
    of=containers,
    reason="A cached image can be used by a pod that has no permission to pull it.",
    remedy="set `imagePullPolicy: Always`",
    bad={_IMAGE: "nginx:1.28", _PULL: "IfNotPresent"},
    good={_IMAGE: "nginx:1.28", _PULL: "Always"},
    aliases=("kube-score:container-image-pull-policy",),
    fix=Fix(to="Always"),
)
def pull_policy(container: Container, _objects: Objects) -> Breaches:
    """Yields pull policies that let a node use its cached image; Kubernetes itself sets Always for `latest`."""
    policy_set = container.tree.get("imagePullPolicy")
    implied = not policy_set and "@" not in container.image and tag_of(container.image) in {"", "latest"}
    if policy_set != "Always" and not implied:
        yield container.at("imagePullPolicy"), f"the pull policy is {policy_set or 'IfNotPresent by default'}"


@policy(
    "images/explicit-pull-policy",
    "`imagePullPolicy: Always` is set explicitly.",
    of=containers,
    reason="The default depends on the tag, so changing the tag also changes when images are pulled.",
    remedy="set `imagePullPolicy: Always`",
    bad={_IMAGE: "nginx:1.28"},
    good={_IMAGE: "nginx:1.28", _PULL: "Always"},
    aliases=("polaris:pullPolicyNotAlways",),
    fix=Fix(to="Always"),
)
def explicit_pull_policy(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without `imagePullPolicy: Always`."""
    if container.tree.get("imagePullPolicy") != "Always":
        yield container.at("imagePullPolicy"), "`imagePullPolicy: Always` is not set"


@policy(
    "images/minor-version",
    "The tag of an image names the minor version but not the patch: `1.28`.",
    of=containers,
    reason="Patch releases only fix bugs; the next minor version can break what works.",
    remedy="write MAJOR.MINOR: `nginx:1.28`",
    bad={_IMAGE: "nginx:1.28.3"},
    good={_IMAGE: "nginx:1.28"},
    sets=("notes",),
)
def minor_version(container: Container, _objects: Objects) -> Breaches:
    """Yields versions that name only the major version, and those that name a patch."""
    if "@" in container.image:
        return
    numbers = _version(tag_of(container.image))
    if len(numbers) == 1:
        yield container.at("image"), f"`{container.image}` can move to another minor version at any time"
    elif len(numbers) > 2:
        yield container.at("image"), f"`{container.image}` pins a patch release, so it gets no fixes"


def _version(tag: str) -> list[str]:
    """The numbers that a tag begins with: 1, 21 and 4 of `v1.21.4-php`."""
    numbers: list[str] = []
    for part in tag.removeprefix("v").partition("-")[0].split("."):
        if not part.isdecimal():
            return numbers
        numbers.append(part)
    return numbers


@policy(
    "images/registry",
    "`image` includes its registry.",
    of=containers,
    reason="An image without a registry comes from the registry that the node tries first.",
    remedy="write the registry: `docker.io/library/nginx:1.28`",
    bad={_IMAGE: "nginx:1.28"},
    good={_IMAGE: "registry.example.com/nginx:1.28"},
)
def registry(container: Container, _objects: Objects) -> Breaches:
    """Yields images whose name does not begin with a host."""
    host, slash, _ = container.image.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        yield container.at("image"), f"`{container.image}` names no registry"


def tag_of(image: str) -> str:
    """The tag of an image; an empty string where it has none."""
    _, colon, last = image.rpartition(":")
    return last if colon and "/" not in last else ""
