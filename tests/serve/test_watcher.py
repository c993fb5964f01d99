"""Changes of files, as open pages get them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from k8sdsl.cli.failure import failure_text
from k8sdsl.errors import K8sdslError
from k8sdsl.serve.events import Events
from k8sdsl.serve.watcher import follow
from k8sdsl.serve.worker import Worker
from tests.serve.sets import overlay

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.serve.served import Served


def told(served: Served, batches: Iterator[frozenset[str]]) -> list[str]:
    """The events of an open page while batches are followed."""
    events = Events()

    async def page() -> list[str]:
        stream = events.stream()
        first = await anext(stream)
        await asyncio.to_thread(follow, batches, served.project, Worker(), events, failure_text)
        events.close()
        return [first, *[text async for text in stream]]

    return asyncio.run(page())[1:]


def test_a_page_gets_the_files_of_a_change_and_the_targets_after_it(served: Served) -> None:
    def batches() -> Iterator[frozenset[str]]:
        new = served.root / "overlays/test.py"
        new.write_text(overlay("a.b", 1, "test"), encoding="utf-8")
        yield frozenset([str(new), "/elsewhere/a.yaml"])

    files, targets = ["/elsewhere/a.yaml", "overlays/test.py"], ["dev", "prod", "test"]
    data = json.dumps({"files": files, "targets": targets})
    assert told(served, batches()) == [f"event: changed\ndata: {data}\n\n"]


def test_what_was_shown_is_built_again_before_a_page_gets_the_change(served: Served) -> None:
    before = served.project.built("prod")

    def batches() -> Iterator[frozenset[str]]:
        file = served.root / "overlays/prod.py"
        file.write_text(overlay("shop.example.com", 7, "shop"), encoding="utf-8")
        yield frozenset([str(file)])

    assert len(told(served, batches())) == 1
    after = served.project.built("prod")
    assert after is not before
    assert [one.tree["spec"]["replicas"] for one in after.manifests if one.kind == "Deployment"] == [7]


def test_an_error_of_following_is_written_for_the_user(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> frozenset[str]:
        raise K8sdslError("the directories cannot be watched", code="watch/refused")

    assert told(served, (refused() for _ in range(1))) == []
    assert "watch/refused" in capsys.readouterr().err
