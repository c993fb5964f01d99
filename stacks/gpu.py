"""Training on nodes with GPUs: how pods and nodes find each other.

A label and a node selector are enough if any GPU will do. Node affinity compares: the CPU must be fast, and a still
faster one is preferred. A taint keeps other pods off these expensive nodes; only pods that tolerate it get there.
"""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import claim, claim_volume, mount, restricted_container, restricted_pod, scratch_volume
from stacks.environment import Storage

TRAINING = {"app": "training"}
GPU = {"gpu": "true"}
TAINT = "gpu"
USER = 1000


def training(
    *, storage: Storage, size: str = "100Gi", gpus: int = 1, least_speed: int = 3000, better: int = 3500
) -> Stack:
    """A weekly training on a node with GPUs and a CPU of more than `least_speed` MHz, preferably of `better`."""
    models = claim("models", size, storage_class=storage.blocks)
    return Stack(
        "training",
        [
            k8s.ServiceAccount("training", automount_service_account_token=False),
            models,
            k8s.CronJob(
                "training",
                labels=TRAINING,
                spec=k8s.CronJobSpec(
                    schedule="0 22 * * 4",  # Thursday night
                    concurrency_policy="Forbid",
                    job_template=k8s.JobTemplateSpec(
                        spec=k8s.JobSpec(
                            backoff_limit=2,
                            active_deadline_seconds=10 * 3600,
                            template=k8s.PodTemplateSpec(labels=TRAINING, spec=_pod(models, gpus, least_speed, better)),
                        )
                    ),
                ),
            ),
        ],
    )


def _pod(models: k8s.PersistentVolumeClaim, gpus: int, least_speed: int, better: int) -> k8s.PodSpec:
    return k8s.PodSpec(
        restart_policy="Never",
        node_selector=GPU,
        affinity=k8s.Affinity(node_affinity=_fast_cpu(least_speed, better)),
        tolerations=[k8s.Toleration(key=TAINT, operator="Exists", effect="NoSchedule")],
        service_account_name="training",
        automount_service_account_token=False,
        enable_service_links=False,
        security_context=restricted_pod(USER, files=USER),
        containers=[
            k8s.Container(
                "training",
                image="registry.example.com/training:2.4",
                resources=k8s.ResourceRequirements(
                    requests={"cpu": "4", "memory": "16Gi"}, limits={"memory": "16Gi", "nvidia.com/gpu": str(gpus)}
                ),
                volume_mounts=[mount("models", "/models"), mount("tmp", "/tmp")],  # noqa: S108 - of the container
                security_context=restricted_container(),
            )
        ],
        volumes=[claim_volume("models", models), scratch_volume("tmp", "10Gi")],
    )


def _fast_cpu(least: int, better: int) -> k8s.NodeAffinity:
    """The preferred speed is above the required one: otherwise every node that is allowed would satisfy it."""

    def faster_than(speed: int) -> list[k8s.NodeSelectorRequirement]:
        return [k8s.NodeSelectorRequirement(key="cpu-speed", operator="Gt", values=[str(speed)])]

    return k8s.NodeAffinity(
        required_during_scheduling_ignored_during_execution=k8s.NodeSelector(
            node_selector_terms=[k8s.NodeSelectorTerm(match_expressions=faster_than(least))]
        ),
        preferred_during_scheduling_ignored_during_execution=[
            k8s.PreferredSchedulingTerm(
                weight=1, preference=k8s.NodeSelectorTerm(match_expressions=faster_than(better))
            )
        ],
    )
