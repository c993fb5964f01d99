"""Findings as JUnit XML: a failed test case for each, one passing case if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from k8sdsl.emitters.reports.visible import visible_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding


def report(findings: Sequence[Finding]) -> str:
    """One test suite; warnings and notes are passing cases that contain their text."""
    failed = sum(finding.is_error for finding in findings)
    suite = Element("testsuite", name="k8sdsl", tests=str(len(findings) or 1), failures=str(failed), errors="0")
    for finding in findings:
        case = SubElement(suite, "testcase", classname=_printable(str(finding.ref)), name=_printable(_name(finding)))
        text = _printable(
            "\n".join(part for part in (finding.message, finding.remedy, str(finding.source or "")) if part)
        )
        if finding.is_error:
            SubElement(case, "failure", type=_printable(finding.rule), message=_printable(finding.message)).text = text
        else:
            SubElement(case, "system-out").text = f"{finding.severity}: {text}"
    if not findings:
        SubElement(suite, "testcase", classname="k8sdsl", name="no findings")
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _name(finding: Finding) -> str:
    return f"{finding.rule} {finding.field}".rstrip()


def _printable(text: str) -> str:
    """The text with escapes for all characters that XML cannot contain or that are invisible; line breaks are kept."""
    return visible_lines(text)
