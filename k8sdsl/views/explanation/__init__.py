"""Explains rules, codes of errors, kinds, types and fields.

`subject` finds what to explain, `rule_page`, `code_page` and `field_page` write the page, and `words` has the texts:
our own for the types of Kubernetes, those of the definition for custom kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.rule import Rule


def explain(text: str, root: Path | None = None, *, every: bool = False) -> str:
    """A page about a rule (`core/port-name`), the code of an error, a kind (`svc`), or a field (`Deployment.spec`).

    A rule that is not one of k8sdsl's own is looked up in the policies of the project at `root`, whose files are
    executed, and of installed packages. Custom kinds are those of the definitions in the directory `crds/` of the
    project, and of the catalogue; a group before the kind (`gateway.networking.k8s.io/Gateway`) tells kinds of one name
    apart. With `every`, it is one line for the field and for each below it. Raises K8sdslError for what is not known.
    """
    if _names_a_rule(text):
        from k8sdsl.codes import all_codes
        from k8sdsl.near_miss import did_you_mean
        from k8sdsl.server.catalog import all_opinions, all_rules, find_rule
        from k8sdsl.views.explanation.code_page import code_page
        from k8sdsl.views.explanation.rule_page import rule_page

        if text in all_codes():
            return code_page(all_codes()[text])
        rule = find_rule(text)
        if rule is None:
            own = _own_policies(root)
            if text in own:
                return rule_page(own[text])
            known = {*all_rules(), *all_opinions(), *all_codes(), *own}
            raise K8sdslError(
                f"there is no rule or code {text!r}",
                remedy=did_you_mean(text, known) or "copy it from the brackets of a finding or error",
                code="explain/unknown",
            )
        return rule_page(rule)
    from k8sdsl.views.explanation.field_page import field_lines, field_page
    from k8sdsl.views.explanation.subject import find_subject

    subject = find_subject(text, root)
    return field_lines(subject) if every else field_page(subject)


def _own_policies(root: Path | None) -> dict[str, Rule]:
    from k8sdsl.policies.switched_on import SwitchedOn

    return {policy.rule.id: policy.rule for policy in SwitchedOn((), (), root).own()}


def _names_a_rule(text: str) -> bool:
    """Whether a text is the id of a rule or code, not a kind with its group: the last part of that is capitalised."""
    return "/" in text and not text.rpartition("/")[2][:1].isupper()
