"""The notes' Kibana: the environment of a container of docker-compose, divided over a ConfigMap and a Secret."""

from __future__ import annotations

import yaml

from k8sdsl import k8s
from k8sdsl.blocks import env_from_config_map, env_from_secret, expose

COMPOSE = """
kibana:
  image: docker.elastic.co/kibana/kibana:7.7.0
  container_name: kibana
  ports:
    - 8082:5601
  environment:
    ELASTICSEARCH_HOSTS: "http://coordinador1:9200"
    SERVER_NAME: "kibana"
    SERVER_HOST: "kibana"
    ELASTICSEARCH_USERNAME: "elastic"
    ELASTICSEARCH_PASSWORD: "password"
"""


def test_kibana_is_divided_as_in_the_notes() -> None:
    compose = yaml.safe_load(COMPOSE)["kibana"]
    config = k8s.ConfigMap(
        "kibana",
        data={"ELASTICSEARCH_HOSTS": "http://coordinador1:9200", "SERVER_NAME": "kibana", "SERVER_HOST": "kibana"},
    )
    secret = k8s.Secret(
        "kibana", string_data={"ELASTICSEARCH_USERNAME": "elastic", "ELASTICSEARCH_PASSWORD": "password"}
    )
    container = k8s.Container(
        "kibana",
        image="docker.elastic.co/kibana/kibana:7.7.0",
        ports=[k8s.ContainerPort(5601)],
        env_from=[env_from_config_map(config), env_from_secret(secret)],
    )
    deployment = k8s.Deployment(
        "kibana",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels={"app": "kibana"}),
            template=k8s.PodTemplateSpec(labels={"app": "kibana"}, spec=k8s.PodSpec(containers=[container])),
        ),
    )
    assert config.to_dict()["data"] | secret.to_dict()["stringData"] == compose["environment"]
    written = deployment.to_dict()["spec"]["template"]["spec"]["containers"][0]
    assert written == {
        "name": compose["container_name"],
        "image": compose["image"],
        "ports": [{"containerPort": 5601}],
        "envFrom": [{"configMapRef": {"name": "kibana"}}, {"secretRef": {"name": "kibana"}}],
    }
    ports = expose(deployment, 8082, 5601).to_dict()["spec"]["ports"]
    assert [f"{port['port']}:{port['targetPort']}" for port in ports] == compose["ports"]
