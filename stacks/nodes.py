"""What every node needs: clients of the storage backends, and settings of its kernel.

These are the low-level tools that a DaemonSet is for: one pod per node, on the control plane too if it must be there.
They change the node itself, which the Pod Security Standards forbid everywhere but in this namespace.
"""

from __future__ import annotations

from k8sdsl import Stack, accept, k8s
from k8sdsl.blocks import addresses, allow_traffic, host_volume, mount, restricted_container
from stacks.platform import closed

NAMESPACE = "node-agents"
TOOLS_IMAGE = "registry.example.com/node-tools:1.0"
EVERYWHERE = [k8s.Toleration(operator="Exists")]

# Elasticsearch maps its files into memory, and refuses to start below this number of mappings.
MAX_MAP_COUNT = 262144
CHANGES_THE_NODE = "it changes the node itself, and no workload of a team runs in this namespace"


def nodes() -> Stack:
    """The namespace of the agents, and one DaemonSet for each thing that the nodes need."""
    return Stack(
        "nodes",
        [
            k8s.Namespace(NAMESPACE, labels={"pod-security.kubernetes.io/enforce": "privileged"}),
            _installer("nfs-client", "nfs-common"),
            _installer("iscsi-client", "open-iscsi"),
            _kernel_settings(),
            *closed(),
            # The company's mirror of packages is in its own network.
            allow_traffic("packages", {}, sent={(80, 443): addresses("192.168.0.0/16")}),
        ],
    )


def _installer(name: str, package: str) -> k8s.DaemonSet:
    """Installs a package on every worker: volumes of NFS or iSCSI are mounted by the node, not by the pod."""
    script = f"chroot /host sh -c 'dpkg --status {package} >/dev/null 2>&1 || apt-get install --yes {package}'"
    return _daemon_set(name, script, host=True)


def _kernel_settings() -> k8s.DaemonSet:
    """Sets `vm.max_map_count`, also on the control plane, where members of a cluster may run in an emergency."""
    return _daemon_set("kernel-settings", f"sysctl -w vm.max_map_count={MAX_MAP_COUNT}", everywhere=True)


def _daemon_set(name: str, script: str, *, host: bool = False, everywhere: bool = False) -> k8s.DaemonSet:
    """A privileged init container does the work once per start of the node; then the pod only waits."""
    labels = {"app": name}
    small = k8s.ResourceRequirements(requests={"cpu": "10m", "memory": "16Mi"}, limits={"memory": "64Mi"})
    daemon = k8s.DaemonSet(
        name,
        labels=labels,
        spec=k8s.DaemonSetSpec(
            selector=k8s.LabelSelector(match_labels=labels),
            template=k8s.PodTemplateSpec(
                labels=labels,
                spec=k8s.PodSpec(
                    init_containers=[
                        k8s.Container(
                            "change",
                            image=TOOLS_IMAGE,
                            command=["sh", "-ec", script],
                            resources=small,
                            volume_mounts=[mount("host", "/host")] if host else None,
                            security_context=k8s.SecurityContext(privileged=True),
                        )
                    ],
                    containers=[
                        k8s.Container(
                            "wait",
                            image="registry.k8s.io/pause:3.10",
                            resources=small,
                            security_context=restricted_container(65535),
                        )
                    ],
                    volumes=[host_volume("host", "/", kind="Directory")] if host else None,
                    tolerations=EVERYWHERE if everywhere else None,
                    priority_class_name="system-node-critical",
                    automount_service_account_token=False,
                    enable_service_links=False,
                ),
            ),
        ),
    )
    return accept(daemon, "security/*", "capabilities/*", "host/*", reason=CHANGES_THE_NODE)
