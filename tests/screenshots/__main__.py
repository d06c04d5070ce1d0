"""``make screenshots``: photograph every page of the application with real machines running in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
FRACTION = "--fraction"
CACHE = PICTURES.parent / "build" / "guests"


def main() -> int:
    """Make every picture. Takes about three minutes, one of which fills the graphs."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = Path(tempfile.gettempdir()) / "demo"  # It can be read on the pictures.
    home.mkdir()
    try:
        for name, variable in (("data", "XDG_DATA_HOME"), ("run", "XDG_RUNTIME_DIR"), ("config", "XDG_CONFIG_HOME")):
            place = home / name
            place.mkdir(mode=0o700)
            os.environ[variable] = str(place)
        CACHE.mkdir(parents=True, exist_ok=True)
        PICTURES.mkdir(exist_ok=True)
        if FRACTION in sys.argv:
            from tests.screenshots.desktop import fraction

            fraction(PICTURES)
            return 0
        from tests.screenshots.scene import photograph  # Qt reads the environment when it is imported.

        photograph(PICTURES, CACHE, home)
    finally:
        shutil.rmtree(home)
    # The scale holds for a whole process.
    scaled = os.environ | {"QT_SCALE_FACTOR": "1.25"}
    return subprocess.run([sys.executable, "-m", "tests.screenshots", FRACTION], env=scaled, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
