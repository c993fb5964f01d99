"""Patterns of the course that no stack needs: each as typed objects that the API server accepts."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl import CustomResource, k8s
from k8sdsl.blocks import (
    config_volume,
    expose,
    headless,
    http_probe,
    ingress,
    mount,
    scratch_volume,
    secret_env,
    secret_volume,
    tcp_probe,
)

WORDPRESS = {"app": "wordpress"}


def deployment(*containers: k8s.Container, init: list[k8s.Container] | None = None, **pod: Any) -> k8s.Deployment:
    spec = k8s.PodSpec(containers=list(containers), init_containers=init, **pod)
    return k8s.Deployment(
        "wordpress",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=WORDPRESS),
            template=k8s.PodTemplateSpec(labels=WORDPRESS, spec=spec),
        ),
    )


def accepted(*objects: k8sdsl.Resource) -> bool:
    return [finding for one in objects for finding in k8sdsl.validate(one.to_dict()) if finding.is_error] == []


@pytest.mark.parametrize(
    ("name", "port", "target", "type_", "node_port"),
    [
        ("mi-wp", 81, 80, "NodePort", 30080),
        ("wordpress-service", 80, 80, "NodePort", 30080),
        ("lb-apache", 8080, 80, None, None),
        ("lb-ingress", 80, 80, None, None),
    ],
)
def test_the_services_of_the_drawings(
    name: str, port: int, target: int, type_: str | None, node_port: int | None
) -> None:
    web = deployment(k8s.Container("wordpress", image="wordpress:6.8"))
    service = expose(web, port, target, name=name, type=type_, node_port=node_port)
    assert service.to_dict()["spec"] == {
        "selector": WORDPRESS,
        **({"type": type_} if type_ else {}),
        "ports": [{"port": port, "targetPort": target, **({"nodePort": node_port} if node_port else {})}],
    }
    assert accepted(service)


def test_apache_and_php_apart_share_the_site_and_talk_over_localhost() -> None:
    site = scratch_volume("site")
    php = k8s.Container("php", image="wordpress:6.8-fpm", volume_mounts=[mount(site, "/var/www/html")])
    php.readiness_probe = tcp_probe(9000, every=10)
    apache = k8s.Container(
        "apache",
        image="httpd:2.4",
        env=[k8s.EnvVar("PHP", value="localhost:9000")],
        volume_mounts=[mount(site, "/var/www/html", read_only=True)],
    )
    assert accepted(deployment(php, apache, volumes=[site]))


def test_an_init_container_fetches_certificates_for_the_web_server() -> None:
    certificates = scratch_volume("certificates", "1Mi")
    fetch = k8s.Container(
        "fetch",
        image="curlimages/curl:8.16",
        command=["curl", "--fail", "--output", "/certificates/tls.pem", "https://ca.example.com/web.pem"],
        volume_mounts=[mount(certificates, "/certificates")],
    )
    web = k8s.Container("web", image="httpd:2.4", volume_mounts=[mount(certificates, "/tls", read_only=True)])
    made = deployment(web, init=[fetch], volumes=[certificates])
    pod = made.to_dict()["spec"]["template"]["spec"]
    assert [one["name"] for one in pod["initContainers"]] == ["fetch"]
    assert pod["containers"][0]["volumeMounts"][0]["readOnly"] is True
    assert accepted(made)


def test_a_file_of_settings_is_mounted_beside_the_others_of_its_directory() -> None:
    settings = k8s.ConfigMap("wp-config", data={"wp-config.php": "<?php define('DB_HOST', 'mariadb:3307');"})
    volume = config_volume("settings", settings)
    web = k8s.Container("wordpress", image="wordpress:6.8")
    web.volume_mounts = [mount(volume, "/etc/wordpress/wp-config.php", sub_path="wp-config.php")]
    assert accepted(settings, deployment(web, volumes=[volume]))


def test_writes_go_to_one_database_and_reads_to_its_replica() -> None:
    database = k8s.StatefulSet(
        "mariadb",
        spec=k8s.StatefulSetSpec(
            service_name="mariadb-peers",
            replicas=2,
            selector=k8s.LabelSelector(match_labels={"app": "mariadb"}),
            template=k8s.PodTemplateSpec(
                labels={"app": "mariadb"},
                spec=k8s.PodSpec(containers=[k8s.Container("mariadb", image="mariadb:11.8")]),
            ),
        ),
    )
    writes, reads = (
        k8s.Service(
            f"mariadb-{role}",
            spec=k8s.ServiceSpec(selector={"app": "mariadb", "role": role}, ports=[k8s.ServicePort(3307)]),
        )
        for role in ("primary", "replica")
    )
    assert accepted(database, headless(database, 3306), writes, reads)


def test_the_proxy_shows_a_certificate_of_a_private_authority_to_the_backend() -> None:
    annotations = {
        "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
        "nginx.ingress.kubernetes.io/proxy-ssl-secret": "shop/proxy-certificate",
        "nginx.ingress.kubernetes.io/proxy-ssl-verify": "on",
    }
    made = ingress("app.example.com", "wordpress", 443, ingress_class="nginx", annotations=annotations)
    certificate = k8s.Secret(
        "proxy-certificate", type="kubernetes.io/tls", string_data={"tls.crt": "a", "tls.key": "b"}
    )
    assert accepted(made, certificate)


def test_clients_name_themselves_with_a_password() -> None:
    users = k8s.Secret("users", string_data={"auth": "menchu:$apr1$x"})
    annotations = {
        "nginx.ingress.kubernetes.io/auth-type": "basic",
        "nginx.ingress.kubernetes.io/auth-secret": "users",
    }
    assert accepted(users, ingress("app.example.com", "wordpress", 80, annotations=annotations))


def test_a_pod_is_ready_when_all_of_its_containers_are() -> None:
    probes = [http_probe("/", port=80, every=10), http_probe("/health", port=5066, every=10)]
    containers = [
        k8s.Container(name, image="a:1.0", readiness_probe=probe)
        for name, probe in zip(("apache", "filebeat"), probes, strict=True)
    ]
    assert accepted(deployment(*containers))


def test_a_hung_server_is_restarted_although_its_process_runs() -> None:
    server = k8s.Container("weblogic", image="registry.example.com/weblogic:14.1")
    server.liveness_probe = http_probe("/alive", port=7001, every=30, timeout=10, failures=5)
    assert accepted(deployment(server))


def test_nodes_are_added_between_five_and_fifteen() -> None:
    scaler = CustomResource(
        "workers",
        api_version="autoscaling.openshift.io/v1beta1",
        kind="MachineAutoscaler",
        spec={
            "minReplicas": 5,
            "maxReplicas": 15,
            "scaleTargetRef": {"apiVersion": "machine.openshift.io/v1beta1", "kind": "MachineSet", "name": "workers"},
        },
    )
    assert scaler.to_dict()["spec"]["maxReplicas"] == 15
    assert accepted(scaler)


@pytest.mark.parametrize(
    ("provisioner", "parameters"),
    [
        ("csi.vsphere.vmware.com", {"storagepolicyname": "gold"}),
        ("csi.nutanix.com", {"storageContainer": "default"}),
        ("ebs.csi.aws.com", {"type": "gp3"}),
        ("disk.csi.azure.com", {"skuName": "Premium_LRS"}),
        ("pd.csi.storage.gke.io", {"type": "pd-ssd"}),
    ],
)
def test_every_platform_has_its_class_of_storage(provisioner: str, parameters: dict[str, str]) -> None:
    assert accepted(k8s.StorageClass("fast", provisioner=provisioner, parameters=parameters))


def test_names_outside_follow_the_ingresses_of_the_cluster() -> None:
    labels = {"app": "external-dns"}
    dns = k8s.Deployment(
        "external-dns",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=labels),
            template=k8s.PodTemplateSpec(
                labels=labels,
                spec=k8s.PodSpec(
                    service_account_name="external-dns",
                    containers=[
                        k8s.Container(
                            "external-dns",
                            image="registry.k8s.io/external-dns/external-dns:v0.19",
                            args=["--source=ingress", "--domain-filter=example.com", "--provider=rfc2136"],
                            env=[secret_env("EXTERNAL_DNS_RFC2136_TSIG_SECRET", "dns", "key")],
                            volume_mounts=[mount("key", "/key", read_only=True)],
                        )
                    ],
                    volumes=[secret_volume("key", "dns")],
                ),
            ),
        ),
    )
    read = ["get", "list", "watch"]
    role = k8s.ClusterRole(
        "external-dns",
        rules=[k8s.PolicyRule(api_groups=["networking.k8s.io"], resources=["ingresses"], verbs=read)],
    )
    assert accepted(dns, role, k8s.ServiceAccount("external-dns"))


def test_two_classes_of_storage_cannot_have_one_name() -> None:
    slow = [
        k8s.StorageClass("slow", provisioner=provisioner).to_dict()
        for provisioner in ("csi-powermax.dellemc.com", "nfs.csi.k8s.io")
    ]
    assert [finding for finding in k8sdsl.check(slow) if finding.is_error] != []


def test_two_containers_cannot_open_one_port() -> None:
    containers = [k8s.Container(name, image="a:1.0", ports=[k8s.ContainerPort(80)]) for name in ("a", "b")]
    found = k8sdsl.check([deployment(*containers).to_dict()])
    assert "core/overlapping-port" in {finding.rule for finding in found}
