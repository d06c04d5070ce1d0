"""``vgctl doctor``: what this host has for machines, and what to do about what it lacks."""

from __future__ import annotations

import argparse

import msgspec

from engine.ctl.output import columns, say, say_json
from engine.doctor.examination import examine
from engine.doctor.finding import Finding


def doctor(options: argparse.Namespace) -> int:
    """``vgctl doctor``. Exit status 1 when something keeps machines from running."""
    findings = examine()
    if options.json:
        say_json([msgspec.to_builtins(finding) for finding in findings])
    else:
        for finding in findings:
            _show(finding)
    return int(any(finding.verdict == "problem" for finding in findings))


def _show(finding: Finding) -> None:
    say(columns([(f"{finding.verdict:<7}", f"{finding.subject:<9}", finding.what)])[0])
    for label, text in (("why", finding.why), ("do", finding.remedy), ("run", finding.command)):
        if text:
            say(f"{'':<9}{label + ':':<11}{text}")
