"""The details page: each test is one thing a person does to a machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
)

from engine.config import Disk, MachineConfig
from tests.support.bench import Bench
from virtgui.details.editor import BootOrder
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.windows.page_details import DetailsPage

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def open_page(bench: Bench, machine: Machine) -> DetailsPage:
    window = bench.window(machine)
    window.show_view("details")
    return window.details_page


def editor(page: DetailsPage, path: str):
    page.show_part(path.rpartition(".")[0] if path.count(".") else path)
    assert page.form is not None
    return page.form.editors[path].widget


def apply(bench: Bench, page: DetailsPage, machine: Machine, condition: Callable[[MachineConfig], bool]) -> None:
    assert page.bar.apply.isEnabled(), page.bar.problem.text()
    page.bar.apply.click()
    bench.until(lambda: condition(bench.store.load(machine.name)), "saved description")
    bench.until(lambda: page.edit is not None and not page.edit.changed, "page at rest")


def saved(bench: Bench, machine: Machine) -> MachineConfig:
    return bench.store.load(machine.name)


def test_memory_and_cpus_change_with_one_apply(bench: Bench) -> None:
    machine = bench.add(memory_mib=64)
    page = open_page(bench, machine)
    page.show_part("memory")
    page.form.editors["memory_mib"].widget.setValue(128)
    page.show_part("cpu")
    page.form.editors["vcpus"].widget.setValue(2)
    assert [change.text() for change in page.bar.changes] == ["Memory: 64 MiB → 128 MiB", "CPUs: 1 → 2"]
    assert saved(bench, machine).memory_mib == 64
    apply(bench, page, machine, lambda config: (config.memory_mib, config.vcpus) == (128, 2))
    assert page.bar.isHidden()


def test_undo_redo_and_discard(bench: Bench) -> None:
    page = open_page(bench, bench.add(memory_mib=64))
    page.show_part("memory")
    spin = page.form.editors["memory_mib"].widget
    spin.setValue(100)
    page.bar.undo.click()
    spin = page.form.editors["memory_mib"].widget
    assert spin.value() == 64
    page.bar.redo.click()
    assert page.form.editors["memory_mib"].widget.value() == 100
    page.bar.discard.click()
    assert not page.edit.changed


def test_the_list_can_be_filtered(bench: Bench) -> None:
    page = open_page(bench, bench.add(disks=(Disk(path="x.img"),)))
    page.filter.setText("x.img")
    visible = [page.list.item(row) for row in range(page.list.count()) if not page.list.item(row).isHidden()]
    assert [item.text().split("\n")[0] for item in visible] == ["Disk 1"]


def test_a_new_disk_is_made_when_it_is_applied(bench: Bench) -> None:
    machine = bench.add()
    page = open_page(bench, machine)
    page.add("disk")
    assert page.form.size_field.value() == 10
    page.form.size_field.setValue(2)
    assert not (machine.directory.path / "disk.img").exists()
    apply(bench, page, machine, lambda config: len(config.disks) == 1)
    assert (machine.directory.path / "disk.img").stat().st_size == 2 << 30
    assert (machine.directory.path / "disk.img").stat().st_blocks == 0


def test_a_disk_is_taken_out_and_its_file_stays(bench: Bench) -> None:
    machine = bench.add(disks=(Disk(path="x.img"),))
    image = machine.directory.path / "x.img"
    image.write_bytes(b"x" * 512)
    page = open_page(bench, machine)
    page.show_part("disks.0")
    page.form.remove.click()
    apply(bench, page, machine, lambda config: config.disks == ())
    assert image.exists()


def test_a_chosen_file_is_told_by_its_content(bench: Bench, tmp_path: Path) -> None:
    text = tmp_path / "letter.iso"
    text.write_text("Dear Ada, " * 200)
    machine = bench.add()
    page = open_page(bench, machine)
    page.add("cdrom")
    assert page.bar.problem.text() == "", "a drive can be empty"
    row = page.form.editors["cdrom"].widget
    row.take(str(text))
    bench.until(lambda: "text" in row.notice.text.lower(), "finding")
    assert page.edit.tree["cdrom"] == str(text)


def test_boot_order_by_buttons_and_ticks(bench: Bench) -> None:
    machine = bench.add()
    page = open_page(bench, machine)
    page.show_part("boot")
    order = page.form.editors["boot"].widget
    assert isinstance(order, BootOrder)
    order.list.setCurrentRow(1)
    order.up.click()
    order.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    apply(bench, page, machine, lambda config: config.boot == "dc")


def test_notes_and_group_are_saved_at_once_while_it_runs(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("hello"))
    bench.start(machine)
    page = open_page(bench, machine)
    page.show_part("overview")
    page.form.editors["notes"].widget.setPlainText("Ask Ada.")
    assert "(now)" in page.bar.list.text()
    apply(bench, page, machine, lambda config: config.notes == "Ask Ada.")
    assert page.pending == ()
    assert machine.state is MachineState.RUNNING


def test_what_waits_for_the_next_start_is_listed(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("hello"))
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    page = open_page(bench, machine)
    page.show_part("memory")
    page.form.editors["memory_mib"].widget.setValue(48)
    assert "(at next start)" in page.bar.list.text()
    apply(bench, page, machine, lambda config: config.memory_mib == 48)
    assert "Memory: 32 MiB → 48 MiB" in page.waiting.text
    machine.kill()
    bench.until(lambda: machine.state is MachineState.OFF, "end")
    assert page.waiting.isHidden()


def test_a_running_machine_is_not_renamed(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("hello"))
    bench.start(machine)
    page = open_page(bench, machine)
    page.show_part("overview")
    QTest.keyClicks(page.form.editors["name"].widget, "2")
    assert not page.bar.apply.isEnabled()
    assert "while it is off" in page.bar.problem.text()


def test_renaming(bench: Bench) -> None:
    machine = bench.add(name="old")
    page = open_page(bench, machine)
    page.show_part("overview")
    line = page.form.editors["name"].widget
    line.selectAll()
    QTest.keyClicks(line, "new")
    page.bar.apply.click()
    bench.until(lambda: (bench.store.root / "new" / "machine.toml").exists(), "rename")
    bench.until(lambda: machine.name == "new", "name")
    assert bench.fleet.machine("new") is machine or bench.machine("new") is machine


def test_text_and_forms_show_the_same_draft(bench: Bench) -> None:
    machine = bench.add(memory_mib=64)
    page = open_page(bench, machine)
    page.show_part("text")
    text = page.text.text
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText(text.toPlainText().replace("memory_mib = 64", "memory_mib = 96"))
    bench.until(lambda: page.edit.tree["memory_mib"] == 96, "draft")
    page.show_part("memory")
    spin = page.form.editors["memory_mib"].widget
    assert isinstance(spin, QSpinBox)
    assert spin.value() == 96
    spin.setValue(97)
    assert "memory_mib = 97" in text.toPlainText()


def test_text_that_is_no_machine_cannot_be_applied(bench: Bench) -> None:
    page = open_page(bench, bench.add())
    page.show_part("text")
    page.text.text.setPlainText(page.text.text.toPlainText() + "colour = 3\n")
    bench.until(lambda: "unknown key colour" in page.bar.problem.text(), "problem")
    assert not page.bar.apply.isEnabled()


def test_a_broken_description_is_mended_as_text(bench: Bench) -> None:
    machine = bench.add()
    good = machine.directory.config.read_text()
    machine.directory.config.write_text(good.replace("memory_mib = 32", "memory_mib = oops"))
    bench.fleet.rescan()
    bench.until(lambda: machine.state is MachineState.BROKEN, "broken machine")
    page = open_page(bench, machine)
    bench.until(lambda: "oops" in page.text.text.toPlainText(), "text")
    page.text.text.setPlainText(page.text.text.toPlainText().replace("oops", "33"))
    bench.until(lambda: page.bar.apply.isEnabled(), "Apply")
    page.bar.apply.click()
    bench.until(lambda: machine.state is MachineState.OFF, "mended machine")
    assert saved(bench, machine).memory_mib == 33


def test_the_same_machine_as_a_command_line(bench: Bench) -> None:
    page = open_page(bench, bench.add(name="My PC", memory_mib=64))
    page.show_part("command")
    view = page.command
    assert "vgctl create" in view.text.toPlainText()
    view.program.setCurrentIndex(view.program.findData("libvirt"))
    view.copy.click()
    assert "<memory unit='MiB'>64</memory>" in QApplication.clipboard().text()


def test_the_log_is_a_page(bench: Bench) -> None:
    machine = bench.add()
    machine.directory.log.write_text("guest: hello from the debug port\n")
    page = open_page(bench, machine)
    page.show_part("log")
    bench.until(lambda: "debug port" in page.log.toPlainText(), "log")


def test_what_cannot_be_added_says_why(bench: Bench) -> None:
    page = open_page(bench, bench.add(cdrom="/x.iso"))
    page.add_menu.aboutToShow.emit()
    refused = {action.text(): action.toolTip() for action in page.add_menu.actions() if not action.isEnabled()}
    assert refused["CD drive"] == "The machine has one already."


def test_every_control_of_every_part_has_a_name(bench: Bench) -> None:
    page = open_page(bench, bench.add(disks=(Disk(path="x"),), cdrom="/c.iso", floppy="/f.img"))
    for row in range(page.list.count()):
        page.list.setCurrentRow(row)
        for kind in (QAbstractButton, QLineEdit, QSpinBox, QComboBox, QPlainTextEdit):
            for control in page.findChildren(kind):
                if (
                    control.isHidden()
                    or control.objectName().startswith("qt_")
                    or isinstance(control.parent(), (QLineEdit, QSpinBox))
                ):
                    continue
                named = control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())
                assert named, (page.list.item(row).text(), control)


def test_a_disc_is_changed_and_taken_out_while_it_runs(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    discs = [tmp_path / "one.iso", tmp_path / "two.iso"]
    for disc in discs:
        disc.write_bytes(bytes(64 * 2048))
    machine = bench.add(sector("hello"), cdrom=str(discs[0]))
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    page = open_page(bench, machine)
    inside: list[object] = []

    def look() -> bool:
        machine.execute("query-block", done=lambda blocks: inside.append(_disc(blocks)))
        return bool(inside) and inside[-1] == wanted

    page.show_part("cdrom")
    page.form.editors["cdrom"].widget.take(str(discs[1]))
    assert "(now)" in page.bar.list.text()
    wanted: str | None = str(discs[1])
    apply(bench, page, machine, lambda config: config.cdrom == str(discs[1]))
    bench.until(look, "the other disc")
    page.form.editors["cdrom"].widget.take("")
    wanted = None
    apply(bench, page, machine, lambda config: config.cdrom == "")
    bench.until(look, "an empty drive")
    assert page.message.isHidden(), page.message.text


def _disc(blocks) -> str | None:
    drive = next(block for block in blocks if block["type"] == "cdrom")
    return drive["inserted"]["file"] if drive.get("inserted") else None


def test_a_kernel_to_start_directly_is_picked(bench: Bench, tmp_path: Path) -> None:
    kernel, initrd = tmp_path / "vmlinuz", tmp_path / "initrd.gz"
    header = bytearray(4096)
    header[0x1FE:0x200], header[0x202:0x208] = b"\x55\xaa", b"HdrS\x0f\x02"  # Documentation/arch/x86/boot.rst, 1.1
    kernel.write_bytes(header)
    initrd.write_bytes(b"\x1f\x8b" + bytes(100))
    machine = bench.add()
    page = open_page(bench, machine)
    page.add("kernel")
    assert "choose a file for “Kernel”" in page.bar.problem.text()
    row = page.form.editors["kernel.path"].widget
    row.take(str(kernel))
    page.form.editors["kernel.initrd"].widget.take(str(initrd))
    QTest.keyClicks(page.form.editors["kernel.append"].widget, "console=ttyS0")
    bench.until(lambda: row.notice.kind == "good", "finding")
    apply(bench, page, machine, lambda config: config.kernel is not None)
    made = saved(bench, machine).kernel
    assert made is not None
    assert (made.path, made.initrd, made.append) == (str(kernel), str(initrd), "console=ttyS0")
    page.show_part("boot")
    assert page.list.currentItem().text().endswith("kernel, directly")


def test_a_full_disk_loses_neither_the_description_nor_the_draft(bench: Bench, monkeypatch) -> None:
    """The one state that cannot be caused here: every write fails as on a full disk."""
    import errno
    import os

    machine = bench.add(memory_mib=64)
    page = open_page(bench, machine)
    page.show_part("memory")
    page.form.editors["memory_mib"].widget.setValue(128)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("engine.atomic.write", full)
    page.bar.apply.click()
    bench.until(lambda: "No space left" in page.message.text, "message")
    assert "Free some space" in page.message.text
    assert saved(bench, machine).memory_mib == 64
    assert page.edit.tree["memory_mib"] == 128
    monkeypatch.undo()
    apply(bench, page, machine, lambda config: config.memory_mib == 128)


def test_only_the_fields_that_matter_are_shown(bench: Bench) -> None:
    page = open_page(bench, bench.add())
    page.add("network")
    form = page.form
    backend = form.editors["networks.0.backend"].widget

    def shown() -> set[str]:
        return {path.rpartition(".")[2] for path, editor in form.editors.items() if editor.widget.isVisible()}

    assert shown() == {"backend", "forward"}
    backend.setCurrentIndex(backend.findData("tap"))
    backend.activated.emit(backend.currentIndex())
    assert shown() == {"backend", "tap"}
    form.more.click()
    assert shown() == {"backend", "tap", "mac"}


def test_a_window_is_not_closed_over_changes_that_were_not_applied(bench: Bench) -> None:
    machine = bench.add(memory_mib=64)
    window = bench.window(machine)
    window.show_view("details")
    page = window.details_page
    assert not window.keeps_changes()
    page.show_part("memory")
    page.form.editors["memory_mib"].widget.setValue(128)
    window.show_view("screen")
    assert window.keeps_changes()
    assert window.view == "details"
    assert "not applied" in window.message.what
    buttons = {button.text(): button for button in window.message.findChildren(QPushButton)}
    buttons["Apply"].click()
    bench.until(lambda: saved(bench, machine).memory_mib == 128, "saved description")
    bench.until(lambda: not page.has_changes, "page at rest")
    assert not window.keeps_changes()
