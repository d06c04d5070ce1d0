"""``python -m virtgui``."""

from __future__ import annotations

import sys

from virtgui.app import main

if __name__ == "__main__":
    sys.exit(main())
