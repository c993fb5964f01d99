"""The notes' ways to tell the scheduler where pods should run, and where they should not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from k8sdsl import k8s
from k8sdsl.blocks import spread_over_nodes
from k8sdsl.errors import YamlError
from k8sdsl.yaml.reader import read_documents


def _pod_spec(**fields: Any) -> dict[str, Any]:
    spec: dict[str, Any] = k8s.Pod("web", spec=k8s.PodSpec(containers=[], **fields)).to_dict()["spec"]
    del spec["containers"]
    return spec


def test_nodes_with_a_graphics_processor_and_by_preference_quick_ones() -> None:
    written = """
     nodeSelector:
       gpu: "true"
     affinity:
         nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                    - matchExpressions:
                        - key: cpu-speed
                          operator: Gt
                          values:
                            - "3000"
              preferredDuringSchedulingIgnoredDuringExecution:
                - weight: 1
                    preference:
                    matchExpressions:
                    - key: cpu-speed
                        operator: Gt
                        values:
                        - "2500"
    """
    with pytest.raises(YamlError):
        read_documents(written)  # `preference` had to stand beside `weight`, and hold the expressions
    mended = (
        written.split("                - weight: 1", maxsplit=1)[0]
        + """
                - weight: 1
                  preference:
                    matchExpressions:
                    - key: cpu-speed
                      operator: Gt
                      values:
                      - "2500"
    """
    )
    required = k8s.NodeSelectorTerm(match_expressions=[_faster_than("3000")])
    preferred = k8s.NodeSelectorTerm(match_expressions=[_faster_than("2500")])
    affinity = k8s.Affinity(
        node_affinity=k8s.NodeAffinity(
            required_during_scheduling_ignored_during_execution=k8s.NodeSelector(node_selector_terms=[required]),
            preferred_during_scheduling_ignored_during_execution=[
                k8s.PreferredSchedulingTerm(weight=1, preference=preferred)
            ],
        )
    )
    assert _pod_spec(node_selector={"gpu": "true"}, affinity=affinity) == yaml.safe_load(mended)


def _faster_than(megahertz: str) -> k8s.NodeSelectorRequirement:
    return k8s.NodeSelectorRequirement(key="cpu-speed", operator="Gt", values=[megahertz])


WRITTEN = """
affinity:
    podAntiAffinity:
        preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 1
        podAffinityTerm:
            labelSelector:
                matchExpressions:
                - key: app
                    operator: In
                    values:
                    - wordpress
                topologyKey: kubernetes.io/hostname
"""

# `podAffinityTerm` had to stand beside `weight`, `operator` beside `key`, and `topologyKey` beside `labelSelector`.
MENDED = """
affinity:
    podAntiAffinity:
        preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 1
          podAffinityTerm:
            labelSelector:
                matchExpressions:
                - key: app
                  operator: In
                  values:
                  - wordpress
            topologyKey: kubernetes.io/hostname
"""


def test_replicas_rather_on_nodes_of_their_own() -> None:
    with pytest.raises(YamlError):
        read_documents(WRITTEN)
    wordpress = k8s.LabelSelector(
        match_expressions=[k8s.LabelSelectorRequirement(key="app", operator="In", values=["wordpress"])]
    )
    assert _pod_spec(affinity=spread_over_nodes(wordpress)) == yaml.safe_load(MENDED)


def test_replicas_only_on_nodes_of_their_own() -> None:
    preferred = yaml.safe_load(MENDED)["affinity"]["podAntiAffinity"]
    term = preferred["preferredDuringSchedulingIgnoredDuringExecution"][0]["podAffinityTerm"]
    term["labelSelector"] = {"matchLabels": {"app": "wordpress"}}
    affinity = spread_over_nodes({"app": "wordpress"}, required=True)
    expected = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert _pod_spec(affinity=affinity) == {"affinity": expected}
