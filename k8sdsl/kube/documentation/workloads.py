"""Deployments, StatefulSets, DaemonSets, Jobs and CronJobs."""

from __future__ import annotations

GROUPS = ("apps", "batch")

TYPES = {
    "Deployment": "Keeps interchangeable pods running, and replaces them step by step when the template changes.",
    "DeploymentSpec": "How many pods, from which template, and how they are replaced.",
    "DeploymentStrategy": "How pods of the old template are replaced.",
    "RollingUpdateDeployment": "How many pods may be missing or extra during an update.",
    "ReplicaSet": "Keeps a number of pods running. Written by Deployments, rarely by hand.",
    "ReplicaSetSpec": "How many pods, and from which template.",
    "StatefulSet": "Pods with stable names (`web-0`, `web-1`), in order, and with storage of their own.",
    "StatefulSetSpec": "How many members, from which template, with which claims.",
    "StatefulSetUpdateStrategy": "How members of the old template are replaced.",
    "RollingUpdateStatefulSetStrategy": "Which members are updated, and how many at once.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy": "What happens to the claims of members.",
    "StatefulSetOrdinals": "How members are numbered.",
    "DaemonSet": "One pod on every node, or on those that it selects.",
    "DaemonSetSpec": "Which pod, and how it is replaced.",
    "DaemonSetUpdateStrategy": "How pods of the old template are replaced.",
    "RollingUpdateDaemonSet": "How many pods may be missing or extra during an update.",
    "Job": "Runs pods until enough of them have succeeded.",
    "JobSpec": "What runs, how often, how many at once, and when it counts as failed.",
    "JobTemplateSpec": "The Jobs that a CronJob creates.",
    "PodFailurePolicy": "What a failed pod means for the Job. The first rule that matches counts.",
    "PodFailurePolicyRule": "One rule: exit codes or conditions, and what to do.",
    "PodFailurePolicyOnExitCodesRequirement": "Exit codes of containers.",
    "CronJob": "Creates Jobs at certain times.",
    "CronJobSpec": "When Jobs are created, and from which template.",
}

_SELECTOR = "Must match the labels of the template. Cannot be changed."
_READY = (
    "Seconds that a pod must be ready before it counts as available, so a crash soon after the start stops an update."
)
_HISTORY = "Old revisions that are kept for a rollback."

