"""Every source file has a test file that is found by its name.

``engine/devices/uart16550.py`` is tested by ``test_uart16550.py`` or ``test_devices_uart16550.py``, anywhere under
tests/. A longer name, as ``test_terminal_search_text.py`` for ``terminal/search.py``, counts when that file imports
the module; so does the short one when several modules have the name.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

# What has no test of its own, and why.
EXCEPTIONS = {
    "engine/__main__.py": "three lines; each test that starts a machine runs it",
    "virtgui/__main__.py": "three lines that call virtgui.app",
    "engine/error.py": "a class with two fields",
    "engine/ctl/fault.py": "two exception classes",
    "engine/phrase.py": "words only, in the tests of who says them and of who hears them",
    "engine/display/dispi.py": "numbers of registers; test_vga_dispi.py is about the card that has them",
    "engine/boot/part.py": "a class with two fields",
    "engine/bus/clock.py": "an interface; tests/support/clock.py implements it",
    "engine/memory/guest.py": "an interface; tests/support/memory.py implements it",
    "engine/net/port.py": "interfaces and plain data; engine/net/wire.py and its neighbours implement them",
    "engine/cpu/accel.py": "an interface and plain data; engine/cpu/kvm.py implements it",
}

# What only means something as part of a whole, a running machine or a widget, and the test that is about it.
TESTED_WHOLE = {
    "engine/bay.py": "test_media",
    "engine/board.py": "test_chip",
    "engine/builder.py": "test_boot",
    "engine/cli.py": "test_vgctl",
    "engine/control/media.py": "test_media",
    "engine/cpu/kvm.py": "test_chip",
    "engine/cpu/kvmvcpu.py": "test_chip",
    "engine/cpu/soft/accel.py": "test_soft_vcpu",
    "engine/cpu/soft/cpu.py": "test_soft_vcpu",
    "engine/cpu/soft/layout.py": "test_learn",
    "engine/cpu/soft/library.py": "test_soft_vcpu",
    "engine/cpu/soft/native.py": "test_soft_vcpu",
    "engine/cpu/soft/public.py": "test_soft_vcpu",
    "engine/cpu/soft/state.py": "test_soft_vcpu",
    "engine/cpu/soft/stub.py": "test_soft_vcpu",
    "engine/ctl/adjust.py": "test_adjust",
    "engine/ctl/life.py": "test_vgctl",
    "engine/ctl/media.py": "test_media",
    "engine/ctl/run.py": "test_vgctl",
    "engine/devices/i82077/data.py": "test_i82077_chip",
    "engine/devices/i82077/state.py": "test_i82077_chip",
    "engine/display/link.py": "test_attach",
    "engine/fault.py": "test_engine_machine",
    "engine/launch.py": "test_lifecycle",
    "engine/recipe/libvirt.py": "test_engine_recipe",
    "engine/recipe/qemu.py": "test_engine_recipe",
    "engine/remote.py": "test_attach",
    "engine/service.py": "test_lifecycle",
    "engine/video.py": "test_vbe",
    "engine/welcome.py": "test_app",
    "virtgui/models/life.py": "test_machine_model",
    "virtgui/details/editor.py": "test_page_details",
    "virtgui/details/form.py": "test_page_details",
    "virtgui/details/change_bar.py": "test_page_details",
    "virtgui/details/command.py": "test_page_details",
    "virtgui/widgets/display_view.py": "test_display_widget",
    "virtgui/widgets/machine_header.py": "test_machine_list",
    "virtgui/widgets/terminal_box.py": "test_terminal_widget",
    "virtgui/widgets/terminal_find.py": "test_terminal_widget",
    "virtgui/widgets/terminal_key.py": "test_terminal_widget",
    "virtgui/widgets/terminal_menu.py": "test_terminal_widget",
    "virtgui/widgets/terminal_paint.py": "test_terminal_widget",
    "virtgui/widgets/terminal_search.py": "test_terminal_widget",
    "virtgui/widgets/terminal_view.py": "test_terminal_widget",
    "virtgui/windows/machine.py": "test_machine_window",
    "virtgui/windows/media_menu.py": "test_media",
    "virtgui/windows/manager_open.py": "test_manager",
    "virtgui/windows/manager_quit.py": "test_manager_background",
    "virtgui/windows/manager_bar.py": "test_manager_action",
    "virtgui/windows/record.py": "test_recording",
    "virtgui/windows/serial_port.py": "test_page_serial",
    "virtgui/wizard/page.py": "test_wizard_window",
}


def imports(path: Path) -> set[str]:
    """The modules that a test file imports, as far as "from module import" and "import module" name them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


@cache
def sources() -> list[Path]:
    """Every module that holds code; a package's __init__.py only hands names on."""
    files = [path for package in ("engine", "virtgui") for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in files if path.name != "__init__.py")


def is_tested(source: Path, tests: dict[str, set[str]]) -> bool:
    """``tests`` maps the stem of each test file to what it imports."""
    short, full = f"test_{source.stem}", f"test_{source.parent.name}_{source.stem}"
    if full in tests:
        return True
    namesakes = [other for other in sources() if other.stem == source.stem]
    if short in tests and namesakes == [source]:
        return True
    module = ".".join(source.with_suffix("").parts)
    return any(f"{stem}_".startswith((f"{short}_", f"{full}_")) and module in tests[stem] for stem in tests)


def test_every_source_file_has_its_test() -> None:
    tests = {path.stem: imports(path) for path in (ROOT / "tests").rglob("test_*.py")}
    untested = [str(source) for source in sources() if not is_tested(source, tests)]
    missing = sorted(set(untested) - EXCEPTIONS.keys() - TESTED_WHOLE.keys())
    assert not missing, "without a test:\n" + "\n".join(missing)


def test_the_exceptions_are_still_needed() -> None:
    tests = {path.stem: imports(path) for path in (ROOT / "tests").rglob("test_*.py")}
    there = {str(source): source for source in sources()}
    excused = EXCEPTIONS.keys() | TESTED_WHOLE.keys()
    assert sorted(excused - there.keys()) == []
    needless = [name for name in sorted(excused) if is_tested(there[name], tests)]
    assert not needless, "these have a test by now:\n" + "\n".join(needless)
    assert sorted(set(TESTED_WHOLE.values()) - tests.keys()) == []


def test_each_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    for number, page in zip(numbers, pages, strict=True):
        assert page.read_text("utf-8").startswith(f"# {number}. "), page.name
