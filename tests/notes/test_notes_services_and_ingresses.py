"""The notes' Services and Ingresses, each as an expression, against the YAML that the notes show."""

from __future__ import annotations

import pytest
import yaml

from k8sdsl import k8s
from k8sdsl.blocks import expose, ingress
from k8sdsl.errors import YamlError
from k8sdsl.yaml.reader import read_documents


def _workload(app: str) -> k8s.Deployment:
    labels = {"app": app}
    return k8s.Deployment(
        app,
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=labels),
            template=k8s.PodTemplateSpec(labels=labels, spec=k8s.PodSpec(containers=[k8s.Container(app)])),
        ),
    )


def test_a_cluster_ip_in_front_of_the_database() -> None:
    written = """
    apiVersion: v1
    kind: Service
    metadata:
      name: mi-bbdd-wp
    spec:
        selector:
            app: mariadb
        ports:
            - protocol: TCP
            port: 3307
            targetPort: 3306
        type: ClusterIP
    """
    with pytest.raises(YamlError):
        read_documents(written)  # `port` and `targetPort` had to stand under `protocol`, in the item of the list
    mended = written.replace("            port:", "              port:").replace(
        "            targetPort:", "              targetPort:"
    )
    service = expose(
        _workload("mariadb"),
        [k8s.ServicePort(3307, target_port=3306, protocol="TCP")],
        name="mi-bbdd-wp",
        type="ClusterIP",
    )
    assert service.to_dict() == yaml.safe_load(mended)


def test_a_service_of_the_development_database() -> None:
    expected = """
    kind: Service
    apiVersion: v1
    metadata:
      name: basedatos-desarrollo
    spec:
      type: ClusterIP
      ports:
        - port: 3307
          targetPort: 3306
      selector:
        app: mariadb
    """
    service = expose(_workload("mariadb"), 3307, 3306, name="basedatos-desarrollo", type="ClusterIP")
    assert service.to_dict() == yaml.safe_load(expected)


def test_a_load_balancer_in_front_of_the_development_web() -> None:
    expected = """
    kind: Service
    apiVersion: v1
    metadata:
      name: wp-desarrollo
    spec:
      type: LoadBalancer
      ports:
        - port: 87
          targetPort: 80
          nodePort: 30080
      selector:
        app: wordpress
    """
    service = expose(_workload("wordpress"), 87, 80, name="wp-desarrollo", type="LoadBalancer", node_port=30080)
    assert service.to_dict() == yaml.safe_load(expected)


def test_an_ingress_for_the_host_of_the_company() -> None:
    expected = """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: ingress-wildcard-host
    spec:
      rules:
      - host: "app.empresa.com"
        http:
          paths:
          - pathType: Prefix
            path: "/"
            backend:
              service:
                name: wp-desarrollo
                port:
                  number: 87
    """
    rule = ingress("app.empresa.com", "wp-desarrollo", 87, name="ingress-wildcard-host")
    assert rule.to_dict() == yaml.safe_load(expected)


def test_an_ingress_for_the_host_of_the_cluster() -> None:
    expected = """
    kind: Ingress
    apiVersion: networking.k8s.io/v1
    metadata:
      name: ingress-wordpress
    spec:
        rules:
        - host: app1.mi-cluster.com
          http:
            paths:
             - path: /
               pathType: Prefix
               backend:
                 service:
                   name: wordpress-service
                   port:
                     number: 80
    """
    web = expose(_workload("wordpress"), 80, name="wordpress-service")
    assert ingress("app1.mi-cluster.com", web, name="ingress-wordpress").to_dict() == yaml.safe_load(expected)
