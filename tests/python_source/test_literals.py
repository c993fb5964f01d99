"""Values become expressions that evaluate to them and that formatters leave as they are."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.python_source.literals import LONGEST, CallExpression, Written, WrittenNumber, rendered
from k8sdsl.python_source.modules import Imports, identifier, module_text, snake_case
from k8sdsl.python_source.strings import quoted

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(alphabet=st.sampled_from("ab \"'\\\n\t\x1b\u2028é中"), max_size=300)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(TEXTS)
def test_a_literal_evaluates_to_its_string(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


@given(VALUES)
def test_an_expression_evaluates_to_its_value_and_has_no_long_lines(value: Any) -> None:
    text = rendered(value)
    assert ast.literal_eval(text) == value
    assert max(map(len, text.splitlines() or [""])) <= LONGEST


def test_an_image_that_is_too_long_for_a_line_is_divided_before_its_digest() -> None:
    image, digest = "registry.example.com/group/controller:v1.15.1@", "sha256:" + "0123456789abcdef" * 4
    text = rendered({"a" * 12: image + digest})
    assert ast.literal_eval(text) == {"a" * 12: image + digest}
    assert [line.strip() for line in text.splitlines()][2:4] == [quoted(image), quoted(digest)]


def test_formatters_change_nothing_at_any_line_length(tmp_path: Path) -> None:
    texts = ["short", "it's", 'say "x"', "a\nb\n", "word " * 30, "x" * 150, "line\n" * 9, "中" * 70]
    values: list[Any] = [[text, {"key": text, text[:90]: [text, text]}] for text in texts]
    values += [{"k" * length: "x" * 78} for length in (9, 29, 39)] + [{"key": "y" * n} for n in range(70, 120, 7)]
    values += [CallExpression("f", [("", "name"), ("data", {"a": text}), ("more", texts[:3])]) for text in texts]
    lines = [f"v{n} = {rendered(value, lead=len(f'v{n} = '))}" for n, value in enumerate(values)]
    file = tmp_path / "module.py"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for width in ("88", "100", "120"):
        command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", width, "--diff", str(file)]
        assert subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout == ""


def test_an_expression_is_not_a_literal() -> None:
    assert rendered({"a": Written("x", "name"), "b": WrittenNumber(3, "count")}) == '{"a": name, "b": count}'


def test_names_are_identifiers() -> None:
    names = ["web-server", "9to5", "class", "list", "Über", "", "a--b"]
    assert [identifier(name) for name in names] == ["web_server", "app_9to5", "class_", "list_", "ber", "app", "a_b"]
    assert identifier("web", {"web", "web_2"}) == "web_3"


def test_a_long_name_loses_words_and_keeps_its_suffix() -> None:
    long = "leader-locking-nfs-subdir-external-provisioner"
    assert identifier(long) == "leader_locking_nfs_subdir_external"
    assert identifier(long, suffix="binding") == "leader_locking_nfs_subdir_binding"
    assert identifier("a" * 50) == "a" * 40
    assert [snake_case(name) for name in ("imagePullPolicy", "LOG_LEVEL", "clusterIP")] == [
        *("image_pull_policy", "log_level", "cluster_ip")
    ]


def test_imports_are_in_the_order_of_linters() -> None:
    imports = Imports()
    for module, name in [("stacks.web", "web"), ("k8sdsl", "k8s"), ("k8sdsl", "Stack"), ("pathlib", "Path")]:
        imports.add(module, name)
    text = module_text("About.", imports, "\nx = 1\n")
    assert text == (
        '"""About."""\n\nfrom __future__ import annotations\n\nfrom pathlib import Path\n\n'
        "from k8sdsl import Stack, k8s\n\nfrom stacks.web import web\n\nx = 1\n"
    )
