"""Changes that a running machine takes over at once, from the Details page to the kernel's own word for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtTest import QTest

from tests.support.bench import Bench
from virtgui.models.machine import Machine
from virtgui.windows.machine import MachineWindow

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def running(bench: Bench, image: Path, **fields) -> MachineWindow:
    machine = bench.add(image, **fields)
    window = bench.window(machine)
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    window.show_view("details")
    return window


def write(line, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def thread_of(bench: Bench, machine: Machine) -> int:
    """Its first vCPU's thread, by the kernel's number for it."""
    told: list[int] = []
    machine.execute("query-cpus-fast", done=lambda cpus: told.append(cpus[0]["thread-id"]))
    bench.until(lambda: told, "answer")
    return told[0]


def test_vcpus_are_pinned_while_they_run(bench: Bench, sector: Sector) -> None:
    page = running(bench, sector("hello")).details_page
    machine, cpu = page._machine, min(os.sched_getaffinity(0))
    page.show_part("cpu")
    page.form.more.click()
    line = page.form.editors["cpu_pinning"].widget
    write(line, str(cpu))
    assert "(now)" in page.bar.list.text()
    page.bar.apply.click()
    bench.until(lambda: machine.running_config.cpu_pinning == (cpu,), "pinning")
    assert os.sched_getaffinity(thread_of(bench, machine)) == {cpu}
    bench.until(lambda: page.pending == () and page.waiting.isHidden(), "page at rest")
    # A CPU that this host does not have: said, and listed as what the next start would meet.
    write(line, "4095")
    page.bar.apply.click()
    bench.until(lambda: "host CPU 4095" in page.message.text, "the reason why not")
    bench.until(lambda: "4095" in page.waiting.text, "what has not been taken over")
    assert machine.running_config.cpu_pinning == (cpu,)


def test_a_serial_port_leads_elsewhere_at_once(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = running(bench, sector("uartirq"))
    page, terminal = window.details_page, window.serial_page.port.terminal
    page.show_part("serial.0")
    target, out = page.form.editors["serial.0.target"].widget, tmp_path / "out.txt"
    target.setCurrentIndex(target.findData("file"))
    target.activated.emit(target.currentIndex())
    write(page.form.editors["serial.0.path"].widget, str(out))
    assert page.bar.list.text().count("(now)") == 2
    page.bar.apply.click()
    bench.until(out.exists, "the file")
    window.show_view("serial")
    bench.until(lambda: "PASS" in terminal.text(), "text")
    QTest.keyClicks(terminal, "kept")
    bench.until(lambda: out.read_bytes().endswith(b"kept"), "what the guest sends, in the file")
    assert page.pending == ()
    # A port that goes waits for the next start.
    window.show_view("details")
    target.setCurrentIndex(target.findData("none"))
    target.activated.emit(target.currentIndex())
    assert "(at next start)" in page.bar.list.text() and "(now)" not in page.bar.list.text()


def test_a_new_boot_order_holds_from_the_next_reset_on(bench: Bench, sector: Sector) -> None:
    floppy = sector("uartirq").read_bytes()[: 1440 << 10].ljust(1440 << 10, b"\0")
    machine = bench.add(sector("hello"), boot="ca", firmware="builtin", floppy="floppy.img")
    (machine.directory.path / "floppy.img").write_bytes(floppy)
    window = bench.window(machine)
    bench.start(machine)
    terminal = window.serial_page.port.terminal
    window.show_view("serial")
    bench.until(lambda: "Hello" in terminal.text(), "what the disk says")
    window.show_view("details")
    page = window.details_page
    page.show_part("boot")
    order = page.form.editors["boot"].widget
    order.list.setCurrentRow(0)
    order.down.click()
    assert "(now)" in page.bar.list.text()
    page.bar.apply.click()
    bench.until(lambda: machine.running_config.boot == "ac", "boot order")
    window.actions_.reset.trigger()
    window.show_view("serial")
    bench.until(lambda: "PASS" in terminal.text(), "what the floppy says")


def test_what_another_program_changes_is_known(bench: Bench, sector: Sector) -> None:
    """As vgctl does: the machine tells whoever listens."""
    page = running(bench, sector("hello")).details_page
    page._machine.execute("x-virtgui-boot", {"order": "dc"})
    bench.until(lambda: page._machine.running_config.boot == "dc", "news")
    bench.until(lambda: "Boot order" in page.waiting.text, "that it will be otherwise at the next start")


def test_a_disc_that_is_refused_waits_for_the_next_start(bench: Bench, sector: Sector) -> None:
    page = running(bench, sector("hello"), cdrom="").details_page
    machine, errors = page._machine, []
    page.edit.set("cdrom", "missing.iso")
    page._draft_changed()
    assert "(now)" in page.bar.list.text()
    page.bar.apply.click()
    bench.until(lambda: "missing.iso" in page.message.text, "the reason why not")
    assert "missing.iso" in page.waiting.text
    # Put in by hand, it waits no more.
    disc = machine.directory.path / "missing.iso"
    disc.write_bytes(bytes(1 << 20))
    machine.put_medium("cdrom", "missing.iso", lambda: None, errors.append)
    bench.until(page.waiting.isHidden, "page at rest")
    assert not errors


def test_only_what_was_changed_here_is_written(bench: Bench) -> None:
    """Another program has changed the rest, and the page does not know it yet."""
    window = bench.window(bench.add())
    window.show_view("details")
    page = window.details_page
    config = page._machine.config
    bench.fleet.close()  # It looks no more.
    bench.store.save(msgspec.structs.replace(config, notes="by vgctl"))
    page.edit.set("vcpus", 2)
    page._draft_changed()
    page.bar.apply.click()
    bench.until(lambda: not page.has_changes, "applied draft")
    assert bench.store.load("guest") == msgspec.structs.replace(config, vcpus=2, notes="by vgctl")
    assert page.edit.tree["notes"] == "by vgctl"
