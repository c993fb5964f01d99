"""The reference of the policies as Markdown, `docs/policies.md`: their meaning, reason and the equivalent checks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from k8sdsl.codegen.pages.rule_pages import HEADER
from k8sdsl.policies.names import SETS, builtin_policies

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Policy

_INTRODUCTION = """# Policies

Policies are opinions. None of them is on by default: switch them on with `k8sdsl check --policy NAME`, or permanently
in `pyproject.toml`:

```toml
[tool.k8sdsl]
policies = [
    "recommended",
    { use = ["notes"], overlays = ["prod*"], severity = "error" },
]
```

`NAME` is a set, an ID, a pattern such as `probes/*`, a linter (`polaris`) or one of its checks
(`kube-linter:latest-tag`), which finds what that linter finds with its default settings, in the kinds that it reads and
without the objects that its annotations exempt (`ignore-check.kube-linter.io/latest-tag`, `kube-score/ignore`,
`polaris.fairwinds.com/exempt`). `k8sdsl explain images/tag` prints one policy. An overlay can switch policies on for
its environment, with a severity if it is a map:

```python
# overlays/prod.py
overlay = Overlay(base=shop(), policies={"recommended": "error", "notes": "warning"})
```

Findings are suppressed like those of rules, with a reason: in `suppress` of `pyproject.toml`, or beside the object.
`k8sdsl check` of all overlays reports suppressions that match nothing or have expired.

```python
# stacks/debug.py
pod = accept(k8s.Pod("debug", spec=spec), "workloads/bare-pod", reason="until the migration", expires="2027-01-31")
```

## Fixes

`k8sdsl check --fix` corrects violations that have one right answer, where the value was written: in YAML files, with
comments and layout kept, and in Python if it is a literal. It shows the changed lines and asks; `--yes` does not ask.
{fixed}

## Your own

A file in `policies/` declares policies of the project. The function gets one part (a workload, a container, an object)
and the whole set, and yields the path and the message of every violation:

```python
# policies/team.py
from __future__ import annotations

from collections.abc import Iterator

from k8sdsl.policies import Objects, Workload, policy, workloads


@policy(
    "team/label",
    "Every workload has the label `team`.",
    of=workloads,
    reason="Costs are charged to the team in this label.",
    remedy='add labels={"team": "shop"}',
    bad={},
    good={"metadata.labels": {"team": "shop"}},
)
def team_label(workload: Workload, objects: Objects) -> Iterator[tuple[str, str]]:
    if "team" not in (workload.manifest.metadata.get("labels") or {}):
        yield "metadata.labels", "the workload has no label `team`"
```

A policy whose violations all have the same right answer declares it: `fix=Fix(to=False)`, or `Fix(to=ABSENT)` to remove
the field. `k8sdsl explain team/label` prints a policy of the project.

`of` selects the parts: `workloads`, `containers`, `regular_containers`, `objects_of("Ingress")` for plain trees, or
`typed(k8s.Ingress)` for typed objects.
"""

WITHOUT = {
    "kube-linter:schema-validation": "the rules, which are always on, find what the API server rejects",
}
"""Checks of other linters that have no policy, with the reason."""


def render_policy_page() -> str:
    """The page: how policies are switched on, each of them by topic, and a table of the checks of other linters."""
    policies = builtin_policies()
    topics: dict[str, list[Policy]] = defaultdict(list)
    for policy in policies.values():
        topics[policy.rule.id.partition("/")[0]].append(policy)
    fixed = [f"`{policy.rule.id}`" for policy in policies.values() if policy.fix is not None]
    lines = [HEADER, _INTRODUCTION.replace("{fixed}", f"It fixes {', '.join(fixed)}."), "## Sets\n"]
    for name, meaning in SETS.items():
        ids = [f"`{policy.rule.id}`" for policy in policies.values() if name in policy.sets]
        lines.append(f"- `{name}`, {meaning}: {', '.join(ids)}.")
    for topic, members in sorted(topics.items()):
        lines += [f"\n## {topic}\n", "| policy | requires | because |", "| --- | --- | --- |"]
        lines += [f"| `{p.rule.id}` | {_cell(p.rule.summary)} | {_cell(p.rule.upstream)} |" for p in members]
    lines += ["\n## Checks of other linters\n", "| check | policies |", "| --- | --- |", *_checks(policies)]
    return "\n".join(lines) + "\n"


def _checks(policies: dict[str, Policy]) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for policy in policies.values():
        for alias in policy.aliases:
            found[alias].append(f"`{policy.rule.id}`")
    rows = {alias: ", ".join(ids) for alias, ids in found.items()} | WITHOUT
    return [f"| `{alias}` | {text} |" for alias, text in sorted(rows.items())]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
