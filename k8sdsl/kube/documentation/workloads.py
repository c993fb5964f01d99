"""Deployments, StatefulSets, DaemonSets, Jobs and CronJobs."""

from __future__ import annotations

GROUPS = ("apps", "batch")

TYPES = {
    "Deployment": "Keeps interchangeable pods running, and replaces them step by step when the template changes.",
    "DeploymentSpec": "How many pods run, from which template, and how they are replaced.",
    "DeploymentStrategy": "How pods of the old template are replaced.",
    "RollingUpdateDeployment": "How many pods can be unavailable or extra during an update.",
    "ReplicaSet": "Keeps a number of pods running. Written by Deployments, rarely by hand.",
    "ReplicaSetSpec": "How many pods run, and from which template.",
    "StatefulSet": "Runs pods with stable names (`web-0`, `web-1`) in order, each with its own storage.",
    "StatefulSetSpec": "How many pods run, from which template, with which claims.",
    "StatefulSetUpdateStrategy": "How pods of the old template are replaced.",
    "RollingUpdateStatefulSetStrategy": "Which pods are updated, and how many at once.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy": "What happens to the claims of the pods.",
    "StatefulSetOrdinals": "How pods are numbered.",
    "DaemonSet": "Runs one pod on every node, or on every node that it selects.",
    "DaemonSetSpec": "Which pod runs on each node, and how it is replaced.",
    "DaemonSetUpdateStrategy": "How pods of the old template are replaced.",
    "RollingUpdateDaemonSet": "How many pods can be unavailable or extra during an update.",
    "Job": "Runs pods until enough of them have succeeded.",
    "JobSpec": "Which pods run, how many must succeed, how many run at once, and when the Job fails.",
    "JobTemplateSpec": "The Jobs that a CronJob creates.",
    "PodFailurePolicy": "What a failed pod means for the Job. The first matching rule applies.",
    "PodFailurePolicyRule": "A rule: exit codes or conditions, and the action to take.",
    "PodFailurePolicyOnExitCodesRequirement": "Exit codes of containers.",
    "CronJob": "Creates Jobs on a schedule.",
    "CronJobSpec": "When Jobs are created, and from which template.",
}

_SELECTOR = "Must match the labels of the template. Cannot be changed."
_READY = (
    "Seconds that a pod must be ready before it counts as available, so that a crash soon after the start stops an "
    "update."
)
_HISTORY = "How many old revisions are kept for rollbacks."

