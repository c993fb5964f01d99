"""A password in a command, a probe, a variable or an annotation is kept in a file, and the objects stay the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.importers.compose.test_import_compose import built, imported

if TYPE_CHECKING:
    from pathlib import Path

MARK = "hunter2Zq8xMARKER"
SECRET: dict[str, dict[str, Any]] = {
    "a word after an option": {"command": ["redis-server", "--requirepass", MARK]},
    "an option with a value": {"command": f"run --password={MARK} --level info"},
    "a variable of a shell": {"entrypoint": ["sh", "-c", f"PGPASSWORD='{MARK}' psql"]},
    "an address": {"command": ["run", "--db", f"postgres://u:{MARK}@db/x"]},
    "a parameter of an address": {"command": f"curl https://h/x?token={MARK}"},
    "a value that a variable has": {"command": f"mysql -p{MARK}", "environment": {"MYSQL_PASSWORD": MARK}},
    "a test": {"healthcheck": {"test": ["CMD", "redis-cli", "-a", MARK, "ping"]}, "environment": {"TOKEN": MARK}},
    "a test with the password of the command": {
        "command": ["redis-server", "--requirepass", MARK],
        "healthcheck": {"test": ["CMD", "redis-cli", "-a", MARK, "ping"]},
    },
    "a variable with the password of a hook": {
        "post_start": [{"command": f"setup PASSWORD='{MARK}'"}],
        "environment": {"ADDRESS": f"user {MARK}"},
    },
    "a test of a shell": {"healthcheck": {"test": f"curl --token {MARK} localhost"}},
    "an address in a variable": {"environment": {"URL": f"amqp://a:{MARK}@mq"}},
    "an annotation": {"annotations": {"proxy/password": MARK}},
}
PLAIN = [
    ["run", "--password-file", "/run/secrets/x"],
    ["run", "--token=$TOKEN", "--secret", "$(SECRET)"],
    "serve --secret-name=web --use-token=true https://host/a",
]


@pytest.mark.parametrize("case", SECRET)
def test_a_secret_is_kept_in_a_file(case: str, tmp_path: Path) -> None:
    made = imported(tmp_path, json.dumps({"services": {"web": {"image": "a", **SECRET[case]}}}))
    assert [path for path, text in made.files.items() if MARK in text and not path.startswith("secrets/")] == []
    assert not any(MARK in note for note in made.notes)
    container = built(tmp_path, made)["Deployment/web"]["spec"]["template"]
    kept_elsewhere = case == "an address in a variable"
    assert kept_elsewhere or MARK in json.dumps(container)


@pytest.mark.parametrize("command", PLAIN, ids=str)
def test_what_is_not_a_secret_stays_in_the_stack(command: Any, tmp_path: Path) -> None:
    made = imported(tmp_path, json.dumps({"services": {"web": {"image": "a", "command": command}}}))
    assert not any(path.startswith("secrets/") for path in made.files)
