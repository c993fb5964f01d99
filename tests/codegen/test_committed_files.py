"""The generated files are what the generator writes, and nothing else is among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import k8sdsl
from k8sdsl.codegen.render import render
from k8sdsl.codegen.sources.schemas import read_types

if TYPE_CHECKING:
    from k8sdsl.codegen.model import TypeModel

PACKAGE = Path(k8sdsl.__file__).parent
REGENERATE = "run `python -m k8sdsl.codegen`"


@pytest.fixture(scope="module")
def types() -> dict[str, TypeModel]:
    return read_types()


@pytest.fixture(scope="module")
def generated(types: dict[str, TypeModel]) -> dict[str, str]:
    return render(types)


def test_every_committed_file_is_what_the_generator_writes(generated: dict[str, str]) -> None:
    different = [name for name, text in generated.items() if (PACKAGE / name).read_text(encoding="utf-8") != text]
    assert different == [], REGENERATE


def test_no_generated_folder_holds_a_file_that_the_generator_does_not_write(generated: dict[str, str]) -> None:
    committed = {f"{folder}/{file.name}" for folder in ("api", "kube/schema") for file in (PACKAGE / folder).glob("*")}
    assert set() == {name for name in committed if "__pycache__" not in name} - set(generated), REGENERATE


def test_each_attribute_of_a_type_is_one_field(types: dict[str, TypeModel]) -> None:
    clashes = {
        name: sorted(field.name for field in model.fields.values())
        for name, model in types.items()
        if len({field.name for field in model.fields.values()}) != len(model.fields)
    }
    assert clashes == {}


def test_every_type_that_a_field_names_is_generated(types: dict[str, TypeModel]) -> None:
    from k8sdsl.kube.types import type_schema

    for name in types:
        for field in type_schema(name):
            assert field.leaf.partition("|")[0] in SCALARS or field.target is not None


SCALARS = {
    *("string", "bool", "int32", "int64", "number", "quantity", "int_or_string"),
    *("time", "microtime", "bytes", "object", "any"),
}


def test_versions_of_fields_are_those_of_the_schemas(types: dict[str, TypeModel]) -> None:
    """Three fields whose life is known: one that came, one that went, one that always was."""
    fields = types["core_v1.PodSpec"].fields
    assert fields["hostUsers"].minors[0] == 25
    assert fields["containers"].minors[-1] == 37
    assert fields["resources"].minors[0] > 25
    assert fields["containers"].required
    assert fields["containers"].merge_key == "name"
    assert fields["containers"].list_type == "map"
    assert types["core_v1.Container"].fields["ports"].list_keys == ("containerPort", "protocol")