FIELDS = {
    "DeploymentSpec.replicas": "Omit it if a HorizontalPodAutoscaler sets the number of pods; otherwise each apply "
    "resets it.",
    "DeploymentSpec.selector": _SELECTOR,
    "DeploymentSpec.template": "Its `restartPolicy` must be Always.",
    "DeploymentSpec.strategy": "Recreate stops all pods first, for programs that cannot run in two versions at once "
    "or that share a ReadWriteOnce volume.",
    "DeploymentSpec.minReadySeconds": _READY,
    "DeploymentSpec.revisionHistoryLimit": f"{_HISTORY} With 0, rollbacks are impossible.",
    "DeploymentSpec.progressDeadlineSeconds": "Seconds without progress until the rollout is reported as failed; it "
    "is not rolled back. Must be greater than `minReadySeconds`.",
    "DeploymentSpec.paused": "If true, changes to the template do not start a rollout.",
    "DeploymentStrategy.type": "RollingUpdate replaces pods step by step; Recreate stops all of them first.",
    "DeploymentStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateDeployment.maxSurge": "Extra pods during the update: a number, or a percentage of `replicas`, "
    "rounded up. Cannot be 0 if `maxUnavailable` is 0.",
    "RollingUpdateDeployment.maxUnavailable": "Pods that can be unavailable during the update: a number, or a "
    "percentage that is rounded down. 0 keeps full capacity.",
    "ReplicaSetSpec.selector": _SELECTOR,
    "ReplicaSetSpec.template": "Changes affect only new pods.",
    "ReplicaSetSpec.minReadySeconds": _READY,
    "StatefulSetSpec.replicas": "Pods are added from the lowest number up, and removed from the highest down.",
    "StatefulSetSpec.selector": _SELECTOR,
    "StatefulSetSpec.serviceName": "A headless Service that gives the pods DNS names such as `web-0.web.prod.svc`. It "
    "is not created for you. Cannot be changed.",
    "StatefulSetSpec.template": "Its `restartPolicy` must be Always.",
    "StatefulSetSpec.volumeClaimTemplates": "Each pod gets a claim from each template, named `template-name-0`. "
    "Cannot be changed, not even the size.",
    "StatefulSetSpec.podManagementPolicy": "OrderedReady starts each pod when the one before it is ready; Parallel "
    "starts all pods at once. Updates are made in order in both cases. Cannot be changed.",
    "StatefulSetSpec.updateStrategy": "OnDelete waits until you delete a pod.",
    "StatefulSetSpec.persistentVolumeClaimRetentionPolicy": "Whether claims are deleted with the StatefulSet or when "
    "it is scaled down.",
    "StatefulSetSpec.minReadySeconds": _READY,
    "StatefulSetSpec.revisionHistoryLimit": _HISTORY,
    "StatefulSetSpec.ordinals": "Sets the number of the first pod.",
    "StatefulSetUpdateStrategy.type": "RollingUpdate replaces pods from the highest number down.",
    "StatefulSetUpdateStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateStatefulSetStrategy.partition": "Only pods with this number or a higher one are updated, such as "
    "for a canary.",
    "RollingUpdateStatefulSetStrategy.maxUnavailable": "How many pods can be unavailable at once; requires a feature "
    "gate in most versions.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": "With Delete, the data is lost when the "
    "StatefulSet is deleted.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": "With Delete, the data of a pod is lost when it is "
    "scaled down.",
    "StatefulSetOrdinals.start": "The number of the first pod, so that pods can move from one StatefulSet to another "
    "one by one.",
    "DaemonSetSpec.selector": _SELECTOR,
    "DaemonSetSpec.template": "`nodeSelector` and `affinity` choose nodes. Taints for unready nodes are tolerated "
    "automatically; those of control planes are not.",
    "DaemonSetSpec.updateStrategy": "OnDelete waits until you delete a pod.",
    "DaemonSetSpec.minReadySeconds": _READY,
    "DaemonSetSpec.revisionHistoryLimit": _HISTORY,
    "DaemonSetUpdateStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateDaemonSet.maxUnavailable": "How many nodes can be without their pod at once: a number or a "
    "percentage. Must be 0 if `maxSurge` is not.",
    "RollingUpdateDaemonSet.maxSurge": "How many nodes can run the old and the new pod at once. Not possible with "
    "host ports.",
    "JobSpec.template": "Its `restartPolicy` must be OnFailure or Never. Cannot be changed.",
    "JobSpec.parallelism": "The maximum number of pods that run at once; 0 pauses the Job.",
    "JobSpec.completions": "How many pods must succeed. If it is omitted and `parallelism` is set, one success is "
    "enough and the other pods can finish.",
    "JobSpec.completionMode": "Indexed gives each pod a number in JOB_COMPLETION_INDEX, and requires one success for "
    "each number.",
    "JobSpec.backoffLimit": "Retries before the Job fails, with delays from 10 s up to 6 min.",
    "JobSpec.backoffLimitPerIndex": "Retries for each index. Only with Indexed.",
    "JobSpec.maxFailedIndexes": "How many indexes can fail before the whole Job fails. Requires "
    "`backoffLimitPerIndex`.",
    "JobSpec.activeDeadlineSeconds": "Seconds after which the Job fails and its pods are stopped, however many "
    "retries are left.",
    "JobSpec.ttlSecondsAfterFinished": "Seconds after which a finished Job and its pods are deleted; they are kept "
    "forever if not set.",
    "JobSpec.suspend": "If true, running pods are stopped and no new ones start. When the Job is resumed, "
    "`activeDeadlineSeconds` starts again.",
    "JobSpec.selector": "Set by the server; omit it.",
    "JobSpec.manualSelector": "If true, you set `selector` yourself, and it can match pods of other Jobs by mistake.",
    "JobSpec.podFailurePolicy": "Distinguishes failures that a retry can fix from those that it cannot. Requires "
    "`restartPolicy: Never`.",
    "JobSpec.podReplacementPolicy": "Failed waits until the old pod has stopped. It is the only value allowed with "
    "`podFailurePolicy`.",
    "JobSpec.successPolicy": "When an Indexed Job counts as succeeded although some indexes have not finished.",
    "JobSpec.managedBy": "The name of another controller that runs the Job. Cannot be changed.",
    "JobTemplateSpec.metadata": "Labels and annotations of each Job.",
    "PodFailurePolicyRule.action": "FailJob fails the Job at once, Ignore does not count the failure, FailIndex fails "
    "the index without retries, and Count is the default behavior.",
    "PodFailurePolicyRule.onExitCodes": "Cannot be combined with `onPodConditions`.",
    "PodFailurePolicyRule.onPodConditions": "Such as DisruptionTarget, for pods that were evicted.",
    "PodFailurePolicyOnExitCodesRequirement.values": "Up to 255 exit codes; 0 is not allowed with In.",
    "PodFailurePolicyOnExitCodesRequirement.containerName": "Checks only this container; all containers if not set.",
    "CronJobSpec.schedule": "Five fields: minute, hour, day of month, month, day of week. Names such as `@daily` are "
    "also allowed. TZ= is not allowed; use `timeZone`.",
    "CronJobSpec.timeZone": "A name such as `Europe/Madrid`. Defaults to the time zone of the controller, often UTC.",
    "CronJobSpec.concurrencyPolicy": "Forbid skips a run if the previous one is still running; Replace stops the "
    "previous one.",
    "CronJobSpec.startingDeadlineSeconds": "How many seconds late a run can start. With values below 10, every run "
    "can be missed; without a value, the CronJob stops after more than 100 missed runs.",
    "CronJobSpec.suspend": "If true, no new Jobs are created; running Jobs continue.",
    "CronJobSpec.jobTemplate": "The template for the Jobs.",
    "CronJobSpec.successfulJobsHistoryLimit": "How many successful Jobs are kept, with their logs.",
    "CronJobSpec.failedJobsHistoryLimit": "How many failed Jobs are kept, with their logs.",
}
