"""The words vgctl understands. Nothing here imports more than argparse: it is read for every command."""

from __future__ import annotations

import argparse

STATES = (
    "running",
    "paused",
    "off",
    "faulted",
    "io-error",
    "prelaunch",
    "guest-panicked",
    "internal-error",
    "crashed",
)

# verb: (module of engine.ctl, function)
VERBS = {
    "doctor": ("doctor", "doctor"),
    "create": ("catalogue", "create"),
    "list": ("catalogue", "show_all"),
    "info": ("info", "info"),
    "delete": ("catalogue", "delete"),
    "snapshot": ("snapshot", "snapshot"),
    "clone": ("transfer", "clone"),
    "rename": ("transfer", "rename"),
    "export": ("transfer", "export"),
    "import": ("transfer", "unpack"),
    "command": ("transfer", "command"),
    "start": ("life", "start"),
    "stop": ("life", "stop"),
    "kill": ("life", "kill"),
    "reset": ("life", "reset"),
    "pause": ("life", "pause"),
    "resume": ("life", "resume"),
    "insert": ("media", "insert"),
    "eject": ("media", "eject"),
    "pin": ("adjust", "pin"),
    "boot": ("adjust", "boot"),
    "run": ("run", "run"),
    "screen": ("console", "screen"),
    "type": ("console", "type_text"),
    "key": ("console", "key"),
    "serial": ("serial", "serial"),
    "wait": ("wait", "wait"),
    "stats": ("stats", "stats"),
    "qmp": ("qmp", "qmp"),
}

_MANY = {
    "stop": "press the power button: the guest is asked to shut down, and may not listen",
    "kill": "cut the power",
    "reset": "press the reset button",
    "pause": "make the guest stand still",
    "resume": "let a paused guest go on",
    "delete": "remove machines; their disks stay",
    "info": "everything about machines",
}

Verbs = argparse._SubParsersAction


