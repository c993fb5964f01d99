"""What `envFrom` declares counts for `$(NAME)`, if the objects that it names are known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system.sets import found, objects

SETTINGS = {"ConfigMap/settings": {"data": {"HOST": "db"}}}


def pod(*sources: Any, name: str = "HOST") -> dict[str, Any]:
    env = [{"name": "URL", "value": f"http://$({name})"}]
    return {"Pod/web": {"spec.containers[0].env": env, "spec.containers[0].envFrom": list(sources)}}


@pytest.mark.parametrize(
    ("example", "undeclared"),
    [
        ({**pod({"configMapRef": {"name": "settings"}}), **SETTINGS}, False),
        ({**pod({"configMapRef": {"name": "settings"}}, name="PORT"), **SETTINGS}, True),
        ({**pod({"configMapRef": {"name": "settings"}, "prefix": "DB_"}, name="DB_HOST"), **SETTINGS}, False),
        ({**pod({"configMapRef": {"name": "settings"}, "prefix": "DB_"}), **SETTINGS}, True),
        (pod({"configMapRef": {"name": "elsewhere"}}), False),
        ({**pod({"configMapRef": {"name": "$SETTINGS"}}, name="PORT"), **SETTINGS}, False),
        (pod(), True),
    ],
)
def test_a_variable_is_undeclared_only_if_every_source_is_known(example: dict[str, Any], *, undeclared: bool) -> None:
    rules = {rule for rule, _, _ in found(objects(example))}
    assert ("set/undeclared-variable" in rules) == undeclared


@pytest.mark.parametrize("sources", [1.5, {"a": "b"}, "a", [5]])
def test_sources_of_another_type_are_not_known(sources: Any) -> None:
    example = {"Pod/web": {**pod()["Pod/web"], "spec.containers[0].envFrom": sources}}
    assert "set/undeclared-variable" not in {rule for rule, _, _ in found(objects(example))}
