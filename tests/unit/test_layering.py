"""Imports point down, and each wall of ARCHITECTURE.md stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The floors, from the ground up. A package stands on one as a whole, unless one of its modules is named by itself.
# What is on a floor may import what is below it, and its neighbours on the same floor as long as no circle arises.
FLOORS = (
    ("engine.error",),
    (
        "engine",
        "engine.atomic",
        "engine.bus",
        "engine.clock",
        "engine.config",
        "engine.feature",
        "engine.log",
        "engine.memory",
        "engine.nudge",
        "engine.phrase",
        "engine.progress",
        "engine.resource",
    ),
    (
        "engine.directory",
        "engine.host",
        "engine.kvm",
        "engine.presence",
        "engine.remote",
        "engine.stats",
        "engine.toml",
    ),
    (
        "engine.advice",
        "engine.boot",
        "engine.cpu",
        "engine.display",
        "engine.download",
        "engine.launch",
        "engine.net",
        "engine.recipe",
        "engine.refusal",
        "engine.storage",
        "engine.store",
        "engine.trash",
    ),
    ("engine.fault",),
    (
        "engine.archive",
        "engine.clone",
        "engine.devices",
        "engine.machine",
        "engine.snapshot",
        "engine.welcome",
        "engine.wiring",
    ),
    ("engine.bell", "engine.rush"),
    ("engine.peripheral",),
    ("engine.board", "engine.drive", "engine.halt", "engine.tally"),
    ("engine.accessory", "engine.bay", "engine.bios", "engine.interrupt", "engine.video", "engine.virtio"),
    ("engine.builder", "engine.control", "engine.doctor"),
    # A front end's half of what the display server speaks.
    ("engine.display.link",),
    ("engine.service",),
    ("engine.process", "engine.ctl"),
    ("engine.cli", "engine.__main__"),
    (
        "virtgui",
        "virtgui.bridge",
        "virtgui.language",
        "virtgui.recording",
        "virtgui.sentence",
        "virtgui.terminal",
        "virtgui.widgets.icon",
    ),
    ("virtgui.theme",),
    ("virtgui.style",),
    ("virtgui.models", "virtgui.widgets"),
    ("virtgui.wizard",),
    ("virtgui.details",),
    ("virtgui.windows",),
    ("virtgui.app", "virtgui.__main__"),
)

# Data that several chips and the host agree on, not chips. A chip may be a package of its own.
DEVICE_DATA = {"engine.devices.keycode", "engine.devices.floppydisk"}

# A lock that is inside a chip because chips with different locks drive it: see PirqRouter.
MAY_LOCK = {"engine.devices.piix3"}
MAY_USE_CTYPES = ("engine.kvm", "engine.memory", "engine.cpu.soft")


def module_name(path: Path) -> str:
    """engine/kvm/vm.py -> engine.kvm.vm; a package's __init__.py -> the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """The modules that a file names in import statements, wherever they stand in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


SOURCES = {module_name(path): path for package in ("engine", "virtgui") for path in (ROOT / package).rglob("*.py")}
MODULES = set(SOURCES)
IMPORTS = {module: sorted(set(imported(path)) - {module}) for module, path in SOURCES.items()}
OURS = {module: [name for name in names if name in MODULES] for module, names in IMPORTS.items()}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def floor(module: str) -> int:
    """The floor of the most specific entry that holds a module. "engine" alone holds only itself."""
    found = [
        (len(entry), number)
        for number, entries in enumerate(FLOORS)
        for entry in entries
        if module == entry or ("." in entry and within(module, entry))
    ]
    assert found, f"{module} stands on no floor: give it a place in FLOORS"
    return max(found)[1]


def test_every_entry_of_the_floors_exists() -> None:
    optional = {"virtgui.__main__"}
    gone = {entry for entries in FLOORS for entry in entries} - MODULES - optional
    assert not gone


def test_imports_point_down() -> None:
    up = [f"{module} -> {name}" for module, names in OURS.items() for name in names if floor(name) > floor(module)]
    assert not up


def test_no_import_goes_in_a_circle() -> None:
    edges = {(module, name) for module, names in OURS.items() for name in names}
    while True:
        # What imports nothing more, or is imported by nothing more, is in no circle.
        kept = {(above, below) for above, below in edges if below in dict(edges)}
        kept = {(above, below) for above, below in kept if above in {to for _, to in kept}}
        if kept == edges:
            break
        edges = kept
    assert sorted(f"{above} -> {below}" for above, below in edges) == []


def test_the_engine_knows_no_windows() -> None:
    wrong = [
        f"{module} -> {name}"
        for module, names in IMPORTS.items()
        if within(module, "engine")
        for name in names
        if name.split(".")[0] in ("PySide6", "shiboken6", "virtgui", "pyte")
    ]
    assert not wrong


def test_there_are_no_dataclasses() -> None:
    """They are slow to import (docs/decisions/0019-data-is-structures.md)."""
    assert not [module for module, names in IMPORTS.items() if "dataclasses" in names]


def test_only_the_kernel_and_memory_bindings_use_ctypes() -> None:
    wrong = [
        module
        for module, names in IMPORTS.items()
        if any(within(name, "ctypes") for name in names)
        and not any(within(module, allowed) for allowed in MAY_USE_CTYPES)
    ]
    assert not wrong


def device_imports() -> list[tuple[str, str]]:
    return [
        (module, name)
        for module, names in OURS.items()
        if within(module, "engine.devices")
        for name in names
        if within(name, "engine.devices")
    ]


def same_device(module: str, name: str) -> bool:
    """Whether both are in one folder of devices/."""
    package = ".".join(module.split(".")[:3])
    return SOURCES[module].parent.name != "devices" and within(name, package)


def test_no_device_imports_another() -> None:
    wrong = [
        f"{module} -> {name}"
        for module, name in device_imports()
        if name not in DEVICE_DATA and not same_device(module, name)
    ]
    assert not wrong


@pytest.mark.parametrize("package", ["engine.kvm", "engine.control", "engine.cpu"])
def test_a_device_knows_neither_kvm_nor_the_host(package: str) -> None:
    """A chip is given its interrupt line, clock and memory; it runs on any CPU, in any test."""
    wrong = [
        f"{module} -> {name}"
        for module, names in OURS.items()
        if within(module, "engine.devices")
        for name in names
        if within(name, package)
    ]
    assert not wrong


def test_a_device_holds_no_thread_file_or_loop() -> None:
    host = {"asyncio", "fcntl", "io", "mmap", "os", "pathlib", "select", "socket", "subprocess", "threading", "time"}
    wrong = [
        f"{module} -> {name}"
        for module, names in IMPORTS.items()
        if within(module, "engine.devices")
        for name in names
        if name.split(".")[0] in host and not (name == "threading" and module in MAY_LOCK)
    ]
    assert not wrong


def test_only_the_bridge_crosses_threads() -> None:
    wrong = [
        f"{module} -> {name}"
        for module, names in IMPORTS.items()
        if within(module, "virtgui") and module != "virtgui.bridge"
        for name in names
        if name.split(".")[0] in ("threading", "concurrent", "multiprocessing")
    ]
    assert not wrong
