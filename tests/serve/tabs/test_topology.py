"""Pictures on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.pictures import VIEWS

if TYPE_CHECKING:
    from tests.serve.served import Served


def test_the_first_view_is_traffic(served: Served) -> None:
    html = served.tab("topology")
    assert "<option selected>traffic</option>" in html
    assert 'data-id="Deployment/shop/web"' in html


def test_every_view_of_graph_can_be_chosen(served: Served) -> None:
    for view in VIEWS:
        html = served.tab("topology", view=view)
        assert f"<option selected>{view}</option>" in html
        assert 'role="alert"' not in html


def test_a_view_without_objects_says_so(served: Served) -> None:
    assert "<svg" not in served.tab("topology", view="storage")


def test_an_unknown_view_is_an_error(served: Served) -> None:
    assert 'role="alert"' in served.tab("topology", view="../../etc")
