"""Every rule has a remedy that says more than its summary: a field, a value or a command to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8sdsl.server.catalog import all_rules

if TYPE_CHECKING:
    from k8sdsl.rule import Rule

WITHOUT = {
    "admission/policy": "the policy of the user says what must hold, and its message how",
    "custom/expressions-unchecked": "it goes away with the other findings of the object",
    "decode/too-deep": "no manifest that is written on purpose is nested this deep",
}
"""Rules without such a remedy, with the reason."""

RULES = all_rules().values()
OBLIGATION = re.compile(r"\b(must|should|may|can|cannot|require|requires|are evaluated only)\b")


def code_in(text: str | None) -> set[str]:
    """The spans in backticks."""
    return set(re.findall(r"`([^`]+)`", text or ""))


def tells_what_to_write(rule: Rule) -> bool:
    """Whether the remedy has code that is not in the summary."""
    return any(code not in rule.summary for code in code_in(rule.remedy))


def test_a_remedy_states_what_to_write() -> None:
    """A field, a value or a command in backticks, as in remedy="for example, set `replicas: 1`"."""
    assert {rule.id for rule in RULES if not tells_what_to_write(rule)} == set(WITHOUT)


def test_a_remedy_is_an_instruction_that_fits_into_a_sentence() -> None:
    remedies = {rule.id: rule.remedy for rule in RULES if rule.remedy}
    assert {rule: text for rule, text in remedies.items() if text[0].isupper() or text.endswith(".")} == {}


def test_a_summary_is_one_sentence_that_says_what_must_hold() -> None:
    summaries = {rule.id: rule.summary for rule in RULES}
    assert {rule: text for rule, text in summaries.items() if not OBLIGATION.search(text)} == {}
    assert {rule: text for rule, text in summaries.items() if text.find(". ") >= 0 or not text.endswith(".")} == {}
