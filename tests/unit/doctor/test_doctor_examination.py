"""engine.doctor.examination: everything is looked at."""

from __future__ import annotations

from engine.doctor.examination import examine


def test_everything_is_looked_at_once() -> None:
    subjects = [finding.subject for finding in examine()]
    assert len(set(subjects)) == len(subjects) >= 11
