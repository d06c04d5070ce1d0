"""How long something took, for people."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def duration(seconds: float) -> str:
    """ "45 s", "12 min", "2 h 5 min", "3 d 4 h"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _tr("{} s").format(whole)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 60:
        return _tr("{} min").format(minutes)
    if hours < 24:
        return _tr("{} h {} min").format(hours, minutes % 60)
    return _tr("{} d {} h").format(days, hours % 24)


def _tr(text: str) -> str:
    return QCoreApplication.translate("duration", text)
