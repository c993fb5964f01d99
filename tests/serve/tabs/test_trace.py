"""Traces on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.projects import HEAD

if TYPE_CHECKING:
    from tests.serve.served import Served


def test_the_form_suggests_the_addresses_and_workloads_of_the_target(served: Served) -> None:
    html = served.tab("trace")
    for value in ("http://shop.example.com/", "web:80", "Deployment/web"):
        assert f'<option value="{value}">' in html
    assert "<ol" not in html


def test_a_request_is_followed_step_by_step_and_marked_in_the_picture(served: Served) -> None:
    html = served.tab("trace", to="http://shop.example.com/")
    assert html.count('<li class="step">') == 4
    assert "stacks/web.py:" in html
    assert '<g class="node workload path"' in html
    assert 'value="http://shop.example.com/"' in html


def test_a_request_of_a_workload_is_followed(served: Served) -> None:
    html = served.tab("trace", to="web:80", **{"from": "Deployment/web"})
    assert '<li class="step">' in html
    assert "broken-step" not in html


def test_the_step_where_a_request_stops_is_marked_with_its_remedy(served: Served) -> None:
    html = served.tab("trace", to="web:81", **{"from": "Deployment/web"})
    assert html.count('<li class="broken-step">') == 1
    assert 'class="remedy"' in html


def test_an_address_that_cannot_be_read_is_an_error_below_the_form(served: Served) -> None:
    for to in ("<script>", "shop", "ftp://x/", "http://["):
        html = served.tab("trace", to=to)
        assert 'role="alert"' in html
        assert 'id="to"' in html
        assert "<script>" not in html
    assert 'role="alert"' in served.tab("trace", to="web:80", **{"from": "Deployment/none"})


def test_objects_of_the_cluster_take_part(served: Served) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: outside, namespace: shop}\n"
        "spec: {selector: {app: web}, ports: [{port: 8080}]}\n"
    )
    (served.root / "cluster.yaml").write_text(service, encoding="utf-8")
    served.write(
        "overlays/dev.py",
        HEAD + "from stacks.web import web\n\n"
        'overlay = Overlay(base=[web(host="a.b")], namespace="shop", cluster="../cluster.yaml")\n',
    )
    html = served.tab("trace", "dev", to="outside:8080", **{"from": "Deployment/web"})
    assert "Service/outside in shop" in html
    assert "cluster.yaml:3" in html
