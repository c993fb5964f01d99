"""Policies about log files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.log_rotation import rotations
from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import workloads
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.policies.log_rotation import Rotation
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_POD = "spec.template.spec"
_MEMORY = {"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "100Ki"}}
_MOUNT = {"name": "logs", "mountPath": "/logs"}


def _example(size: str) -> dict[str, Any]:
    return {
        f"{_POD}.volumes": [_MEMORY],
        f"{_POD}.containers[0].volumeMounts": [_MOUNT],
        f"{_POD}.containers[0].args": ["sh", "-c", f"httpd | rotatelogs -n 2 /logs/access.log {size}"],
    }


@policy(
    "logs/rotation",
    "The files of a rotated log, plus one more, fit in the `sizeLimit` of their in-memory volume.",
    of=workloads,
    reason="The next file is created before the oldest is removed, and a full volume stops the log or the server.",
    remedy="raise `sizeLimit`, or keep fewer or smaller files: `rotatelogs -n 2 /logs/access.log 32K` in `100Ki`",
    bad=_example("50K"),
    good=_example("32K"),
    sets=("notes",),
)
def rotation(workload: Workload, objects: Objects) -> Breaches:
    """Yields volumes in memory that are too small for the log files that settings of their pods keep there."""
    for index, entry in maps_in(workload.pod.get("volumes")):
        scratch = map_of(entry.get("emptyDir"))
        limit = parse_quantity(scratch.get("sizeLimit")) if scratch.get("medium") == "Memory" else None
        kept = set(_kept_in(entry.get("name"), workload, objects)) if limit is not None else set()
        if limit is None or not kept:
            continue
        path = workload.at(f"volumes[{index}].emptyDir.sizeLimit")
        endless = next((one.path for one in kept if one.files is None), None)
        needed = sum(one.size * (one.files or 0) for one in kept) + max(one.size for one in kept)
        if endless is not None:
            yield path, f"the log rotation of `{endless}` never removes a file, so the logs fill the volume"
        elif needed > limit:
            count = sum(one.files or 0 for one in kept)
            yield path, f"{count} log files and one more need {_shown(needed)}, but the volume has {_shown(int(limit))}"


def _kept_in(volume: Any, workload: Workload, objects: Objects) -> Iterator[Rotation]:
    """The rotations whose files are in a volume, as the containers that mount it see them."""
    for container in workload.containers:
        folders = [
            f"{str(mount.get('mountPath')).rstrip('/')}/"
            for mount in maps(container.tree.get("volumeMounts"))
            if mount.get("name") == volume
        ]
        for text in _settings(container, objects) if folders else ():
            yield from (one for one in rotations(text) if one.path.startswith(tuple(folders)))


def _settings(container: Container, objects: Objects) -> Iterator[str]:
    """The command line of a container, and the texts of the ConfigMaps that it mounts."""
    yield " ".join(map(str, [*list_of(container.tree.get("command")), *list_of(container.tree.get("args"))]))
    workload = container.workload
    mounted = {str(mount.get("name")) for mount in maps(container.tree.get("volumeMounts"))}
    sources = [volume for volume in maps(workload.pod.get("volumes")) if str(volume.get("name")) in mounted]
    sources += [part for volume in sources for part in maps(map_of(volume.get("projected")).get("sources"))]
    names = {str(map_of(source.get("configMap")).get("name")) for source in sources}
    for config in objects.of("ConfigMap"):
        if config.name in names and config.namespace == workload.namespace:
            yield from (text for text in map_of(config.tree.get("data")).values() if isinstance(text, str))


def _shown(size: int) -> str:
    return f"{size // 1024}Ki" if size % 1024 == 0 else str(size)
