"""Settings for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no failure, and a run that failed is found again: the examples are the same each time.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

# Windows are drawn into memory, whatever display there is.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
