"""The manual page of vgctl, made of what vgctl understands."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine import VERSION
from engine.ctl.grammar import add_verbs

PAGE = Path(__file__).parents[2] / "resources" / "man" / "vgctl.1"

_HEAD = """.\\" Made by make manuals.
.TH VGCTL 1 "" "VirtGUI {version}" "User Commands"
.SH NAME
vgctl \\- VirtGUI's virtual machines from a shell
.SH SYNOPSIS
.B vgctl
.I VERB
.RI [ OPTION ]...
.RI [ ARGUMENT ]...
.SH DESCRIPTION
.B vgctl
makes, runs and watches the machines that
.BR virtgui (1)
shows. Each running machine is a process of its own.
.SH VERBS
"""
_TAIL = """.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Failed: one line on standard error says what, and what to do.
.TP
.B 2
Wrong usage.
.TP
.B 124
Timed out.
.PP
.B vgctl run
ends with
.I (value << 1) | 1
when the guest writes
.I value
to port 0xF4.
.SH EXAMPLES
.nf
vgctl create demo \\-\\-cdrom distro.iso \\-\\-disk demo.img,size=8G \\-\\-memory 1024
vgctl start demo
vgctl wait demo \\-\\-screen "login:" \\-\\-timeout 120 && vgctl type demo 'root\\en'
vgctl run \\-\\-disk test.img \\-\\-timeout 60 > log; echo $?
.fi
.SH FILES
.TP
.I $XDG_DATA_HOME/virtgui/machines/NAME/
A machine.
.SH SEE ALSO
.BR virtgui (1)
"""


def page() -> str:
    """The whole page, in roff's man macros."""
    parser = argparse.ArgumentParser(prog="vgctl")
    add_verbs(parser)
    (verbs,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in verbs._choices_actions}
    parts = [_HEAD.format(version=VERSION)]
    shared = _options(verbs.choices["run"]) & _options(verbs.choices["create"])
    for name, verb in verbs.choices.items():
        parts.append(_verb(name, helps.get(name, ""), verb, shared if name in ("create", "run") else set()))
    parts.append(".SH OPTIONS OF CREATE AND RUN\n")
    parts += [_option(action) for action in _listed(verbs.choices["run"]) if _key(action) in shared]
    return "".join(parts) + _TAIL


def _verb(name: str, help_text: str, verb: argparse.ArgumentParser, elsewhere: set[str]) -> str:
    words = [_place(action) for action in verb._actions if not action.option_strings]
    lines = [f".TP\n.B {name}{''.join(f' {word}' for word in words)}\n{_sentence(help_text)}\n"]
    options = [action for action in _listed(verb) if _key(action) not in elsewhere]
    if options:
        lines += [".RS\n", *map(_option, options), ".RE\n"]
    return "".join(lines)


def _listed(verb: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in verb._actions if action.option_strings and action.dest != "help"]


def _options(verb: argparse.ArgumentParser) -> set[str]:
    return {_key(action) for action in _listed(verb)}


def _key(action: argparse.Action) -> str:
    return action.option_strings[-1]


def _place(action: argparse.Action) -> str:
    shown = f"\\fI{_plain(str(action.metavar or action.dest.upper()))}\\fR"
    return {"?": f"[{shown}]", "+": f"{shown} ...", "*": f"[{shown} ...]"}.get(str(action.nargs), shown)


def _option(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        choices = "|".join(str(choice) for choice in action.choices or ())
        value = f" \\fI{_plain(str(action.metavar or choices or action.dest.upper()))}\\fR"
    help_text = (action.help or "") % {"default": action.default} if action.help else ""
    return f".TP\n\\fB{_plain(', '.join(action.option_strings))}\\fR{value}\n{_sentence(help_text)}\n"


def _sentence(text: str) -> str:
    text = _plain(text[:1].upper() + text[1:])
    return text + ("" if text.endswith((".", ")")) else ".")


def _plain(text: str) -> str:
    """Text that roff takes as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text
