"""A shop in three tiers: the right project, in which the tests make one mistake at a time."""

from __future__ import annotations

from k8sdsl import JsonPatch, Overlay, Stack, Target, k8s, patch
from k8sdsl.blocks import allow_traffic, expose, headless, http_probe, pods, tcp_probe

WEB = {"app": "web"}
API = {"app": "orders"}
DATABASE = {"app": "database"}


def web(*, host: str, replicas: int) -> Stack:
    servers = k8s.Deployment(
        "web",
        labels=WEB,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            selector=k8s.LabelSelector(match_labels=WEB),
            template=k8s.PodTemplateSpec(
                labels={"app": "web"},
                spec=k8s.PodSpec(
                    service_account_name="web",
                    containers=[
                        k8s.Container(
                            "nginx",
                            image="nginx:1.27",
                            ports=[k8s.ContainerPort(8080, name="http")],
                            env=[k8s.EnvVar("API", value="http://api:80"), k8s.EnvVar("PORT", value="8080")],
                            readiness_probe=http_probe("/", port="http", every=10),
                            volume_mounts=[k8s.VolumeMount("/etc/nginx/conf.d", name="sites", read_only=True)],
                        )
                    ],
                    volumes=[k8s.Volume("sites", config_map=k8s.ConfigMapVolumeSource(name="sites"))],
                ),
            ),
        ),
    )
    rule = k8s.HTTPIngressPath(
        path="/",
        path_type="Prefix",
        backend=k8s.IngressBackend(
            service=k8s.IngressServiceBackend(name="web", port=k8s.ServiceBackendPort(name="http")),
        ),
    )
    return Stack(
        "web",
        [
            k8s.ServiceAccount("web"),
            k8s.ConfigMap("sites", data={"site.conf": "listen 8080;"}),
            servers,
            k8s.Service(
                "web", spec=k8s.ServiceSpec(selector=WEB, ports=[k8s.ServicePort(80, name="http", target_port="http")])
            ),
            k8s.Ingress(
                "web",
                spec=k8s.IngressSpec(
                    ingress_class_name="nginx",
                    rules=[k8s.IngressRule(host=host, http=k8s.HTTPIngressRuleValue(paths=[rule]))],
                    tls=[k8s.IngressTLS(hosts=[host], secret_name="web-tls")],  # noqa: S106 - a name
                ),
            ),
            k8s.PodDisruptionBudget(
                "web",
                spec=k8s.PodDisruptionBudgetSpec(
                    max_unavailable=1, selector=k8s.LabelSelector(match_labels={"app": "web"})
                ),
            ),
        ],
    )


def api(*, most: int) -> Stack:
    servers = k8s.Deployment(
        "api",
        labels=API,
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=API),
            strategy=k8s.DeploymentStrategy(type="RollingUpdate"),
            template=k8s.PodTemplateSpec(
                labels=API,
                spec=k8s.PodSpec(
                    restart_policy="Always",
                    containers=[
                        k8s.Container(
                            "api",
                            image="registry.example.com/shop/api:2.4",
                            image_pull_policy="IfNotPresent",
                            ports=[k8s.ContainerPort(9000, name="http")],
                            env_from=[k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name="api"))],
                            env=[
                                k8s.EnvVar(
                                    "DATABASE_PASSWORD",
                                    value_from=k8s.EnvVarSource(
                                        secret_key_ref=k8s.SecretKeySelector(key="password", name="database")
                                    ),
                                )
                            ],
                            liveness_probe=tcp_probe("http", every=30, timeout=5),
                            resources=k8s.ResourceRequirements(
                                requests={"cpu": "250m", "memory": "256Mi"},
                                limits={"cpu": "1", "memory": "512Mi"},
                            ),
                        )
                    ],
                ),
            ),
        ),
    )
    scaler = k8s.HorizontalPodAutoscaler(
        "api",
        spec=k8s.HorizontalPodAutoscalerSpec(
            scale_target_ref=k8s.CrossVersionObjectReference(api_version="apps/v1", kind="Deployment", name="api"),
            min_replicas=2,
            max_replicas=most,
            metrics=[
                k8s.MetricSpec(
                    type="Resource",
                    resource=k8s.ResourceMetricSource(
                        name="cpu", target=k8s.MetricTarget(type="Utilization", average_utilization=70)
                    ),
                )
            ],
        ),
    )
    settings = k8s.ConfigMap("api", data={"DATABASE_URL": "postgres://database:5432/shop", "LOG_LEVEL": "info"})
    return Stack("api", [settings, servers, expose(servers, 80, "http"), scaler])


def database(*, size: str) -> Stack:
    server = k8s.StatefulSet(
        "database",
        labels=DATABASE,
        spec=k8s.StatefulSetSpec(
            replicas=1,
            service_name="database-peers",
            selector=k8s.LabelSelector(match_labels=DATABASE),
            template=k8s.PodTemplateSpec(
                labels=DATABASE,
                spec=k8s.PodSpec(
                    containers=[
                        k8s.Container(
                            "postgres",
                            image="postgres:17",
                            ports=[k8s.ContainerPort(5432, name="postgres")],
                            env_from=[k8s.EnvFromSource(secret_ref=k8s.SecretEnvSource(name="database"))],
                            volume_mounts=[k8s.VolumeMount("/var/lib/postgresql/data", name="data")],
                        )
                    ]
                ),
            ),
            volume_claim_templates=[
                k8s.PersistentVolumeClaim(
                    "data",
                    spec=k8s.PersistentVolumeClaimSpec(
                        access_modes=["ReadWriteOnce"],
                        resources=k8s.VolumeResourceRequirements(requests={"storage": size}),
                    ),
                )
            ],
        ),
    )
    backup = k8s.CronJob(
        "backup",
        spec=k8s.CronJobSpec(
            schedule="0 2 * * *",
            concurrency_policy="Forbid",
            job_template=k8s.JobTemplateSpec(
                spec=k8s.JobSpec(
                    template=k8s.PodTemplateSpec(
                        labels={"app": "backup"},
                        spec=k8s.PodSpec(
                            restart_policy="Never",
                            containers=[k8s.Container("dump", image="postgres:17", command=["pg_dump", "shop"])],
                        ),
                    )
                )
            ),
        ),
    )
    return Stack(
        "database",
        [
            k8s.Secret("database", string_data={"password": "changeme"}),
            server,
            expose(server, 5432, "postgres"),
            headless(server, [k8s.ServicePort(5432, name="postgres")], name="database-peers"),
            allow_traffic("database", DATABASE, received={5432: pods({"app": "orders"})}),
            backup,
        ],
    )


@patch(k8s.Deployment, "web")
def careful_rollout(deployment: k8s.Deployment) -> None:
    deployment.spec.min_ready_seconds = 30


overlay = Overlay(
    base=[web(host="shop.example.com", replicas=3), api(most=10), database(size="20Gi")],
    namespace="shop",
    labels={"environment": "prod"},
    images={"nginx": "1.28"},
    patches=[
        careful_rollout,
        JsonPatch(
            [{"op": "replace", "path": "/spec/concurrencyPolicy", "value": "Replace"}], target=Target(kind="CronJob")
        ),
    ],
)
