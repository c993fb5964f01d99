"""Asks a language server what an editor shows: completion and hover."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

CURSOR = "|"


class LanguageServer:
    """A language server (pyright's, or basedpyright's) over one folder; a context manager, which ends the process."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        command = [str(program), "--stdio"]
        (folder / "pyrightconfig.json").write_text("{}", encoding="utf-8")
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        """Starts the session, with the interpreter of the tests."""
        shown = {"hover": {"contentFormat": ["plaintext"]}}
        folders = [{"uri": self._folder.as_uri(), "name": "project"}]
        root = {"processId": None, "rootUri": self._folder.as_uri(), "workspaceFolders": folders}
        self._ask("initialize", {**root, "capabilities": {"textDocument": shown, "workspace": {"configuration": True}}})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def completions(self, text: str) -> list[str]:
        """What is offered at the cursor of a file, in the order of an editor."""
        answer = self._at_cursor("textDocument/completion", text)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return [item["label"] for item in sorted(items, key=lambda item: item.get("sortText", item["label"]))]

    def hover(self, text: str) -> str:
        """What is shown for the word at the cursor of a file, without the breaks of lines."""
        answer = self._at_cursor("textDocument/hover", text)
        return " ".join(answer["contents"]["value"].split()) if answer else ""

    def _at_cursor(self, method: str, marked: str) -> Any:
        before, _, after = marked.partition(CURSOR)
        self._number += 1
        uri = (self._folder / f"file_{self._number}.py").as_uri()
        opened = {"uri": uri, "languageId": "python", "version": 1, "text": before + after}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        place = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
        return self._ask(method, {"textDocument": {"uri": uri}, "position": place})

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            if "id" in message:  # a question of the server's own
                self._send({"id": message["id"], "result": self._settings(message)})

    @staticmethod
    def _settings(message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        known = {"python": {"pythonPath": sys.executable}}
        return [known.get(item.get("section", ""), {}) for item in message["params"]["items"]]

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
