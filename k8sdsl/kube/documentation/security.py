"""What containers may do: users, capabilities and profiles."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "PodSecurityContext": "Security settings for all containers of a pod, and for the ownership of its volumes.",
    "SecurityContext": "Security settings of one container, which override those of the pod.",
    "Capabilities": "Root privileges that are added to a container or removed from it.",
    "SeccompProfile": "Which system calls a container may make.",
    "AppArmorProfile": "The AppArmor profile of a container.",
    "SELinuxOptions": "The SELinux label of a container.",
}

_BOTH = {
    "runAsUser": "The user ID of the process. Defaults to that of the image. 0 is root.",
    "runAsGroup": "The primary group ID of the process. Without it, the group is the one from the image, or root.",
    "runAsNonRoot": "The kubelet refuses to start an image that would run as user 0. An image that sets a user name "
    "requires `runAsUser` as well, because names cannot be checked.",
    "seccompProfile": "The restricted Pod Security Standard requires RuntimeDefault or Localhost.",
    "seLinuxOptions": "Only on nodes with SELinux.",
    "appArmorProfile": "Only on nodes with AppArmor.",
    "windowsOptions": "Only for pods with `os: windows`.",
}

FIELDS = {
    **{f"PodSecurityContext.{wire}": text for wire, text in _BOTH.items()},
    **{f"SecurityContext.{wire}": text for wire, text in _BOTH.items()},
    "PodSecurityContext.fsGroup": "Volumes that support it belong to this group and are writable by it, and the "
    "processes are members of it.",
    "PodSecurityContext.fsGroupChangePolicy": "OnRootMismatch changes ownership only if that of the top-level "
    "directory differs, so large volumes mount faster.",
    "PodSecurityContext.supplementalGroups": "Additional groups of the processes, besides those of the image and "
    "`fsGroup`.",
    "PodSecurityContext.supplementalGroupsPolicy": "Strict ignores the groups that the image defines for the user; "
    "Merge adds them.",
    "PodSecurityContext.sysctls": "Kernel parameters of the pod. Unsafe ones must be allowed on the node.",
    "PodSecurityContext.seLinuxChangePolicy": "Recursive relabels every file; MountOption labels the volume as a "
    "whole.",
    "SecurityContext.allowPrivilegeEscalation": "If false, setuid programs cannot gain privileges. Always true "
    "for privileged containers.",
    "SecurityContext.capabilities": "The usual hardening is `drop: [ALL]`, and adding only what is needed.",
    "SecurityContext.privileged": "Gives access to all devices and capabilities: in effect, root on the node.",
    "SecurityContext.readOnlyRootFilesystem": "If true, only mounted volumes are writable; mount an `emptyDir` at "
    "/tmp if the program needs it.",
    "SecurityContext.procMount": "Unmasked shows all of /proc; requires `hostUsers: false`.",
    "Capabilities.add": "Names without the prefix CAP_, such as NET_BIND_SERVICE.",
    "Capabilities.drop": "ALL drops every capability; those in `add` are still granted.",
    "SeccompProfile.type": "Localhost requires `localhostProfile`.",
    "SeccompProfile.localhostProfile": "A file below the seccomp directory of the kubelet, on every node.",
    "AppArmorProfile.type": "Localhost requires `localhostProfile`.",
    "AppArmorProfile.localhostProfile": "The name of a profile that is loaded on the node.",
}
