"""YAML with places on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.serve.served import Served

FIRST = "Secret/shop/web/v1"
WEB = "Deployment/shop/web/apps/v1"


def test_every_object_can_be_chosen(served: Served) -> None:
    keys = re.findall('<li class="object"><a href="([^"]*)" data-key="([^"]*)"', served.tab("yaml"))
    assert [key for _, key in keys] == [FIRST, "Service/shop/web/v1", WEB, "Ingress/shop/web/networking.k8s.io/v1"]
    assert all(address.startswith("?tab=yaml&amp;target=prod&amp;object=") for address, _ in keys)
    for _, key in keys:
        assert f'data-key="{key}" aria-current="true"' in served.tab("yaml", object=key)


def test_each_value_has_the_place_that_set_it(served: Served) -> None:
    html = served.tab("yaml", object=WEB)
    line = re.search(r'<td class="yaml">  replicas: 3</td><td class="place">(.*?)</td>', html)
    assert line is not None
    assert "stacks/web.py:14" in line[1]
    assert "overlays/prod.py:4" in html  # the namespace


def test_an_object_that_is_gone_is_named_and_the_first_is_shown(served: Served) -> None:
    html = served.tab("yaml", object="Deployment/shop/<b>/apps/v1")
    assert "Deployment/shop/&lt;b&gt;/apps/v1" in html
    assert f'data-key="{FIRST}" aria-current="true"' in html


def test_the_value_of_a_secret_is_hidden(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "planted-value")
    html = served.tab("yaml", object=FIRST)
    assert "password:" in html
    assert "planted-value" not in html


def test_an_overlay_without_objects_says_so(served: Served) -> None:
    served.write("overlays/dev.py", "from k8sdsl import Overlay\n\noverlay = Overlay(base=[])\n")
    assert "<table" not in served.tab("yaml", "dev")
