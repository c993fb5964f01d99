"""What containers may do: users, capabilities and profiles."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "PodSecurityContext": "Security settings for all containers of a pod, and for the ownership of its volumes.",
    "SecurityContext": "Security settings of one container, which win over those of the pod.",
    "Capabilities": "Privileges of root that a container gets or loses.",
    "SeccompProfile": "Which system calls a container may make.",
    "AppArmorProfile": "The AppArmor profile of a container.",
    "SELinuxOptions": "The SELinux label of a container.",
}

_BOTH = {
    "runAsUser": "The user id of the process; defaults to that of the image. 0 is root.",
    "runAsGroup": "The primary group id of the process. Without it the group is root, for any user.",
    "runAsNonRoot": "The kubelet refuses to start an image that would run as user 0. An image with a user name needs "
    "`runAsUser` as well, because names cannot be checked.",
    "seccompProfile": "RuntimeDefault is what the restricted Pod Security Standard asks for.",
    "seLinuxOptions": "Only on nodes with SELinux.",
    "appArmorProfile": "Only on nodes with AppArmor.",
    "windowsOptions": "Only for pods with `os: windows`.",
}

FIELDS = {
    **{f"PodSecurityContext.{wire}": text for wire, text in _BOTH.items()},
    **{f"SecurityContext.{wire}": text for wire, text in _BOTH.items()},
    "PodSecurityContext.fsGroup": "Volumes that support it belong to this group and are writable by it, and the "
    "processes are members of it.",
    "PodSecurityContext.fsGroupChangePolicy": "OnRootMismatch changes ownership only if that of the top directory "
    "differs, so large volumes mount faster.",
    "PodSecurityContext.supplementalGroups": "Further groups of the processes, beside those of the image and "
    "`fsGroup`.",
    "PodSecurityContext.supplementalGroupsPolicy": "Strict ignores the groups that the image defines for the user.",
    "PodSecurityContext.sysctls": "Kernel parameters of the pod. Unsafe ones must be allowed on the node.",
    "PodSecurityContext.seLinuxChangePolicy": "Recursive relabels every file; MountOption labels the volume as a "
    "whole.",
    "SecurityContext.allowPrivilegeEscalation": "False keeps setuid programs from gaining privileges. Always true "
    "for privileged containers.",
    "SecurityContext.capabilities": "`drop: [ALL]` and adding back what is needed is the usual hardening.",
    "SecurityContext.privileged": "Root on the node, in effect: all devices and capabilities.",
    "SecurityContext.readOnlyRootFilesystem": "Only mounted volumes are writable; mount an `emptyDir` at /tmp if the "
    "program needs one.",
    "SecurityContext.procMount": "Unmasked shows all of /proc; needs `hostUsers: false`.",
    "Capabilities.add": "Names without CAP_, such as NET_BIND_SERVICE.",
    "Capabilities.drop": "ALL drops every capability; entries of `add` are granted all the same.",
    "SeccompProfile.type": "Localhost needs `localhostProfile`.",
    "SeccompProfile.localhostProfile": "A file below the seccomp directory of the kubelet, on every node.",
    "AppArmorProfile.type": "Localhost needs `localhostProfile`.",
    "AppArmorProfile.localhostProfile": "A profile that is loaded on the node.",
}