def add_verbs(parser: argparse.ArgumentParser) -> None:
    """Teach ``parser`` every verb."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _json(verbs.add_parser("doctor", help="find out what this host lacks"))
    create = verbs.add_parser("create", help="make a machine")
    create.add_argument("name", metavar="NAME")
    create.add_argument("--autostart", action="store_true", help="start it when the manager opens")
    _machine(create)
    _json(verbs.add_parser("list", help="all machines and their states"))
    start = verbs.add_parser("start", help="power machines on")
    _names(start)
    start.add_argument("--paused", action="store_true", help="do not start the CPUs")
    for verb, help_text in _MANY.items():
        many = verbs.add_parser(verb, help=help_text, description=help_text.capitalize() + ".")
        _names(many)
        if verb == "info":
            _json(many)
        if verb == "stop":
            many.add_argument("--wait", type=seconds, metavar="S", help="wait up to S seconds until it is off")
    _run_verb(verbs.add_parser("run", help="a throw-away machine in the foreground, its serial port on stdio"))
    _media_verbs(verbs)
    _adjust_verbs(verbs)
    _snapshot_verb(verbs.add_parser("snapshot", help="a machine as it was: list, take, revert, delete"))
    _transfer_verbs(verbs)
    _console_verbs(verbs)
    stats = _one(verbs.add_parser("stats", help="what a machine does: CPU, memory, disk, serial, exits"))
    _json(stats)
    stats.add_argument("--watch", action="store_true", help="a line a second, until interrupted")
    qmp = _one(verbs.add_parser("qmp", help="send a QMP command and print its answer"))
    qmp.add_argument("command", metavar="COMMAND", help="such as query-status")
    qmp.add_argument("arguments", metavar="JSON", nargs="?", default="{}", help="arguments, such as '{\"cpu\": 0}'")


def _media_verbs(verbs: Verbs[argparse.ArgumentParser]) -> None:
    insert = _one(verbs.add_parser("insert", help="put an ISO image into the CD drive, of a running machine too"))
    insert.add_argument("path", metavar="PATH")
    eject = _one(verbs.add_parser("eject", help="empty the CD drive"))
    for verb in (insert, eject):
        verb.add_argument("--floppy", action="store_true", help="a diskette, and the floppy drive")
        verb.add_argument("--force", action="store_true", help="even if the guest has locked the drive")


def _adjust_verbs(verbs: Verbs[argparse.ArgumentParser]) -> None:
    pin = _one(verbs.add_parser("pin", help="keep each vCPU to a CPU of the host, of a running machine too"))
    pin.add_argument("cpus", metavar="N,N,...|none", help="the host CPU for each vCPU; none: the scheduler decides")
    boot = _one(verbs.add_parser("boot", help="where the firmware looks from its next reset on"))
    boot.add_argument("order", metavar="cdn", help="the order to try: c disk, d CD, a floppy, n network")


def _snapshot_verb(snapshot: argparse.ArgumentParser) -> None:
    snapshot.description = (
        "A snapshot has the disks that the guest can write to, and the hardware; not what is in memory. A machine "
        "that runs stands still while its disks are copied: for an instant where the filesystem shares "
        "blocks (Btrfs, XFS). To revert, it must be off; what its disks hold then is lost, and its name stays."
    )
    _one(snapshot)
    snapshot.add_argument("action", choices=("list", "take", "revert", "delete"), metavar="list|take|revert|delete")
    snapshot.add_argument("snapshot", metavar="SNAPSHOT", nargs="?", help="its name; a new one gets a number without")
    snapshot.add_argument("--note", metavar="TEXT", default="", help="with take: what to remember about it")
    _json(snapshot)


def _transfer_verbs(verbs: Verbs[argparse.ArgumentParser]) -> None:
    for verb, help_text in (
        ("clone", "a second machine like it, with copies of its disks"),
        ("rename", "another name"),
    ):
        one = _one(verbs.add_parser(verb, help=help_text))
        one.add_argument("new", metavar="NEW", help="a name that no machine has")
        if verb == "clone":
            _clone_options(one)
    export = _one(verbs.add_parser("export", help="write a machine to one file, with checksums"))
    export.add_argument("file", metavar="FILE", help="such as box.virtgui")
    export.add_argument("--with-cd", action="store_true", help="take the disc in the CD drive along")
    unpack = verbs.add_parser("import", help="make a machine of such a file")
    unpack.add_argument("file", metavar="FILE")
    unpack.add_argument("--name", metavar="NAME", help="call it so, instead of what it was called")
    command = _one(verbs.add_parser("command", help="the same machine as a command for another program"))
    command.add_argument("--program", choices=("vgctl", "qemu", "libvirt"), default="vgctl")


def _clone_options(clone: argparse.ArgumentParser) -> None:
    clone.add_argument(
        "--snapshot", metavar="SNAPSHOT", help="as it was then; of a machine that runs, the last one is taken without"
    )
    sharing = clone.add_mutually_exclusive_group()
    sharing.add_argument(
        "--linked", action="store_true", help="share blocks with the original, or fail where the filesystem cannot"
    )
    sharing.add_argument("--full", action="store_true", help="copy every block; without either, share where possible")


def seconds(text: str) -> float:
    """A span of time on the command line."""
    value = float(text)
    if not 0 <= value < 1e9:
        raise ValueError
    return value


def _console_verbs(verbs: Verbs[argparse.ArgumentParser]) -> None:
    screen = _one(verbs.add_parser("screen", help="the text on the VGA screen"))
    screen.add_argument("--png", metavar="FILE", help="write a picture instead (- is standard output)")
    type_text = _one(verbs.add_parser("type", help="type on the keyboard"))
    type_text.add_argument(
        "text", metavar="TEXT", help=r"\n is Enter, \t Tab, \e Escape, \b Backspace, \\ a backslash"
    )
    type_text.add_argument(
        "--rate",
        type=seconds,
        default=0,
        metavar="N",
        help="characters a second, 1 to 200; without, as the guest reads",
    )
    key = _one(verbs.add_parser("key", help="strike keys"))
    key.add_argument(
        "keys", metavar="KEYS", nargs="+", help="such as enter, f10 or ctrl-alt-delete; one after another"
    )
    serial = _one(verbs.add_parser("serial", help="talk to a serial port, or lead it elsewhere"))
    instead = serial.add_mutually_exclusive_group()
    instead.add_argument("--log", action="store_true", help="print what it has sent since power-on, and leave")
    instead.add_argument(
        "--to", metavar="TARGET", help="lead it there, also while the machine runs: as --serial of vgctl create"
    )
    serial.add_argument("--port", type=int, choices=range(5), default=0, help="0 is COM1, 1 is COM2, ...; 4 is hvc0")
    wait = _one(verbs.add_parser("wait", help="wait until all that is asked for has been seen"))
    wait.add_argument("--screen", metavar="TEXT", help="until a row of the text screen contains TEXT")
    wait.add_argument("--serial", metavar="TEXT", help="until COM1 has sent TEXT, since power-on")
    wait.add_argument("--state", metavar="STATE", choices=STATES, help=", ".join(STATES))
    wait.add_argument(
        "--timeout", type=seconds, metavar="S", required=True, help="give up after S seconds: status 124"
    )


def _run_verb(run: argparse.ArgumentParser) -> None:
    run.add_argument("name", metavar="NAME", nargs="?", default="", help="what to call it; Welcome needs no media")
    run.add_argument("--welcome", action="store_true", help="run the guest that comes with VirtGUI")
    run.add_argument("--timeout", type=seconds, metavar="S", help="cut the power after S seconds: status 124")
    _machine(run)


def _machine(parser: argparse.ArgumentParser) -> None:
    """The options that describe a machine."""
    parser.add_argument("--memory", type=int, default=256, metavar="MIB", help="guest memory in MiB (%(default)s)")
    parser.add_argument("--vcpus", type=int, default=1, metavar="N", help="CPUs (%(default)s)")
    parser.add_argument(
        "--cpu", default="host", metavar="host[,-NAME][,+NAME]", help="the host's CPU, without or with a feature"
    )
    parser.add_argument("--cpu-pinning", metavar="N,N,...", help="the host CPU that each vCPU keeps to")
    parser.add_argument("--accel", choices=("auto", "kvm", "soft"), default="auto", help="what runs the CPUs")
    parser.add_argument("--firmware", choices=("auto", "builtin", "seabios"), default="auto")
    parser.add_argument("--bios", metavar="PATH", help="a firmware image of your own, in place of these")
    parser.add_argument("--vga", choices=("std", "isa"), default="std")
    parser.add_argument(
        "--watchdog",
        choices=("none", "reset", "poweroff", "pause"),
        default="none",
        help="a watchdog card, and what it does to a guest that hangs",
    )
    parser.add_argument("--hpet", action="store_true", help="a high precision event timer")
    parser.add_argument("--parallel", metavar="PATH", help="a printer port, and the file it prints to")
    parser.add_argument(
        "--serial",
        action="append",
        default=[],
        metavar="TARGET",
        help="COM1, again for COM2 and so on: console, file=PATH, socket=PATH, pty[=LINK] or none",
    )
    parser.add_argument(
        "--disk",
        action="append",
        default=[],
        metavar="PATH[,size=10G][,format=raw|qcow2][,bus=ide|virtio|virtio-mmio][,readonly]",
        help="a hard disk; with size= it is created if it does not exist; a comma in PATH is written twice",
    )
    parser.add_argument("--cdrom", metavar="PATH", help="an ISO image in a CD drive")
    parser.add_argument("--floppy", metavar="PATH", help="an image in a floppy drive")
    parser.add_argument("--kernel", metavar="PATH", help="a kernel to start without firmware")
    parser.add_argument("--initrd", metavar="PATH", help="its initial RAM disk")
    parser.add_argument("--append", metavar="TEXT", help="its command line")
    parser.add_argument(
        "--module",
        action="append",
        default=[],
        metavar="'PATH [TEXT]'",
        help="a file put beside a Multiboot kernel, and what the kernel is told about it",
    )
    parser.add_argument(
        "--net",
        action="append",
        default=[],
        metavar="user|tap=NAME|loopback|none[,mac=MAC][,forward=HOST:GUEST]",
        help="a network card; user needs passt and no rights; forward=2222:22 leads port 2222 here to the guest's 22",
    )
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="a line to a program in the guest, such as org.qemu.guest_agent.0; a socket listens at PATH",
    )
    parser.add_argument("--no-tablet", action="store_true", help="no pointer that is where the mouse is")
    parser.add_argument("--no-balloon", action="store_true", help="no device that memory can be taken back by")
    parser.add_argument("--boot", metavar="cdn", help="the order to try: c disk, d CD, a floppy, n network")
    parser.add_argument("--boot-menu", type=int, default=0, metavar="S", help="show the boot menu for S seconds")


def _names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="+")


def _one(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("name", metavar="NAME")
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
