"""Any guest, any disk: random accesses while requests are slow, fail, and outlive resets."""

from __future__ import annotations

import errno
from random import Random

import pytest

from engine.devices.ide.ata import AtaDisk
from engine.devices.ide.atapi import AtapiCd

COMMANDS = (
    0x20, 0x24, 0x30, 0x34, 0xC4, 0xC5, 0xC6, 0xC8, 0xCA, 0x25, 0x35, 0x3D, 0xA0, 0xA1, 0xEC, 0xE7, 0xEF, 0x90,
    0x08, 0x91,
)  # fmt: skip
PACKETS = (0x00, 0x03, 0x12, 0x1B, 0x1E, 0x25, 0x28, 0x43, 0x46, 0x4A, 0x5A, 0xA8, 0xBE)


def command(guest, random):
    """A command that has a chance: small address and count, sometimes a packet or a DMA table."""
    device = random.randrange(2) << 4
    guest.out(6, 0xE0 | device)
    for register in (1, 2, 3, 4, 5):
        guest.out(register, random.choice((0, 0, 1, 2, 3, random.randrange(256))))
    if random.random() < 0.4:
        guest.table((random.choice((0x10000, 0x3FFE00, 0x9000_0000)), random.randrange(0, 0x2000)), (0x20000, 0))
        guest.start(to_memory=random.random() < 0.5)
    guest.out(7, random.choice(COMMANDS))
    if random.random() < 0.5:
        guest.write_words(bytes([random.choice(PACKETS), 0, 0, 0, 0, random.randrange(9), 0, 0, 3, 0, 0, 0]))


def step(guest, disks, random, drive):
    disk = random.choice(disks)
    disk.later = random.random() < 0.7
    disk.fails = random.choice((0, 0, 0, errno.EIO))
    kind = random.randrange(12)
    if kind < 5:
        command(guest, random)
    elif kind == 5:
        guest.read_words(random.randrange(3000))
    elif kind == 6:
        guest.write_words(random.randbytes(2 * random.randrange(3000)))
    elif kind == 7:
        guest.control(random.choice((0, 2, 4, 6, 0x80)))
    elif kind == 8:
        guest.stop()
    elif kind == 9:
        guest.status()
    elif kind == 10 and random.random() < 0.1:
        drive.eject(force=True)
        drive.insert(disks[1])
    elif disk.waiting:
        disk.finish()


@pytest.mark.parametrize("seed", range(6))
def test_any_guest_is_survived_and_a_reset_always_helps(bench, content, seed):
    random = Random(seed)
    disks = [bench.file("disk.img", content(0, 600)), bench.file("disc.iso", content(0, 60, 2048), readonly=True)]
    drive = AtapiCd(disks[1])
    guest = type(bench.cd(name="spare.iso"))((AtaDisk(disks[0]), drive))
    for _ in range(2000):
        step(guest, disks, random, drive)
    for disk in disks:
        while disk.waiting:
            disk.finish()
        disk.later, disk.fails = False, 0
    guest.stop()
    guest.reset()
    guest.lba28(0x20, 3, 1)
    assert guest.read_words(256) == disks[0].path.read_bytes()[1536:2048]
    assert guest.status() == 0x50
    guest.packet(0, device=1)
    guest.packet(0x28, 0, 0, 0, 0, 7, 0, 0, 1, device=1)
    assert guest.reply()[0] == content(7, 1, 2048)
    assert disks[0].path.stat().st_size == 600 * 512
