"""The reference of the codes of errors as Markdown: `docs/errors.md#overlayno-match`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from k8sdsl.codegen.pages.rule_pages import HEADER
from k8sdsl.codes import all_codes

if TYPE_CHECKING:
    from k8sdsl.codes.error_code import ErrorCode

_INTRODUCTION = """# Errors

An error stops a command and tells you what to fix. Each error has a code, in brackets at the beginning of its message:

```text
error[overlay/no-match]: the patch matches nothing: no object has kind `Deployment`, name `wbe`
```

`k8sdsl explain overlay/no-match` prints the entry for this code. In Python, the code is the attribute `code` of
`K8sdslError`. In the machine-readable reports of `check` (`--format json`, `sarif`, `junit`, `github`), an error is an
entry that has the code as its rule. Codes are stable: a code is never reused for something else. Objects that the API
server would refuse are reported with the ID of a [rule](rules/README.md) instead.
"""


def render_error_page() -> str:
    """The page: an introduction, and a section per code, by area."""
    areas: dict[str, list[ErrorCode]] = defaultdict(list)
    for code in all_codes().values():
        areas[code.id.partition("/")[0]].append(code)
    lines = [HEADER, _INTRODUCTION]
    for area, codes in areas.items():
        lines += [f"## {area}\n", *map(_section, codes)]
    return "\n".join(lines)


def _section(code: ErrorCode) -> str:
    return f"### {code.id}\n\n{code.summary}\n\nFix: {code.remedy}\n\n```text\n{code.example}\n```\n"
