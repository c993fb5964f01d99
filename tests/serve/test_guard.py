"""Who may ask the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from k8sdsl.serve.guard import is_loopback
from tests.serve.served import HOST, ask

if TYPE_CHECKING:
    from tests.serve.served import Served

PATHS = ("", "page.css", "page.js", "tab/topology", "events", "elsewhere")


@pytest.mark.parametrize("path", PATHS)
def test_a_request_without_the_token_is_refused(served: Served, path: str) -> None:
    for word in ("", "/wrong", f"/{served.guard.token[:-1]}", f"/{served.guard.token}x", f"/x/{served.guard.token}"):
        answer = ask(served.guard, f"{word}/{path}")
        assert (answer.status, served.guard.token in answer.text) == (403, False)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "hosts", [(), ("evil.example",), ("127.0.0.1.evil.example:8765",), (HOST, "evil.example"), ("127.0.0.1@evil",)]
)
def test_a_request_under_the_name_of_another_host_is_refused(served: Served, path: str, hosts: tuple[str, ...]) -> None:
    assert ask(served.guard, f"/{served.guard.token}/{path}", hosts=hosts).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:80", "LOCALHOST", "[::1]:8765", "[::1]"])
def test_the_names_of_this_machine_are_accepted_with_any_port(host: str) -> None:
    assert is_loopback([host])


@pytest.mark.parametrize("host", ["", ":80", "127.0.0.1:x", "0.0.0.0:80", "127.0.0.2", "::1", "localhost.", "a:b:c"])
def test_other_names_are_not_local(host: str) -> None:
    assert not is_loopback([host])


def test_every_answer_has_headers_that_keep_the_page_to_itself(served: Served) -> None:
    for answer in (served.ask(), served.ask("page.js"), ask(served.guard, "/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"


def test_an_address_to_visit_leads_to_the_page_once(served: Served) -> None:
    visit = served.guard.visit()
    first = ask(served.guard, visit)
    assert (first.status, first.headers["location"]) == (307, f"/{served.guard.token}/")
    assert ask(served.guard, visit).status == 403


def test_only_the_token_leads_to_the_page(served: Served) -> None:
    answer = ask(served.guard, f"/{served.guard.token}")
    assert (answer.status, answer.headers["location"]) == (307, f"/{served.guard.token}/")


def test_two_pages_have_different_tokens(served: Served) -> None:
    other = type(served.guard)(served.guard.app, policy="")
    assert other.token != served.guard.token
    assert len(served.guard.token) >= 43


def test_a_websocket_is_not_accepted(served: Served) -> None:
    sent: list[object] = []

    async def refuse() -> None:
        async def send(message: object) -> None:
            sent.append(message)

        await served.guard({"type": "websocket", "path": f"/{served.guard.token}/", "headers": []}, None, send)  # type: ignore[arg-type]

    asyncio.run(refuse())
    assert sent == []
