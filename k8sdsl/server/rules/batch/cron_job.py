"""CronJobs (batch/validation `ValidateCronJobCreate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.apps.new_meta import validate_new_meta, warn_of_pod_names
from k8sdsl.server.rules.apps.numbers import not_negative
from k8sdsl.server.rules.batch.cron import schedule as schedule_reason
from k8sdsl.server.rules.batch.job_spec import validate_job_spec
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import assigned_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAME_LENGTH = Rule(
    "batch/cron-job-name",
    "The `metadata.name` of a CronJob must be at most 52 characters long because its Jobs append 11 more.",
    "ValidateCronJobCreate",
    "CronJob",
    bad={"metadata.name": "a" * 53},
    good={"metadata.name": "a" * 52},
    remedy="shorten it, such as to `name: nightly-backup`",
)
SCHEDULE = Rule(
    "batch/schedule",
    "`schedule` must have five fields (minute, hour, day, month, day of the week), or be a name such as @hourly.",
    "validateScheduleFormat",
    "CronJob",
    bad={"spec.schedule": "0 24 * * *"},
    good={"spec.schedule": "30 23 * * MON-FRI"},
    remedy=(
        'for example, write `schedule: "30 2 * * *"` for 2:30 every night, or `schedule: "*/15 * * * *"` for every 15 '
        "minutes"
    ),
)
SCHEDULE_ZONE = Rule(
    "batch/schedule-time-zone",
    "The time zone of a CronJob must be set in `timeZone`, not in `schedule`.",
    "validateScheduleFormat",
    "CronJob",
    bad={"spec.schedule": "CRON_TZ=Europe/Berlin 0 8 * * *"},
    good={"spec.schedule": "0 8 * * *", "spec.timeZone": "Europe/Berlin"},
    remedy='for example, write `schedule: "0 8 * * *"` and `timeZone: Europe/Berlin`',
)
TIME_ZONE = Rule(
    "batch/time-zone",
    "`timeZone` of a CronJob must be the name of an IANA time zone.",
    "validateTimeZone",
    "CronJob",
    bad={"spec.timeZone": "Europe/Bielefeld"},
    good={"spec.timeZone": "Europe/Berlin"},
    remedy="for example, write `timeZone: Europe/Berlin` or `timeZone: Etc/UTC`",
)
CONCURRENCY = Rule(
    "batch/concurrency-policy",
    "`concurrencyPolicy` of a CronJob must be Allow, Forbid or Replace.",
    "validateConcurrencyPolicy",
    "CronJob",
    bad={"spec.concurrencyPolicy": "Deny"},
    good={"spec.concurrencyPolicy": "Forbid"},
    remedy="write the value as listed, such as `concurrencyPolicy: Forbid`",
)
SELECTOR = Rule(
    "batch/job-template-selector",
    "The `jobTemplate` of a CronJob must not set `selector` or `manualSelector`.",
    "ValidateJobTemplateSpec",
    "CronJob",
    bad={"spec.jobTemplate.spec.selector": {"matchLabels": {"app": "web"}}},
    good={"spec.jobTemplate.spec.manualSelector": False},
    remedy="remove both from `spec.jobTemplate.spec`; the server generates the selector of each Job",
)
_LONGEST_NAME = 52
_COUNTS = ("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")


def validate_cron_job(obj: Tree, problems: Problems, context: Context) -> None:
    """A CronJob on create."""
    validate_new_meta(obj, problems)
    warn_of_pod_names(obj, problems)
    spec = obj.get("spec") or {}
    _validate_schedule(spec, "spec.schedule", problems, context)
    zone = spec.get("timeZone")
    if zone is not None and not _is_time_zone(zone):
        problems.add(TIME_ZONE, "spec.timeZone", f"{zone!r} is not a known time zone")
    not_negative(spec, _COUNTS, "spec", problems)
    policy = spec.get("concurrencyPolicy") or "Allow"
    if policy not in {"Allow", "Forbid", "Replace"}:
        refuse_choice(CONCURRENCY, policy, ("Allow", "Forbid", "Replace"), "spec.concurrencyPolicy", problems)
    _validate_template((spec.get("jobTemplate") or {}).get("spec") or {}, "spec.jobTemplate.spec", problems, context)
    name = assigned_name(obj.get("metadata") or {})
    if len(name) > _LONGEST_NAME:
        problems.add(NAME_LENGTH, "metadata.name", f"{name!r} must be at most {_LONGEST_NAME} characters long")


def _validate_schedule(spec: Tree, path: str, problems: Problems, context: Context) -> None:
    text = spec.get("schedule", "")
    if not text:
        problems.add(SCHEDULE, path, "schedule is required")
        return
    # Since 1.29 a time zone in the schedule is refused also without `timeZone` (`validateScheduleFormat`).
    if "TZ" in text and (context.minor >= 29 or "timeZone" in spec):
        problems.add(SCHEDULE_ZONE, path, "the time zone must be set in the field timeZone")
    rest = text
    if text.startswith(("TZ=", "CRON_TZ=")):
        zone, blank, rest = text.partition(" ")
        rest = rest.strip()
        if not blank or not _is_time_zone(zone.partition("=")[2] or "UTC"):
            problems.add(SCHEDULE, path, f"{zone!r} is not a known time zone")
            return
    reason = schedule_reason(rest)
    if reason:
        problems.add(SCHEDULE, path, f"{text!r} {reason}")


def _is_time_zone(name: str) -> bool:
    from k8sdsl.kube.time_zones import is_time_zone

    return is_time_zone(name)


def _validate_template(spec: Tree, path: str, problems: Problems, context: Context) -> None:
    validate_job_spec(spec, path, problems, context)
    if spec.get("selector") is not None:
        problems.add(SELECTOR, f"{path}.selector", "cannot be set because the server generates the selector")
    if spec.get("manualSelector"):
        problems.add(SELECTOR, f"{path}.manualSelector", "must be false or omitted")
