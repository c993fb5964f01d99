"""Takes the screenshots of the documentation: `python -m tests.documentation.screenshots`. Look at them afterwards.

They show the example of this repository in Chromium, from the system's packages.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browsers import launched
from tests.documentation.pages import DOCS, ROOT
from tests.serve.process import serving

if TYPE_CHECKING:
    from collections.abc import Iterable

PICTURES = DOCS / "pictures"
SIZE = {"width": 960, "height": 560}
SHOTS = {
    "serve.png": "?target=prod&tab=topology",
    "serve-yaml.png": "?target=prod&tab=yaml&object=Service/production/mariadb",
    "serve-trace.png": "?target=prod&tab=trace&to=https://app.example.com/",
}
"""The name of each file, and the address on the page of `k8sdsl serve`."""


def take(browser: Any, folder: Path, names: Iterable[str] = SHOTS) -> None:
    """Writes screenshots into a folder."""
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "company"
        for name in ("stacks", "overlays", "clusters"):
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        with serving(project, "--port", "0") as (_, address):
            for name in names:
                page = browser.new_page(viewport=SIZE, color_scheme="light")
                page.goto(address + SHOTS[name])
                page.wait_for_selector(".view")
                page.screenshot(path=folder / name)
                page.close()


if __name__ == "__main__":
    for browser in launched():
        take(browser, PICTURES, sys.argv[1:] or SHOTS)
