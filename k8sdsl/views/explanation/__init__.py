"""Explains rules, kinds, types and fields.

`subject` finds what to explain, `rule_page` and `field_page` write the page, and `words` has the texts: our own for the
types of Kubernetes, those of the definition for custom kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from pathlib import Path


def explain(text: str, root: Path | None = None, *, every: bool = False) -> str:
    """A page about a rule (`core/port-name`), a kind (`Deployment`, `svc`), or a field (`Deployment.spec.strategy`).

    Custom kinds are those of the definitions in the directory `crds/` of the project at `root`, and of the catalogue; a
    group before the kind (`gateway.networking.k8s.io/Gateway`) tells kinds of one name apart. With `every`, it is one
    line for the field and for each below it. Raises K8sdslError for what is not known.
    """
    if _names_a_rule(text):
        from k8sdsl.near_miss import did_you_mean
        from k8sdsl.server.catalog import all_opinions, all_rules, find_rule
        from k8sdsl.views.explanation.rule_page import rule_page

        rule = find_rule(text)
        if rule is None:
            known = {*all_rules(), *all_opinions()}
            raise K8sdslError(f"there is no rule {text!r}", remedy=did_you_mean(text, known) or None)
        return rule_page(rule)
    from k8sdsl.views.explanation.field_page import field_lines, field_page
    from k8sdsl.views.explanation.subject import find_subject

    subject = find_subject(text, root)
    return field_lines(subject) if every else field_page(subject)


def _names_a_rule(text: str) -> bool:
    """Whether a text is the id of a rule and not a kind with its group: the last part of that is capitalised."""
    return "/" in text and not text.rpartition("/")[2][:1].isupper()
