"""What is around this host: a container, a virtual machine, WSL, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from engine.doctor.finding import Finding

CONTAINERS = {
    "docker": "a Docker container",
    "podman": "a Podman container",
    "lxc": "an LXC container",
    "systemd-nspawn": "a systemd-nspawn container",
    "oci": "a container",
    "flatpak": "a Flatpak sandbox",
}
HYPERVISORS = (
    "QEMU",
    "VMware",
    "VirtualBox",
    "Xen",
    "Amazon EC2",
    "Google",
    "Microsoft",
    "Parallels",
    "OpenStack",
    "KVM",
)


class Traces(msgspec.Struct, frozen=True):
    """Where surroundings show, so that tests can lay them."""

    root: Path = Path("/")

    def text(self, name: str) -> str:
        """A file's text; "" where there is none or it may not be read."""
        try:
            return (self.root / name).read_text("utf-8", "replace").replace("\0", "\n").strip()
        except OSError:
            return ""

    def there(self, name: str) -> bool:
        """Whether a file exists."""
        try:
            return (self.root / name).exists()
        except OSError:
            return False


def surrounding(flags: Collection[str], has_kvm: bool, traces: Traces | None = None) -> Finding:
    """Name what we run in and, where there is no KVM, what that has to do with it."""
    traces = traces or Traces()
    what, why, remedy = _named(flags, traces)
    return Finding("host", "ok", what) if has_kvm else Finding("host", "ok", what, why, remedy)


def _named(flags: Collection[str], traces: Traces) -> tuple[str, str, str]:
    if "microsoft" in traces.text("proc/version").lower():
        return (
            "Windows Subsystem for Linux",
            "KVM works in WSL 2 where nested virtualisation is on.",
            "Put nestedVirtualization=true under [wsl2] in %UserProfile%\\.wslconfig, then run wsl --shutdown in "
            "Windows.",
        )
    container = _container(traces)
    if container:
        return (
            container,
            "A container has the devices that it is given.",
            "Start it with --device /dev/kvm, and its user in the device's group.",
        )
    if "hypervisor" in flags:
        what = f"a virtual machine{_maker(traces)}"
        return what, "KVM inside it needs nested virtualisation.", "Switch that on for it on its host."
    return "a real machine, as far as it shows", "", ""


def _container(traces: Traces) -> str:
    if traces.there(".dockerenv"):
        return CONTAINERS["docker"]
    if traces.there("run/.containerenv"):
        return CONTAINERS["podman"]
    if traces.there(".flatpak-info"):
        return CONTAINERS["flatpak"]
    for line in traces.text("proc/1/environ").splitlines():
        if line.startswith("container="):
            kind = line.removeprefix("container=")
            return CONTAINERS.get(kind, f"a container ({kind})")
    return ""


def _maker(traces: Traces) -> str:
    about = " ".join(traces.text(f"sys/class/dmi/id/{name}") for name in ("sys_vendor", "product_name"))
    return next((f" ({name})" for name in HYPERVISORS if name.lower() in about.lower()), "")