FIELDS = {
    "DeploymentSpec.replicas": "Leave it out if a HorizontalPodAutoscaler sets it; otherwise each apply sets it back.",
    "DeploymentSpec.selector": _SELECTOR,
    "DeploymentSpec.template": "Its `restartPolicy` must be Always.",
    "DeploymentSpec.strategy": "Recreate ends all pods first, for programs that cannot run in two versions or that "
    "share a ReadWriteOnce volume.",
    "DeploymentSpec.minReadySeconds": _READY,
    "DeploymentSpec.revisionHistoryLimit": f"{_HISTORY} 0 makes rollbacks impossible.",
    "DeploymentSpec.progressDeadlineSeconds": "Seconds without progress until the rollout is reported as failed. It "
    "is not rolled back. Must exceed `minReadySeconds`.",
    "DeploymentSpec.paused": "Changes of the template do not start a rollout.",
    "DeploymentStrategy.type": "RollingUpdate replaces pods step by step; Recreate ends all of them first.",
    "DeploymentStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateDeployment.maxSurge": "Extra pods during the update: a number, or a percentage of `replicas`, "
    "rounded up. Not 0 together with `maxUnavailable`.",
    "RollingUpdateDeployment.maxUnavailable": "Pods that may be missing during the update: a number, or a "
    "percentage, rounded down. 0 keeps full capacity.",
    "ReplicaSetSpec.selector": _SELECTOR,
    "ReplicaSetSpec.template": "Changing it affects new pods only.",
    "ReplicaSetSpec.minReadySeconds": _READY,
    "StatefulSetSpec.replicas": "Members are added from the lowest number up, and removed from the highest down.",
    "StatefulSetSpec.selector": _SELECTOR,
    "StatefulSetSpec.serviceName": "A headless Service that gives members DNS names such as `web-0.web.prod.svc`. It "
    "is not created for you. Cannot be changed.",
    "StatefulSetSpec.template": "Its `restartPolicy` must be Always.",
    "StatefulSetSpec.volumeClaimTemplates": "Each member gets a claim from each, called `template-name-0`. Cannot be "
    "changed: not even the size.",
    "StatefulSetSpec.podManagementPolicy": "OrderedReady starts a member when the one before is ready; Parallel all "
    "at once. Updates are in order in both cases. Cannot be changed.",
    "StatefulSetSpec.updateStrategy": "OnDelete waits until you delete a pod.",
    "StatefulSetSpec.persistentVolumeClaimRetentionPolicy": "Whether claims are deleted with the StatefulSet or when "
    "it is scaled down.",
    "StatefulSetSpec.minReadySeconds": _READY,
    "StatefulSetSpec.revisionHistoryLimit": _HISTORY,
    "StatefulSetSpec.ordinals": "Changes the number of the first member.",
    "StatefulSetUpdateStrategy.type": "RollingUpdate replaces members from the highest number down.",
    "StatefulSetUpdateStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateStatefulSetStrategy.partition": "Only members with this number or a higher one are updated, for a "
    "canary.",
    "RollingUpdateStatefulSetStrategy.maxUnavailable": "How many members may be missing at once; needs a feature "
    "gate in most versions.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": "Delete loses the data when the StatefulSet is "
    "deleted.",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": "Delete loses the data of a member that is scaled "
    "away.",
    "StatefulSetOrdinals.start": "Members are numbered from here on, so that two StatefulSets can hand over members "
    "one by one.",
    "DaemonSetSpec.selector": _SELECTOR,
    "DaemonSetSpec.template": "`nodeSelector` and `affinity` choose nodes. Taints for unready nodes are tolerated "
    "automatically; those of control planes are not.",
    "DaemonSetSpec.updateStrategy": "OnDelete waits until you delete a pod.",
    "DaemonSetSpec.minReadySeconds": _READY,
    "DaemonSetSpec.revisionHistoryLimit": _HISTORY,
    "DaemonSetUpdateStrategy.rollingUpdate": "Only with RollingUpdate.",
    "RollingUpdateDaemonSet.maxUnavailable": "Nodes whose pod may be missing at once: a number or a percentage. Must "
    "be 0 if `maxSurge` is not.",
    "RollingUpdateDaemonSet.maxSurge": "Nodes that may run the old and the new pod at once. Not with host ports.",
    "JobSpec.template": "Its `restartPolicy` must be OnFailure or Never. Cannot be changed.",
    "JobSpec.parallelism": "How many pods run at once at most; 0 pauses the Job.",
    "JobSpec.completions": "How many pods must succeed. Left out with a `parallelism`, one success is enough and the "
    "others may end.",
    "JobSpec.completionMode": "Indexed gives each pod a number in JOB_COMPLETION_INDEX, and needs one success for "
    "each.",
    "JobSpec.backoffLimit": "Retries before the Job fails, with delays from 10 s up to 6 min.",
    "JobSpec.backoffLimitPerIndex": "Retries of each index. Only with Indexed.",
    "JobSpec.maxFailedIndexes": "Failed indexes after which the whole Job fails. Needs `backoffLimitPerIndex`.",
    "JobSpec.activeDeadlineSeconds": "Seconds after which the Job fails and its pods are ended, at any "
    "number of retries.",
    "JobSpec.ttlSecondsAfterFinished": "Seconds after the end until the Job and its pods are deleted; kept forever "
    "if not set.",
    "JobSpec.suspend": "Ends running pods, and starts none. The clock of `activeDeadlineSeconds` starts again.",
    "JobSpec.selector": "Set by the server; leave it out.",
    "JobSpec.manualSelector": "Lets you write `selector`, and match pods of other Jobs by mistake.",
    "JobSpec.podFailurePolicy": "Tells errors that retrying cannot fix from those that it can. Needs `restartPolicy: "
    "Never`.",
    "JobSpec.podReplacementPolicy": "Failed waits until the old pod has ended. The only one with `podFailurePolicy`.",
    "JobSpec.successPolicy": "When an Indexed Job succeeds before all indexes have.",
    "JobSpec.managedBy": "Another controller runs the Job. Cannot be changed.",
    "JobTemplateSpec.metadata": "Labels and annotations of each Job.",
    "PodFailurePolicyRule.action": "FailJob fails the Job at once, Ignore does not count the failure, FailIndex "
    "gives up the index, Count is the usual handling.",
    "PodFailurePolicyRule.onExitCodes": "Cannot be combined with `onPodConditions`.",
    "PodFailurePolicyRule.onPodConditions": "Such as DisruptionTarget, for pods that were evicted.",
    "PodFailurePolicyOnExitCodesRequirement.values": "Up to 255 codes; 0 is not allowed with In.",
    "PodFailurePolicyOnExitCodesRequirement.containerName": "Only the exit code of this container; any if not set.",
    "CronJobSpec.schedule": "Five fields: minute, hour, day of month, month, day of week. `@daily` and the like too. "
    "TZ= is not allowed; use `timeZone`.",
    "CronJobSpec.timeZone": "A name such as `Europe/Madrid`. Without it, the zone of the controller, often UTC.",
    "CronJobSpec.concurrencyPolicy": "Forbid skips a run while the last one still runs; Replace ends the last one.",
    "CronJobSpec.startingDeadlineSeconds": "Seconds late that a run may start. Values below 10 can miss every run; "
    "without it, more than 100 missed runs stop the CronJob.",
    "CronJobSpec.suspend": "No new Jobs; running ones continue.",
    "CronJobSpec.jobTemplate": "Each Job is made from it.",
    "CronJobSpec.successfulJobsHistoryLimit": "Finished Jobs that are kept, with their logs.",
    "CronJobSpec.failedJobsHistoryLimit": "Failed Jobs that are kept, with their logs.",
}
