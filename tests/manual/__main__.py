"""``make manuals``: vgctl's manual page, from what vgctl understands."""

from __future__ import annotations

from tests.manual.page import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
