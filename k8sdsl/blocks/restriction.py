"""Security contexts that the Pod Security Standard `restricted` accepts."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller


@said_by_caller
def restricted_pod(user: int | None = None, *, files: int | None = None) -> k8s.PodSecurityContext:
    """A pod that does not run as root, with the system calls that the container runtime allows by default.

    `user` is the user and group of its processes, by default those of the image, which must not be root. `files` is the
    group that owns the pod's volumes; volumes that belong to it already are not changed again at every start.

    Examples:
        >>> from k8sdsl.blocks import restricted_pod
        >>> restricted_pod(1000).run_as_user
        1000
    """
    context = k8s.PodSecurityContext(run_as_non_root=True, seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"))
    if user is not None:
        context.run_as_user = context.run_as_group = user
    if files is not None:
        context.fs_group = files
        context.fs_group_change_policy = "OnRootMismatch"
    return context


@said_by_caller
def restricted_container(user: int | None = None, *, writable: bool = False) -> k8s.SecurityContext:
    """A container without capabilities that cannot gain privileges.

    Its own file system is read-only unless `writable`; volumes stay writable. `user` overrides that of the pod.

    Examples:
        >>> from k8sdsl.blocks import restricted_container
        >>> restricted_container(writable=True)
        SecurityContext(allow_privilege_escalation=False, capabilities=Capabilities(drop=['ALL']))
    """
    context = k8s.SecurityContext(
        allow_privilege_escalation=False,
        capabilities=k8s.Capabilities(drop=["ALL"]),
        read_only_root_filesystem=None if writable else True,
    )
    if user is not None:
        context.run_as_user = user
    return context
