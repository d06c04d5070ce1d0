"""Words by which front ends know what a machine says of itself, where the protocol has none: QMP gives reasons and
errors as text only."""

from __future__ import annotations

from typing import Final

PAUSED: Final = "Paused."
"""The reason of a pause that somebody asked for: it says no more than the state."""
SNAPSHOT: Final = "A snapshot is being taken."
"""The reason of the pause in which a machine copies its disks."""
LOCKED: Final = "is locked and force was not specified"
"""In the error of a drive whose tray the guest holds (QEMU: qmp_eject)."""
