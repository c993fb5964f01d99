"""The notes' backup: a job for once, and the template of jobs for every night."""

from __future__ import annotations

import yaml

from k8sdsl import k8s
from k8sdsl.blocks import env_values, secret_env

SECRET = "secret-credenciales-mariadb"  # noqa: S105 - the name of the object

JOB = """
kind :           Job
apiVersion:     batch/v1
metadata:
  name:         job-backup-mariadb
spec:
  template:
    spec:
      containers:
      - name:     contenedor-backup-mariadb
        image:    mi-imagen-backup-mariadb:1.0
        imagePullPolicy:   IfNotPresent
        env:
          - name:   MARIA_DB_HOST
            value:  servicio-mariadb:3307
          - name:   MARIA_DB_USER
            valueFrom:
              secretKeyRef:
                name:   secret-credenciales-mariadb
                key:    usuario
          - name:   MARIA_DB_PASSWORD
            valueFrom:
              secretKeyRef:
                name:   secret-credenciales-mariadb
                key:    password
      restartPolicy:   OnFailure
"""

CRON_JOB = """
kind :           CronJob
apiVersion:     batch/v1
metadata:
  name:         cronjob-backup-mariadb
spec:
  schedule:     "0 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
        # ...
"""


def _backup() -> k8s.JobSpec:
    return k8s.JobSpec(
        template=k8s.PodTemplateSpec(
            spec=k8s.PodSpec(
                containers=[
                    k8s.Container(
                        "contenedor-backup-mariadb",
                        image="mi-imagen-backup-mariadb:1.0",
                        image_pull_policy="IfNotPresent",
                        env=[
                            *env_values({"MARIA_DB_HOST": "servicio-mariadb:3307"}),
                            secret_env("MARIA_DB_USER", SECRET, "usuario"),
                            secret_env("MARIA_DB_PASSWORD", SECRET, "password"),
                        ],
                    )
                ],
                restart_policy="OnFailure",
            )
        )
    )


def test_a_job_for_one_backup() -> None:
    assert k8s.Job("job-backup-mariadb", spec=_backup()).to_dict() == yaml.safe_load(JOB)


def test_a_job_for_every_night_at_two() -> None:
    expected = yaml.safe_load(CRON_JOB)
    # The notes break off at `# ...`: there had to be what runs, the pod of the job above.
    assert expected["spec"]["jobTemplate"]["spec"]["template"]["spec"] is None
    expected["spec"]["jobTemplate"]["spec"]["template"]["spec"] = yaml.safe_load(JOB)["spec"]["template"]["spec"]
    nightly = k8s.CronJob(
        "cronjob-backup-mariadb",
        spec=k8s.CronJobSpec(schedule="0 2 * * *", job_template=k8s.JobTemplateSpec(spec=_backup())),
    )
    assert nightly.to_dict() == expected
