"""Progress, and stopping."""

from __future__ import annotations

import pytest

from engine.progress import CancelledError, Progress


def test_a_check_raises_once_somebody_has_asked() -> None:
    progress = Progress()
    progress.check()
    assert not progress.cancelled
    progress.cancel()
    with pytest.raises(CancelledError):
        progress.check()
