"""engine.doctor.examination: everything is looked at, and what a person is told unasked."""

from __future__ import annotations

from engine.doctor.examination import examine, in_the_way
from engine.doctor.finding import Finding


def test_everything_is_looked_at_once() -> None:
    subjects = [finding.subject for finding in examine()]
    assert len(set(subjects)) == len(subjects) >= 11


def test_what_is_told_unasked() -> None:
    fine = Finding("memory", "ok", "enough", command="no need")
    slow = Finding("CPU", "warning", "nothing can be done from here")
    group = Finding("KVM", "warning", "not in the group", command="usermod")
    closed = Finding("places", "problem", "cannot be written")
    assert in_the_way([fine, slow]) == []
    assert in_the_way([fine, group, slow, closed]) == [closed, group]
