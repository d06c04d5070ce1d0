"""virt-manager with libvirt's test driver: machines that are only said to run, inside virt-manager's own process."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "virt-manager"
NAME = "virt-manager"
BUS = "dbus-daemon"
DOMAIN = """<domain type='test'><name>{name}</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
<os><type arch='x86_64'>hvm</type><boot dev='hd'/></os><devices>
<disk type='file' device='disk'><source file='/{name}.img'/><target dev='hda' bus='ide'/></disk>
<graphics type='vnc'/><serial type='pty'/></devices></domain>
"""


def installed() -> bool:
    """Whether there is a virt-manager, and the session bus it wants."""
    return all(shutil.which(program) for program in (PROGRAM, BUS))


def command(home: Path, count: int) -> list[str]:
    """What starts it beside ``count`` running domains, each a VM of one disk, one screen and one serial port."""
    document = home / f"test{count}.xml"  # For the format see libvirt's examples/xml/test/testnode.xml.
    domains = "".join(DOMAIN.format(name=f"machine{number:03}") for number in range(count))
    document.write_text(f"<node>{domains}</node>")
    return ["env", f"XDG_CACHE_HOME={home / 'cache'}", PROGRAM, "--no-fork", "-c", f"test://{document}"]


@contextmanager
def session_bus() -> Iterator[None]:
    """A D-Bus session as a desktop has one before any manager starts; without dbus-daemon nothing happens."""
    if shutil.which(BUS) is None:
        yield
        return
    words = [BUS, "--session", "--nofork", "--print-address"]
    bus = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    assert bus.stdout is not None
    try:
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        yield
    finally:
        bus.terminate()
        bus.wait()
        bus.stdout.close()
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS")
        if before is not None:
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = before
