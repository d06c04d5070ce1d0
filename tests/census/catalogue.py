"""The guests of the census, all from Debian's packages."""

from __future__ import annotations

from pathlib import Path

import image
import shell

from tests.census.guest import Guest, Step, cd, disk, disks, floppy, kernel
from tests.census.medium import grub_cd, installer_cd, isolinux_cd, packaged
from tests.support import debian

WELCOME = Path(__file__).parents[2] / "resources" / "guests" / "welcome.img"
MEMTEST = "memtest86+x64"
INSTALLER = "debian-installer-12-netboot-amd64"
XEN = packaged("xen-hypervisor-4.17-amd64", "boot/xen-4.17-amd64.gz")
MACH = packaged("gnumach-image-1.8-486", "gnumach-1.8-486.gz")
MULTIBOOT = packaged("multiboot", "multiboot/examples/kernel")
INVADERS = packaged("grub-invaders", "boot/invaders.exec")
CLOUD, PLAIN, I386 = debian.CLOUD, debian.PLAIN, debian.I386
IN_TEXT = "vga=normal fb=false nomodeset"
LINUX_APPEND = f"{shell.APPEND} console=tty0 console=ttyS0"


def _linux(meta: str) -> Guest:
    start = kernel(
        lambda _cache: debian.kernel(meta).vmlinuz,
        lambda cache: shell.initrd(cache, debian.kernel(meta)),
        LINUX_APPEND,
    )
    name = meta.partition(":")[0]
    return Guest(name, name, {"kernel": start}, (Step(serial=shell.PROMPT), Step(screen="/ #")), 256, long=2)


GUESTS = (
    Guest("Welcome", "our own", disks(lambda _cache: WELCOME), (Step(screen="What is this?"),), 16),
    Guest("MBR prompt", "mbr", disks(image.mbr_prompt_image), (Step(screen="MBR 1FA:"),), 16),
    Guest(
        "syslinux MBR",
        "syslinux-common",
        disks(image.syslinux_mbr_image),
        (Step(screen="Missing operating system."),),
        16,
    ),
    Guest(
        "GRUB legacy",
        "grub-legacy",
        {**disks(image.grub_legacy_disk), "floppy": floppy(image.grub_legacy_floppy)},
        (Step(screen="GNU GRUB  version 0.97"), Step(screen="grub>")),
        32,
    ),
    Guest(
        "GRUB 2",
        "grub-pc-bin",
        {**disks(image.grub2_disk), "cd": cd(image.grub2_iso), "cd as disk": disk(image.grub2_iso, "ide")},
        (Step(screen="First entry"), Step(serial=b"Second entry")),
        long=2,
    ),
    Guest(
        "GRUB 2 rescue CD",
        "grub-rescue-pc",
        {"cd": cd(packaged("grub-rescue-pc", "grub-rescue-cdrom.iso"))},
        (Step(screen="GNU GRUB  version 2.06"),),
        long=2,
    ),
    Guest(
        "multiboot example",
        "multiboot",
        {"kernel": kernel(MULTIBOOT)},
        (Step(screen="Halted."),),
    ),
    Guest(
        "multiboot example in graphics",
        "multiboot",
        {"grub": cd(grub_cd("multiboot", {"kernel": MULTIBOOT}, "multiboot /kernel\nboot\n"))},
        (Step(graphics=(1024, 768)),),
    ),
    Guest(
        "invaders",
        "grub-invaders",
        {
            "kernel": kernel(INVADERS),
            "grub": cd(grub_cd("invaders", {"kernel": INVADERS}, "set gfxpayload=text\nmultiboot /kernel\nboot\n")),
        },
        (Step(screen="-*--*-"),),
    ),
    Guest(
        "memtest86+",
        "memtest86+",
        {
            "kernel": kernel(packaged("memtest86+", f"{MEMTEST}.bin")),
            "cd": cd(packaged("memtest86+", f"{MEMTEST}.iso")),
        },
        (Step(screen="Memtest86+"), Step(screen="Pass")),
    ),
    Guest(
        "ISOLINUX + HDT",
        "isolinux, syslinux-common",
        {"cd": cd(isolinux_cd)},
        (Step(screen="Hardware report", key="ret"), Step(screen="Hardware Detection Tool")),
    ),
    Guest(
        "iPXE",
        "ipxe",
        {"kernel": kernel(packaged("ipxe", "ipxe.lkrn")), "cd": cd(packaged("ipxe", "ipxe.iso"))},
        (Step(screen="iPXE initialising devices"), Step(screen="iPXE 1.")),
        long=2,
    ),
    _linux(CLOUD),
    _linux(PLAIN),
    _linux(I386),
    Guest(
        "Debian installer",
        INSTALLER,
        {
            "kernel": kernel(
                packaged(INSTALLER, "amd64/linux"),
                packaged(INSTALLER, "amd64/initrd.gz"),
                IN_TEXT,
            ),
            "cd": cd(installer_cd(INSTALLER, IN_TEXT)),
        },
        (Step(screen="<Tab> moves"),),
        512,
        long=8,
    ),
    Guest(
        "Xen",
        "xen-hypervisor-4.17-amd64",
        {
            "kernel": kernel(XEN, append="com1=115200,8n1 console=com1,vga"),
            "grub": cd(
                grub_cd("xen", {"xen": XEN}, "multiboot2 /xen placeholder com1=115200,8n1 console=com1,vga\nboot\n")
            ),
        },
        (Step(serial=b"Xen version 4.17"),),
        256,
        long=2,
    ),
    Guest(
        "GNU Mach",
        "gnumach-image-1.8-486",
        {"kernel": kernel(MACH), "grub": cd(grub_cd("mach", {"mach": MACH}, "multiboot /mach mach\nboot\n"))},
        (Step(screen="GNU Mach"),),
        long=2,
    ),
    Guest(
        "U-Boot",
        "u-boot-qemu",
        {"bios": lambda cache: {"bios": str(packaged("u-boot-qemu", "qemu-x86/u-boot.rom")(cache))}},
        (Step(serial=b"=>"),),
        256,
        own_firmware=True,
        long=2,
    ),
)
