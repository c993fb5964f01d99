"""The page in a real browser: it filters, follows a trace, reloads after an edit, and recovers from an error."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from k8sdsl.serve.tabs import TABS
from tests.projects import write_project
from tests.serve.process import serving
from tests.serve.sets import SHOP, overlay

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


NODE = '[data-id="Deployment/shop/web"]'


class Site(NamedTuple):
    """A project that is served by a process."""

    root: Path
    address: str
    process: subprocess.Popen[str]

    def edit(self, file: str, old: str, new: str) -> None:
        """Saves a file with one text in place of another."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    write_project(tmp_path, SHOP)
    with serving(tmp_path, "--port", "0") as (process, address):
        yield Site(tmp_path, address, process)


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Any]:
    """The page of `prod`; the test fails if it reports an error or asks for anything of another address."""
    opened = browser.new_page(viewport={"width": 1200, "height": 800})
    errors: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: errors.append(message.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(f"{site.address}?target=prod")
    opened.wait_for_selector(NODE)
    yield opened
    opened.close()
    assert errors == []
    assert {url for url in asked if not url.startswith(site.address)} <= {"data:,"}


def status(page: Any, text: str) -> None:
    """Waits until the status says a text."""
    page.wait_for_function("text => document.getElementById('status').textContent.includes(text)", arg=text)


def reloaded(page: Any) -> None:
    status(page, "Reloaded after a change of")


def show(page: Any, name: str) -> None:
    """Opens a tab and waits for it."""
    page.click(f"#tab-{name}")
    page.wait_for_selector(f"#panel-{name} .view")


def test_the_page_shows_the_first_tab_and_what_is_in_the_target(page: Any) -> None:
    status(page, "4 objects, 2 findings")
    assert page.title() == "Topology: prod - k8sdsl"
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Topology"
    assert page.locator("[role=tabpanel]:visible").count() == 1


def test_a_search_dims_and_a_filter_hides_what_it_does_not_find(page: Any) -> None:
    page.fill("#search", "ingress")
    assert page.locator(".node:not(.dim)").count() == 1
    show(page, "yaml")
    page.fill("#filter-object", "deployment web")
    assert page.locator(".object:visible").all_inner_texts() == ["Deployment/web in shop"]
    assert page.locator("#filtered-object").inner_text() == "1 found"


def test_a_view_is_chosen_and_the_address_leads_to_it(page: Any) -> None:
    page.select_option("#view", "all")
    page.wait_for_selector('[data-id="Secret/shop/web"]')
    assert "view=all" in page.url
    page.reload()
    page.wait_for_selector('[data-id="Secret/shop/web"]')
    assert page.locator("#view").input_value() == "all"


def test_a_trace_is_followed_and_marked_in_the_picture(page: Any) -> None:
    show(page, "trace")
    page.fill("#to", "http://shop.example.com/")
    page.keyboard.press("Enter")
    page.wait_for_selector(".steps")
    assert page.locator(".steps li").count() == 4
    assert page.locator("#panel-trace .node.path").count() == 4
    assert page.locator("#panel-trace .edge.path").count() == 3


def test_the_page_reloads_after_an_edit_and_keeps_view_search_groups_and_focus(page: Any, site: Site) -> None:
    page.select_option("#view", "all")
    page.wait_for_selector('[data-id="Secret/shop/web"]')
    page.fill("#search", "deployment")
    page.locator('.group[data-group="shop"]').focus()
    page.keyboard.press("Enter")
    site.edit("overlays/prod.py", "replicas=3", "replicas=5")
    reloaded(page)
    assert "overlays/prod.py" in page.locator("#status").inner_text()
    assert page.locator("#view").input_value() == "all"
    assert page.locator("#search").input_value() == "deployment"
    assert page.locator('.group[data-group="shop"]').get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.dataset.group") == "shop"
    page.keyboard.press("Enter")
    page.locator(NODE).wait_for()
    assert "x5" in page.locator(NODE).get_attribute("aria-label")
    assert page.locator(".node:not(.dim)").count() == 1


def test_a_field_keeps_its_focus_and_text_while_the_page_reloads(page: Any, site: Site) -> None:
    show(page, "trace")
    page.focus("#to")
    page.keyboard.type("web:")
    site.edit("overlays/prod.py", "replicas=3", "replicas=5")
    reloaded(page)
    page.keyboard.type("80")
    assert page.locator("#to").input_value() == "web:80"


def test_a_broken_stack_is_an_error_page_and_its_correction_shows_the_same_view(page: Any, site: Site) -> None:
    page.fill("#search", "ingress")
    site.edit("stacks/web.py", "labels = {", "labels == {")
    page.wait_for_selector(".failure")
    shown = page.locator(".failure").inner_text()
    assert "NameError" in shown
    assert 'File "stacks/web.py", line 6' in shown
    assert page.locator("[role=alert]").count() == 1
    status(page, "prod has an error")
    site.edit("stacks/web.py", "labels == {", "labels = {")
    page.wait_for_selector(NODE)
    assert page.locator(".failure").count() == 0
    assert page.locator("#search").input_value() == "ingress"
    assert page.locator(".node:not(.dim)").count() == 1


def test_a_project_that_is_broken_at_the_start_recovers(browser: Any, tmp_path: Path) -> None:
    write_project(tmp_path, {**SHOP, "stacks/web.py": "def web(:\n"})
    with serving(tmp_path, "--port", "0", "prod") as (_, address):
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".failure")
        assert "SyntaxError" in page.locator(".failure").inner_text()
        (tmp_path / "stacks/web.py").write_text(SHOP["stacks/web.py"], encoding="utf-8")
        page.wait_for_selector(NODE)
        page.close()


