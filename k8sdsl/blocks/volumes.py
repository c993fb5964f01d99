"""Volumes of pods, and their mounts in containers."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.blocks.secret_names import secret_name
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.blocks.secret_names import AnySecret
    from k8sdsl.objects.part import Quantity


@said_by_caller
def ram_volume(name: str, size: Quantity) -> k8s.Volume:
    """A scratch volume in memory: fast, shared by the pod's containers, and deleted with the pod.

    Its content counts as memory of the container that writes it, and writing beyond `size` fails.

    Examples:
        >>> from k8sdsl.blocks import ram_volume
        >>> ram_volume("cache", "100Mi")
        Volume(name='cache', empty_dir=EmptyDirVolumeSource(medium='Memory', size_limit='100Mi'))
    """
    return k8s.Volume(name, empty_dir=k8s.EmptyDirVolumeSource(medium="Memory", size_limit=size))


@said_by_caller
def scratch_volume(name: str, size: Quantity | None = None) -> k8s.Volume:
    """A scratch volume on the node's disk, deleted with the pod; a pod that writes beyond `size` is evicted.

    Examples:
        >>> from k8sdsl.blocks import scratch_volume
        >>> scratch_volume("tmp", "1Gi")
        Volume(name='tmp', empty_dir=EmptyDirVolumeSource(size_limit='1Gi'))
    """
    source = k8s.EmptyDirVolumeSource() if size is None else k8s.EmptyDirVolumeSource(size_limit=size)
    return k8s.Volume(name, empty_dir=source)


@said_by_caller
def claim_volume(
    name: str,
    claim: k8s.PersistentVolumeClaim | str | None = None,
    *,
    read_only: bool | None = None,
) -> k8s.Volume:
    """A volume from a claim (the object or its name); it defaults to the claim with the volume's name.

    Examples:
        >>> from k8sdsl.blocks import claim_volume
        >>> claim_volume("files", "shared-files")
        Volume(name='files', persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name='shared-files'))
    """
    source = k8s.PersistentVolumeClaimVolumeSource(claim_name=_name(claim, name))
    if read_only is not None:
        source.read_only = read_only
    return k8s.Volume(name, persistent_volume_claim=source)


@said_by_caller
def config_volume(
    name: str,
    config_map: k8s.ConfigMap | str | None = None,
    *,
    items: Mapping[str, str] | None = None,
    mode: int | None = None,
) -> k8s.Volume:
    """A volume with the files of a ConfigMap (the object or its name), by default the one with the volume's name.

    `items` maps keys to the paths of their files and omits other keys; `mode` is the file mode, such as 0o555.

    Examples:
        >>> from k8sdsl.blocks import config_volume
        >>> config_volume("settings")
        Volume(name='settings', config_map=ConfigMapVolumeSource(name='settings'))
    """
    source = k8s.ConfigMapVolumeSource(name=_name(config_map, name))
    if items is not None:
        source.items = [k8s.KeyToPath(key, path=path) for key, path in items.items()]
    if mode is not None:
        source.default_mode = mode
    return k8s.Volume(name, config_map=source)


@said_by_caller
def secret_volume(
    name: str,
    secret: AnySecret | str | None = None,
    *,
    items: Mapping[str, str] | None = None,
    mode: int | None = None,
) -> k8s.Volume:
    """A volume with the files of a Secret; otherwise as `config_volume`.

    Examples:
        >>> from k8sdsl.blocks import secret_volume
        >>> secret_volume("certificate", "web-tls")
        Volume(name='certificate', secret=SecretVolumeSource(secret_name='web-tls'))
    """
    source = k8s.SecretVolumeSource(secret_name=name if secret is None else secret_name(secret))
    if items is not None:
        source.items = [k8s.KeyToPath(key, path=path) for key, path in items.items()]
    if mode is not None:
        source.default_mode = mode
    return k8s.Volume(name, secret=source)


@said_by_caller
def host_volume(name: str, path: str, *, kind: k8s.HostPathType | None = None) -> k8s.Volume:
    """A directory or file of the node; `kind` is what the node checks, such as `Directory` or `Socket`.

    The Pod Security Standards allow it only in privileged namespaces: a pod that can write it can change the node.

    Examples:
        >>> from k8sdsl.blocks import host_volume
        >>> host_volume("logs", "/var/log", kind="Directory")
        Volume(name='logs', host_path=HostPathVolumeSource(path='/var/log', type='Directory'))
    """
    source = k8s.HostPathVolumeSource(path=path)
    if kind is not None:
        source.type = kind
    return k8s.Volume(name, host_path=source)


@said_by_caller
def mount(
    volume: k8s.Volume | k8s.PersistentVolumeClaim | str,
    path: str,
    *,
    read_only: bool | None = None,
    sub_path: str | None = None,
) -> k8s.VolumeMount:
    """The mount of a volume or claim template (the object or its name) in a container.

    With `sub_path` only one file or directory of the volume is mounted, which does not follow later changes of a
    ConfigMap.

    Examples:
        >>> from k8sdsl.blocks import mount
        >>> mount("files", "/srv", read_only=True)
        VolumeMount(mount_path='/srv', name='files', read_only=True)
    """
    made = k8s.VolumeMount(path, name=_volume_name(volume))
    if read_only is not None:
        made.read_only = read_only
    if sub_path is not None:
        made.sub_path = sub_path
    return made


def _volume_name(volume: k8s.Volume | k8s.PersistentVolumeClaim | str) -> str:
    if isinstance(volume, k8s.Volume):
        return volume.name
    return _name(volume, "")


def _name(resource: k8s.PersistentVolumeClaim | k8s.ConfigMap | str | None, otherwise: str) -> str:
    if resource is None:
        return otherwise
    return resource if isinstance(resource, str) else resource.metadata.name or otherwise
