"""The serial terminal without any Qt: pyte's screen and stream, mended and made fast, with a lean scrollback."""