def test_a_new_overlay_can_be_chosen_without_loading_the_page_again(page: Any, site: Site) -> None:
    (site.root / "overlays/test.py").write_text(overlay("test.example.com", 1, "shop-test"), encoding="utf-8")
    page.wait_for_selector("#target option >> text=test", state="attached")
    assert page.locator("#target").input_value() == "prod"
    page.select_option("#target", "test")
    page.wait_for_selector('[data-id="Deployment/shop-test/web"]')


def test_an_overlay_that_is_removed_is_an_error_until_it_returns(page: Any, site: Site) -> None:
    file = site.root / "overlays/prod.py"
    text = file.read_text(encoding="utf-8")
    file.unlink()
    status(page, "prod has an error")
    assert page.locator("#target").input_value() == "prod"
    assert "there is no overlay" in page.locator("[role=alert]").inner_text()
    file.write_text(text, encoding="utf-8")
    page.wait_for_selector(NODE)
    assert page.locator("#target").input_value() == "prod"


def test_an_address_of_an_overlay_that_does_not_exist_says_so(page: Any, site: Site) -> None:
    page.goto(f"{site.address}?target=gone")
    status(page, "gone has an error")


def test_a_page_that_lost_its_connection_shows_what_changed_meanwhile(page: Any, site: Site) -> None:
    page.click("#tab-yaml")
    page.click('#panel-yaml a:has-text("Deployment/web")')
    page.click("#tab-topology")
    page.evaluate("() => { events.close(); lose('lost'); }")
    site.edit("overlays/prod.py", "replicas=3", "replicas=7")
    (site.root / "overlays/late.py").write_text((site.root / "overlays/prod.py").read_text())
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_selector(f'{NODE}:has-text("x7")')
    page.wait_for_selector("#target option:has-text('late')", state="attached")
    page.click("#tab-yaml")
    page.wait_for_selector('#panel-yaml:has-text("replicas: 7")')


def test_a_connection_without_a_pulse_is_made_again(page: Any) -> None:
    page.evaluate("() => { window.before = events; heard = 0; check(); }")
    page.wait_for_function("() => events !== before && events.readyState === EventSource.OPEN && !lost")
    status(page, "objects")


def test_the_tabs_are_used_by_keyboard_only(page: Any) -> None:
    page.locator("#target").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == f"tab-{TABS[0]}"
    for name in TABS[1:]:
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.id") == f"tab-{name}"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == f"tab-{TABS[0]}"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == f"tab-{TABS[-1]}"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#panel-{TABS[1]} .view")
    assert page.locator(f"#tab-{TABS[1]}").get_attribute("aria-selected") == "true"
    assert page.locator("[role=tab][tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == f"panel-{TABS[1]}"


def test_the_buttons_of_the_browser_lead_back(page: Any) -> None:
    show(page, "findings")
    show(page, "yaml")
    page.click(".object >> text=Ingress/web")
    page.wait_for_selector(".object-yaml h2 >> text=Ingress/web")
    page.go_back()
    page.wait_for_selector(".object-yaml h2 >> text=Secret/web")
    page.go_back()
    page.wait_for_selector("#panel-findings:visible")


def test_the_form_of_an_earlier_address_has_its_text_again(page: Any) -> None:
    show(page, "trace")
    for to in ("http://shop.example.com/", "http://other.example.com/"):
        page.fill("#to", to)
        page.click("#panel-trace button")
        page.wait_for_selector(f".steps strong >> text={to[7:-1]}")
    page.go_back()
    page.wait_for_selector(".steps strong >> text=shop.example.com")
    assert page.locator("#to").input_value() == "http://shop.example.com/"


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 31)")])
def test_every_tab_fits_into_a_narrow_window_in_light_and_dark(
    browser: Any, site: Site, scheme: str, paper: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 700}, color_scheme=scheme)
    for name in TABS:
        page.goto(f"{site.address}?target=prod&tab={name}&to=http://shop.example.com/&with=dev")
        page.wait_for_selector(f"#panel-{name} .view")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    page.close()


def test_a_wrong_token_is_refused(browser: Any, site: Site) -> None:
    page = browser.new_page()
    assert page.goto(f"{site.address[:-4]}xxx/").status == 403
    assert site.address.split("/")[-2] not in page.content()
    page.close()


def test_the_page_shows_that_the_server_has_ended(browser: Any, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}?target=prod")
    page.wait_for_selector(NODE)
    site.process.send_signal(signal.SIGINT)
    status(page, "has ended")
    assert page.locator(NODE).count() == 1
    page.close()


def test_a_chosen_object_leads_to_its_yaml(page: Any) -> None:
    assert page.locator("#chosen").is_hidden()
    page.locator(NODE).focus()
    page.keyboard.press("Enter")
    assert page.locator("#chosen").inner_text() == "YAML of Deployment web"
    page.locator("#chosen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".object-yaml h2 >> text=Deployment/web in shop")
