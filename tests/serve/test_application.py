"""What the page answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from k8sdsl.serve.tabs import TABS
from tests.serve.served import ask

if TYPE_CHECKING:
    from tests.serve.served import Served


def test_the_page_has_a_tab_and_a_panel_for_every_tab(served: Served) -> None:
    page = served.get()
    for name in TABS:
        assert f'id="tab-{name}" aria-controls="panel-{name}"' in page
        assert f'id="panel-{name}" aria-labelledby="tab-{name}"' in page
    assert re.findall("<option>(.*?)</option>", page) == ["dev", "prod"]


def test_the_page_names_no_address_outside(served: Served) -> None:
    text = "".join([served.get(), served.get("page.css"), served.get("page.js")])
    assert re.findall(r"https?://|//[a-z]+\.|@import|url\(", text) == []


@pytest.mark.parametrize("name", TABS)
def test_every_tab_shows_a_target_and_no_secret(served: Served, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "planted-value")
    html = served.tab(name)
    assert 'data-words="4 objects, ' in html
    assert "planted-value" not in html


@pytest.mark.parametrize("name", TABS)
def test_every_tab_of_a_broken_stack_shows_the_error_with_its_place(served: Served, name: str) -> None:
    served.write("stacks/web.py", "import <script>alert(1)</script>\n")
    html = served.tab(name)
    assert 'role="alert"' in html
    assert "stacks/web.py" in html
    assert "line 1" in html
    assert "<script>" not in html


def test_a_corrected_stack_is_shown_again(served: Served) -> None:
    good = (served.root / "stacks/web.py").read_text(encoding="utf-8")
    served.write("stacks/web.py", "def broken(:\n")
    assert 'role="alert"' in served.tab("topology")
    served.write("stacks/web.py", good.replace('"nginx:1.29"', '"nginx:1.30"'))
    assert 'role="alert"' not in served.tab("topology")


@pytest.mark.parametrize(
    "raised", ["SystemExit(3)", "KeyboardInterrupt", "GeneratorExit", "type('E', (BaseException,), {})"]
)
def test_a_project_that_raises_anything_is_shown_and_followed(served: Served, raised: str) -> None:
    good = (served.root / "stacks/web.py").read_text()
    served.write("stacks/web.py", f"raise {raised}\n")
    for name in TABS:
        assert "stacks/web.py" in served.tab(name)
    served.write("stacks/web.py", good)
    assert 'role="alert"' not in served.tab("topology")


def test_a_project_that_changes_the_working_directory_is_followed(served: Served) -> None:
    good = (served.root / "stacks/web.py").read_text()
    served.write("stacks/web.py", f"{good}\nimport os\nos.chdir(os.sep)\n")
    served.tab("topology")
    served.write("stacks/web.py", good)
    assert 'role="alert"' not in served.tab("topology")


def test_an_unpaired_surrogate_in_a_name_is_not_an_internal_error(served: Served) -> None:
    text = 'from k8sdsl import Overlay, k8s\n\noverlay = Overlay(base=[k8s.ConfigMap("a", namespace="\\ud800")])\n'
    served.write("overlays/dev.py", text)
    for name in TABS:
        assert "Traceback" not in served.tab(name, "dev")


def test_a_target_that_is_not_served_is_an_error(served: Served) -> None:
    for target in ("", "../prod", "/etc", "overlays/prod.py"):
        assert 'role="alert"' in served.tab("topology", target)


def test_only_reading_is_allowed(served: Served) -> None:
    path = f"/{served.guard.token}/"
    assert ask(served.guard, path, method="POST").status == 405
    assert served.ask("tab/none").status == 404
    assert served.ask("nothing").status == 404


def test_a_target_is_built_once_per_change(served: Served) -> None:
    for name in TABS:
        served.tab(name)
    built = served.project.built("prod")
    served.tab("topology", view="all")
    assert served.project.built("prod") is built
    served.write("README.md", "")
    assert served.project.built("prod") is not built
