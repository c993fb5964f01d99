"""The documentation of fields: about fields that exist, in words of our own, and more than a name says."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

import pytest

from k8sdsl.codegen.sources.schemas import definitions
from k8sdsl.kube import documentation
from k8sdsl.kube.types import type_table

TOPICS = {topic: import_module(f"k8sdsl.kube.documentation.{topic}") for topic in documentation.TOPICS}
FIELDS = {(topic, key): text for topic, module in TOPICS.items() for key, text in module.FIELDS.items()}
TYPES = {(topic, key): text for topic, module in TOPICS.items() for key, text in module.TYPES.items()}
NEWEST = 37


@cache
def described() -> dict[tuple[str, str], str]:
    """What upstream writes about each type and field of the newest version, by group and `Type.field`."""
    texts: dict[tuple[str, str], str] = {}
    for full_name, schema in definitions(NEWEST).items():
        *path, name = full_name.split(".")
        if path[-1].startswith("v") and len(path) > 2:
            texts[path[-2], name] = schema.get("description", "")
            for wire, part in schema.get("properties", {}).items():
                texts[path[-2], f"{name}.{wire}"] = part.get("description", "")
    return texts


def words(text: str) -> list[str]:
    return [word for word in (part.strip("`.,:;()[]\"'").lower() for part in text.split()) if word]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_is_about_something_that_exists(topic: str) -> None:
    known = {group for group, _ in described()}
    module: Any = TOPICS[topic]
    assert set(module.GROUPS) <= known
    absent = [
        key
        for key in (*module.TYPES, *module.FIELDS)
        if not any((group, key) in described() for group in module.GROUPS) and not _in_older_version(module.GROUPS, key)
    ]
    assert absent == []


def _in_older_version(groups: tuple[str, ...], key: str) -> bool:
    name, _, wire = key.partition(".")
    tables = [type_table(f"{group}_{version}") for group in groups for version in ("v1", "v2") if _has(group, version)]
    return any(name in table.rows and (not wire or wire in table.type(name).fields) for table in tables)


def _has(group: str, version: str) -> bool:
    try:
        type_table(f"{group}_{version}")
    except ModuleNotFoundError:
        return False
    return True


def test_the_most_used_fields_are_described() -> None:
    assert len(FIELDS) > 450
    core = type_table("core_v1")
    for name in ("Container", "PodSpec", "ServicePort", "Probe", "Toleration", "EnvVar"):
        silent = {f.wire for f in core.type(name) if not documentation.about_field(f"core_v1.{name}", f.wire)}
        assert len(silent) <= 5, (name, silent)


@pytest.mark.parametrize(("texts", "least"), [(FIELDS, 2), (TYPES, 1)])
def test_every_text_is_a_sentence_that_adds_to_the_name(texts: dict[tuple[str, str], str], least: int) -> None:
    for (_, key), text in texts.items():
        assert text[0].isupper() or text[0] in '`0123456789"' or text.startswith(("cpu ", "get, ", "linux ")), key
        assert text.endswith("."), key
        assert len(text) <= 330, key
        named = {"the", "a", "an", "of", "this", "that", "is", "it", *key.lower().split(".")}
        assert len(set(words(text)) - named) >= least, key


def test_no_text_is_upstreams() -> None:
    """No nine words in a row are those that upstream writes about the same type or field."""
    copied = []
    for topic, module in TOPICS.items():
        for key, text in {**module.TYPES, **module.FIELDS}.items():
            theirs = " ".join(described().get((group, key), "") for group in module.GROUPS)
            if runs(text, 9) & runs(theirs, 9):
                copied.append(f"{topic}: {key}")
    assert copied == []


def test_a_text_is_found_for_every_version_of_a_group() -> None:
    for version in ("v1", "v2", "v2beta2"):
        assert documentation.about_field(f"autoscaling_{version}.HorizontalPodAutoscalerSpec", "maxReplicas")
    assert not documentation.about_field("flowcontrol_v1.Subject", "kind")
