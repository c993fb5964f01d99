"""The nightly backup of the database: the template of a Job, and its schedule."""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    claim,
    claim_volume,
    mount,
    restricted_container,
    restricted_pod,
    scratch_volume,
    secret_env,
)
from stacks.environment import Storage
from stacks.mariadb import DATABASE, IMAGE, MYSQL_UID, SECRET, SERVICE_PORT

BACKUP = {"app": "backup-mariadb"}
KEPT_DAYS = 30

# Only a complete dump counts: it gets its name last.
SCRIPT = f"""\
set -euo pipefail
file=/backups/{DATABASE}-$(date +%Y-%m-%d).sql.gz
mariadb-dump --host=mariadb --port={SERVICE_PORT} --user="$MARIA_DB_USER" \\
  --single-transaction --no-tablespaces --databases {DATABASE} | gzip > "$file.part"
mv "$file.part" "$file"
find /backups -name '{DATABASE}-*.sql.gz' -mtime +{KEPT_DAYS} -delete
"""


def backup(*, size: str, storage: Storage, time_zone: str | None = None) -> Stack:
    """Every night at two, a dump of the database to a directory on other machines than those of the database.

    Replicas are not a backup: what is deleted in one of them is deleted in all.
    """
    target = claim("backups", size, access="ReadWriteMany", storage_class=storage.files)
    return Stack(
        "backup",
        [
            k8s.ServiceAccount("backup-mariadb", automount_service_account_token=False),
            target,
            k8s.CronJob(
                "backup-mariadb",
                labels=BACKUP,
                spec=k8s.CronJobSpec(
                    schedule="0 2 * * *",
                    time_zone=time_zone,
                    concurrency_policy="Forbid",
                    starting_deadline_seconds=3600,
                    successful_jobs_history_limit=3,
                    failed_jobs_history_limit=3,
                    job_template=k8s.JobTemplateSpec(spec=_job(target)),
                ),
            ),
        ],
    )


def _job(target: k8s.PersistentVolumeClaim) -> k8s.JobSpec:
    return k8s.JobSpec(
        backoff_limit=3,
        active_deadline_seconds=2 * 3600,
        template=k8s.PodTemplateSpec(
            labels=BACKUP,
            spec=k8s.PodSpec(
                restart_policy="OnFailure",
                containers=[_container()],
                volumes=[claim_volume("backups", target), scratch_volume("tmp")],
                service_account_name="backup-mariadb",
                automount_service_account_token=False,
                enable_service_links=False,
                security_context=restricted_pod(MYSQL_UID, files=MYSQL_UID),
            ),
        ),
    )


def _container() -> k8s.Container:
    return k8s.Container(
        "backup",
        image=IMAGE,
        image_pull_policy="IfNotPresent",
        command=["bash", "-c", SCRIPT],
        env=[
            secret_env("MARIA_DB_USER", SECRET, "user"),
            secret_env("MYSQL_PWD", SECRET, "password"),  # the client reads it; no command line shows it
        ],
        resources=k8s.ResourceRequirements(requests={"cpu": "100m", "memory": "128Mi"}, limits={"memory": "256Mi"}),
        volume_mounts=[mount("backups", "/backups"), mount("tmp", "/tmp")],  # noqa: S108 - of the container
        security_context=restricted_container(),
    )
