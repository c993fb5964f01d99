"""Lazy names: loaded on first use, listed, and close to what was probably meant."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.lazy import lazy_imports, lazy_names


def module() -> dict[str, Any]:
    return {"__name__": "sample"}


def test_a_name_is_created_once() -> None:
    namespace, created = module(), []

    def find(name: str) -> object:
        created.append(name)
        return object() if name == "first" else None

    attribute = lazy_names(namespace, find, lambda: ["first"])
    assert attribute("first") is attribute("first")
    assert created == ["first"]
    assert namespace["__dir__"]() == ["first"]


def test_an_unknown_name_is_answered_with_the_closest_one() -> None:
    attribute = lazy_names(module(), lambda _: None, lambda: ["Deployment"])
    with pytest.raises(AttributeError, match="did you mean `Deployment`"):
        attribute("Deploymnt")


def test_a_private_name_is_unknown_without_listing_the_names() -> None:
    def names() -> list[str]:
        pytest.fail("the names were listed")

    with pytest.raises(AttributeError, match="_private"):
        lazy_names(module(), lambda _: None, names)("_private")


def test_names_come_from_their_modules_and_modules_are_names_too() -> None:
    import json.decoder

    namespace = module()
    names = lazy_imports(namespace, {"json.decoder": (), "json.encoder": ("JSONEncoder",)})
    assert names == ["JSONEncoder", "decoder"]
    assert namespace["__getattr__"]("decoder") is json.decoder
    assert namespace["__getattr__"]("JSONEncoder") is json.JSONEncoder
