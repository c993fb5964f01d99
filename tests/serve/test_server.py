"""The command as a process: its address, its port, and its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.serve.server import HOST, listening_socket
from tests.cli.running import environment, run
from tests.projects import write_project
from tests.serve.process import serving
from tests.serve.sets import SHOP

if TYPE_CHECKING:
    from pathlib import Path


def test_the_address_is_on_the_loopback_interface_and_an_interrupt_ends_it_without_a_traceback(tmp_path: Path) -> None:
    write_project(tmp_path, SHOP)
    with serving(tmp_path, "--port", "0") as (process, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{43}/", address)
        with urlopen(address, timeout=30) as page, urlopen(f"{address}events", timeout=30) as events:  # noqa: S310
            assert b"<!doctype html>" in page.read()
            assert events.readline() == b": here\n"  # a stream that is open does not hold up the end
            process.send_signal(signal.SIGINT)
            out, told = process.communicate(timeout=30)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in told
        assert told.splitlines()[-1] == "ended"


def test_a_wrong_token_is_refused_by_the_process(tmp_path: Path) -> None:
    write_project(tmp_path, SHOP)
    with serving(tmp_path, "--port", "0") as (_, address):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address[:-2]}/", timeout=30)  # noqa: S310
        assert refused.value.code == 403
        refused.value.close()


def test_a_directory_outside_of_the_project_is_followed(tmp_path: Path) -> None:
    write_project(tmp_path / "home", SHOP)
    (tmp_path / "base").mkdir()
    (tmp_path / "base/kustomization.yaml").write_text("resources: [a.yaml]\n", encoding="utf-8")
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    (tmp_path / "base/a.yaml").write_text(manifest, encoding="utf-8")
    with serving(tmp_path / "home", "--port", "0", "prod", "../base") as (_, address):
        tab = f"{address}tab/yaml?target=../base"
        assert "ConfigMap/a" in text_at(tab)
        for number in range(1000):  # saved until the directory is watched
            (tmp_path / "base/a.yaml").write_text(manifest.replace("name: a", f"name: b{number}"), encoding="utf-8")
            time.sleep(0.1)
            if "ConfigMap/b" in text_at(tab):
                return
        pytest.fail("no change was seen")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the limit of another process can only be set on Linux")
def test_connections_beyond_the_limit_of_files_are_no_flood_of_reports_and_wait(tmp_path: Path) -> None:
    import resource

    write_project(tmp_path, SHOP)
    with serving(tmp_path, "--port", "0") as (process, address):
        assert "prod" in text_at(address)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (64, 64))
        port = int(address.split(":")[2].partition("/")[0])
        with ExitStack() as held:
            for _ in range(100):
                held.enter_context(socket.create_connection((HOST, port), timeout=30))
            assert process.stderr is not None
            assert any("out of system resource" in line for line in process.stderr)
            time.sleep(2)  # for the flood that must not come
        assert "prod" in text_at(address)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert told.count("out of system resource") < 100


def text_at(address: str) -> str:
    with urlopen(address, timeout=30) as answer:  # noqa: S310
        return str(answer.read().decode())


def test_a_port_that_is_not_free_is_an_error() -> None:
    with listening_socket(0) as held:
        held.listen()
        with pytest.raises(K8sdslError) as raised:
            listening_socket(held.getsockname()[1])
        assert raised.value.code == "serve/port"


def test_without_a_port_another_one_is_used_if_the_usual_is_not_free() -> None:
    with listening_socket(None) as first:
        first.listen()
        with listening_socket(None) as second:
            assert isinstance(second, socket.socket)
            assert second.getsockname()[0] == HOST
            assert second.getsockname()[1] != first.getsockname()[1]


def test_an_overlay_that_does_not_exist_is_an_error_before_anything_is_served(tmp_path: Path) -> None:
    write_project(tmp_path, SHOP)
    done = run(tmp_path, "serve", "--no-open", "prdo")
    assert (done.returncode, done.stdout) == (2, "")
    assert "prod" in done.stderr


def test_a_missing_library_names_the_extra(tmp_path: Path) -> None:
    write_project(tmp_path, SHOP)
    blocked = tmp_path / "blocked"
    (blocked / "uvicorn").mkdir(parents=True)
    (blocked / "uvicorn/__init__.py").write_text("raise ModuleNotFoundError(name='uvicorn')\n", encoding="utf-8")
    done = run(tmp_path, "serve", PYTHONPATH=f"{blocked}:{environment()['PYTHONPATH']}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "serve/library" in done.stderr
    assert "pip install 'k8sdsl[serve]'" in done.stderr
