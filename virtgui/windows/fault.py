"""A guest that cannot go on: why, and the CPU as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from virtgui.models.machine import Machine
from virtgui.sentence import told
from virtgui.theme import ICON_TOOL, SPACE_M, SPACE_S, colours_for, icon, monospace

_ROWS: Final = (
    ("rax", "rbx", "rcx", "rdx"),
    ("rsi", "rdi", "rbp", "rsp"),
    ("r8", "r9", "r10", "r11"),
    ("r12", "r13", "r14", "r15"),
)
_FLAGS: Final = (
    (0, "CF"),
    (2, "PF"),
    (4, "AF"),
    (6, "ZF"),
    (7, "SF"),
    (8, "TF"),
    (9, "IF"),
    (10, "DF"),
    (11, "OF"),
    (17, "VM"),
)
"""The bits of RFLAGS that say something (Intel SDM vol. 1, 3.4.3)."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("FaultPanel", text)


def register_lines(registers: Mapping[str, Any]) -> Iterator[str]:
    """A CPU's registers (x-virtgui-registers) as lines for a fixed-width font. 64-bit registers are shown whole
    only if one of them needs it."""
    general: Mapping[str, int] = registers.get("general", {})
    control: Mapping[str, int] = registers.get("control", {})
    values = [*general.values(), *control.values()]
    wide = any(value >> 32 for value in values)
    digits = 16 if wide else 8

    def shown(table: Mapping[str, int], name: str) -> str:
        label = name.upper() if wide or not name.startswith("r") else f"E{name[1:].upper()}"
        return f"{label:<6} {table[name]:0{digits}x}"

    for names in _ROWS:
        if not wide and names[0] in ("r8", "r12"):
            continue
        row = [shown(general, name) for name in names if name in general]
        if row:
            yield "  ".join(row)
    if "rip" in general:
        flags = general.get("rflags", 0)
        said = " ".join(name for bit, name in _FLAGS if flags >> bit & 1)
        yield f"{shown(general, 'rip')}  {shown(general, 'rflags')}  {said}".rstrip()
    row = [shown(control, name) for name in ("cr0", "cr2", "cr3", "cr4", "efer") if name in control]
    if row:
        yield ""
        yield "  ".join(row)
    yield from _segment_lines(registers, digits)


def _segment_lines(registers: Mapping[str, Any], digits: int) -> Iterator[str]:
    segments: Mapping[str, Mapping[str, int]] = registers.get("segments", {})
    if segments:
        yield ""
    cells = [
        f"{name.upper():<4} {part['selector']:04x}  {part['base']:0{digits}x} + {part['limit']:08x}"
        for name, part in segments.items()
    ]
    tables: Mapping[str, Any] = registers.get("tables", {})
    cells += [f"{name.upper():<4}       {base:0{digits}x} + {limit:08x}" for name, (base, limit) in tables.items()]
    for index in range(0, len(cells), 2):
        yield "   ".join(cells[index : index + 2])


def instruction_line(fault: Mapping[str, Any]) -> str:
    """What the CPU stopped at: its bytes, and the instruction as people write it."""
    code, text = str(fault.get("instruction", "")), str(fault.get("disassembly", ""))
    return f"{code}   {text}".rstrip()


def stack_lines(fault: Mapping[str, Any]) -> Iterator[str]:
    """The bytes at the stack pointer, as words of the stack's size, 16 bytes a line."""
    stack = bytes.fromhex(str(fault.get("stack", "")))
    registers: Mapping[str, Any] = fault.get("registers", {})
    width = int(registers.get("stack_bits", 16)) // 8
    words = [int.from_bytes(stack[at : at + width], "little") for at in range(0, len(stack), width)]
    count = 16 // width
    top = int(registers.get("general", {}).get("rsp", 0))
    for line in range(0, len(words), count):
        shown = "  ".join(f"{word:0{2 * width}x}" for word in words[line : line + count])
        yield f"{top + line * width:0{2 * width}x}: {shown}"


def fault_text(fault: Mapping[str, Any]) -> str:
    """The whole report, to be read, copied and sent to somebody."""
    lines = [told(str(fault.get(key, ""))) for key in ("reason", "remedy")]
    lines = [line for line in lines if line]
    lines += ["", f"CPU {fault.get('cpu', 0)}", *register_lines(fault.get("registers", {}))]
    lines += ["", _tr("Instruction bytes: {0}").format(instruction_line(fault) or _tr("not known"))]
    stack = [*stack_lines(fault)]
    lines += ["", _tr("Stack"), *stack] if stack else []
    return "\n".join(lines)


class FaultPanel(QFrame):
    """Shown below the screen, which stays as the guest left it."""

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self.reason = QLabel(self)
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        font = self.reason.font()
        font.setWeight(font.Weight.DemiBold)
        self.reason.setFont(font)
        self.remedy = QLabel(self)
        self.remedy.setWordWrap(True)
        self.remedy.setTextFormat(Qt.TextFormat.PlainText)
        self.registers = QPlainTextEdit(self)
        self.registers.setReadOnly(True)
        self.registers.setFont(monospace())
        self.registers.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.registers.setAccessibleName(_tr("Registers and instruction bytes"))
        self.reset_button = QPushButton(icon("reset"), _tr("&Reset"), self)
        self.kill_button = QPushButton(icon("power-off"), _tr("Power &off"), self)
        self.copy_button = QPushButton(icon("copy"), _tr("&Copy report"), self)
        self.reset_button.clicked.connect(machine.reset)
        self.kill_button.clicked.connect(machine.kill)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._lay_out()

    def text(self) -> str:
        """The whole report."""
        return fault_text(self._machine.fault or {"reason": self._machine.reason, "remedy": self._machine.remedy})

    def refresh(self) -> None:
        """Show the machine's fault as it is now."""
        machine = self._machine
        fault = machine.fault or {}
        self._picture.setPixmap(icon("error", colours_for(self.palette()).crashed).pixmap(ICON_TOOL, ICON_TOOL))
        self.reason.setText(told(str(fault.get("reason") or machine.reason)) or _tr("The guest cannot go on."))
        self.remedy.setText(told(str(fault.get("remedy") or machine.remedy)))
        self.remedy.setVisible(bool(self.remedy.text()))
        lines = [*register_lines(fault.get("registers", {}))]
        instruction = instruction_line(fault)
        if instruction:
            lines = [_tr("Instruction  {0}").format(instruction), "", *lines]
        stack = [*stack_lines(fault)]
        lines += ["", _tr("Stack"), *stack] if stack else []
        text = "\n".join(lines) or _tr("The registers are not known.")
        if text != self.registers.toPlainText():
            self.registers.setPlainText(text)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.reason)
        words.addWidget(self.remedy)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for button in (self.reset_button, self.kill_button, self.copy_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addLayout(head)
        column.addWidget(self.registers, 1)
