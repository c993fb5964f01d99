"""Work that ends: a migration that runs once, nightly tasks, and a backup through the API server.

The course has two ways to back up a database. A CronJob that connects to it is in `backup`; the one here runs the dump
inside the database's own pod, as `kubectl exec` does, for which its account needs the right to.
"""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import allow_traffic, mount, restricted_container, restricted_pod, scratch_volume
from stacks.platform import API_SERVERS

BATCH = {"app": "batch"}
USER = 1000


def batch(*, database_namespace: str) -> Stack:
    """The tasks of an environment; `database_namespace` is where the database's pod is."""
    return Stack(
        "batch",
        [
            k8s.ServiceAccount("tasks", automount_service_account_token=False),
            _nightly("clean-logs", "30 3 * * *", "logs", ["find", "/logs", "-mtime", "+14", "-delete"]),
            _nightly("check-links", "0 4 * * *", "checks", ["check-links", "--report=/logs/links.txt"]),
            _weekly_etl(),
            *_backup_inside(database_namespace),
        ],
    )


def migration(image: str, *command: str) -> k8s.Job:
    """A task of an installation that runs once, before the new version starts, and is removed an hour after its end."""
    return k8s.Job(
        "migration",
        labels=BATCH,
        # Argo CD runs it before it deploys the rest, and deletes the one of the last time.
        annotations={
            "argocd.argoproj.io/hook": "PreSync",
            "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        },
        spec=k8s.JobSpec(
            backoff_limit=0,  # half a migration is not repeated without somebody looking at it
            ttl_seconds_after_finished=3600,
            active_deadline_seconds=1800,
            template=k8s.PodTemplateSpec(labels=BATCH, spec=_pod("migration", image, list(command))),
        ),
    )


def _nightly(name: str, schedule: str, image: str, command: list[str]) -> k8s.CronJob:
    """A small task of every night."""
    job = k8s.JobSpec(backoff_limit=2, active_deadline_seconds=1800, template=_template(name, image, command))
    return _cron_job(name, schedule, job)


def _weekly_etl() -> k8s.CronJob:
    """Loads the week's figures in ten parts, four at a time: each pod gets the number of its part."""
    job = k8s.JobSpec(
        completion_mode="Indexed",
        completions=10,
        parallelism=4,
        backoff_limit=3,
        active_deadline_seconds=4 * 3600,
        template=_template("load-figures", "etl", ["load", "--part=$(JOB_COMPLETION_INDEX)"]),
    )
    return _cron_job("load-figures", "0 1 * * 0", job)


def _cron_job(name: str, schedule: str, job: k8s.JobSpec, labels: dict[str, str] = BATCH) -> k8s.CronJob:
    """A run that would start more than an hour late is left out."""
    return k8s.CronJob(
        name,
        labels=labels,
        spec=k8s.CronJobSpec(
            schedule=schedule,
            concurrency_policy="Forbid",
            starting_deadline_seconds=3600,
            job_template=k8s.JobTemplateSpec(spec=job),
        ),
    )


def _template(name: str, image: str, command: list[str]) -> k8s.PodTemplateSpec:
    return k8s.PodTemplateSpec(labels=BATCH, spec=_pod(name, f"registry.example.com/{image}:1.0", command))


def _pod(name: str, image: str, command: list[str], *, account: str = "tasks") -> k8s.PodSpec:
    return k8s.PodSpec(
        restart_policy="Never",
        service_account_name=account,
        automount_service_account_token=False,
        enable_service_links=False,
        security_context=restricted_pod(USER, files=USER),
        containers=[
            k8s.Container(
                name,
                image=image,
                command=command,
                resources=k8s.ResourceRequirements(
                    requests={"cpu": "100m", "memory": "64Mi"}, limits={"memory": "256Mi"}
                ),
                volume_mounts=[mount("logs", "/logs")],
                security_context=restricted_container(),
            )
        ],
        volumes=[scratch_volume("logs", "1Gi")],
    )


def _backup_inside(
    namespace: str,
) -> list[k8s.ServiceAccount | k8s.Role | k8s.RoleBinding | k8s.CronJob | k8s.NetworkPolicy]:
    """A dump made inside the database's pod: the account's token may execute commands there, and nothing else."""
    name = "backup-by-exec"
    command = ["kubectl", "exec", "--namespace", namespace, "mariadb-0", "--", "backup-to-object-store"]
    pod = _pod(name, "registry.example.com/kubectl:1.36", command, account=name)
    pod.automount_service_account_token = True
    labels = {**BATCH, "task": name}
    job = k8s.JobSpec(
        backoff_limit=1, active_deadline_seconds=3600, template=k8s.PodTemplateSpec(labels=labels, spec=pod)
    )
    return [
        k8s.ServiceAccount(name),
        k8s.Role(
            name,
            rules=[
                k8s.PolicyRule(api_groups=[""], resources=["pods"], resource_names=["mariadb-0"], verbs=["get"]),
                k8s.PolicyRule(
                    api_groups=[""], resources=["pods/exec"], resource_names=["mariadb-0"], verbs=["create"]
                ),
            ],
        ),
        k8s.RoleBinding(
            name,
            role_ref=k8s.RoleRef(api_group="rbac.authorization.k8s.io", kind="Role", name=name),
            subjects=[k8s.Subject(kind="ServiceAccount", name=name)],
        ),
        _cron_job(name, "0 22 * * 4", job, labels),  # Thursday night
        allow_traffic(name, {"task": name}, sent={6443: API_SERVERS}),
    ]
