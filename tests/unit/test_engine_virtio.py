"""engine.virtio: which devices a description puts where."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from engine.config import Network
from engine.devices.virtio.mmio import LENGTH, Register
from engine.devices.virtio.net import HEADER
from engine.net import user
from engine.net.user import Stream
from engine.virtio import BALLOON_SLOT, CARD_SLOT, CONSOLE_SLOT, DISK_SLOT, RNG_SLOT, TABLET_SLOT, mmio_place
from tests.support.virtioboard import Board


def slots(board: Board) -> dict[int, int]:
    """The virtio device ID in each slot."""
    return {slot: pci.get(2, 2) - 0x1040 for (slot, _), pci in board.pci.functions().items()}


def test_each_device_has_its_own_slot_whatever_else_there_is() -> None:
    async def main() -> None:
        assert slots(Board()) == {RNG_SLOT: 4, CONSOLE_SLOT: 3, BALLOON_SLOT: 5, TABLET_SLOT: 18}
        one = Board(tablet=False, balloon=False, networks=(Network(backend="none"),) * 8)
        assert slots(one) == {RNG_SLOT: 4, CONSOLE_SLOT: 3} | {CARD_SLOT + number: 1 for number in range(8)}
        assert DISK_SLOT == CARD_SLOT + 8
        assert DISK_SLOT + 16 <= 32

    asyncio.run(main())


def test_a_card_on_a_loopback_hears_itself() -> None:
    async def main() -> None:
        board = Board(networks=(Network(backend="loopback", mac="52:54:00:00:00:01"),))
        driver = board.driver(CARD_SLOT)
        driver.start(size=8)
        assert bytes(driver.config(at, 1) for at in range(6)) == bytes.fromhex("525400000001")
        place = driver.queues[0].provide(256)
        driver.queues[1].send(bytes(HEADER.size) + b"f" * 60)
        async with asyncio.timeout(20):
            while not driver.queues[0].take():
                await asyncio.sleep(0.001)
        assert board.space.read(place + HEADER.size, 60) == b"f" * 60
        (card,) = board.peripherals.cards
        assert (card.traffic.sent, card.traffic.received_bytes) == (1, 60)

    asyncio.run(main())


def test_a_card_whose_cable_is_out() -> None:
    async def main() -> None:
        board = Board(networks=(Network(backend="none"),))
        driver = board.driver(CARD_SLOT)
        driver.start(size=8)
        (card,) = board.peripherals.cards
        assert (card.link, driver.config(6, 2) & 1) == (False, 0)
        card.set_link(True)
        driver.queues[1].send(bytes(HEADER.size) + b"f" * 60)
        assert card.traffic.sent == 1

    asyncio.run(main())


def test_the_console() -> None:
    async def main() -> None:
        board = Board()
        driver, console = board.driver(CONSOLE_SLOT), board.peripherals.console
        assert console is not None
        driver.start(size=8)
        driver.queues[1].send(b"hello")
        assert board.sent == b"hello"
        assert console.feed(0, b"typed") == 5
        place = driver.queues[0].provide(16)
        assert board.space.read(place, 5) == b"typed"
        assert board.room >= 1

    asyncio.run(main())


def test_a_disk_without_pci(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(1 << 20))

    async def main() -> None:
        board = Board()
        drive = board.add_disk(image, "virtio-mmio")
        base, length, irq = mmio_place(0)
        assert length == LENGTH and slots(board).get(DISK_SLOT) is None
        mmio = board.wiring.mmio
        assert mmio.read(base + Register.MAGIC_VALUE, 4).to_bytes(4, "little") == b"virt"
        assert mmio.read(base + Register.DEVICE_ID, 4) == 2
        assert mmio.read(base + Register.CONFIG, 8) == 2048
        for status in (1, 3):
            mmio.write(base + Register.STATUS, 4, status)
        mmio.write(base + Register.DRIVER_FEATURES_SEL, 4, 1)
        mmio.write(base + Register.DRIVER_FEATURES, 4, 1)
        for status in (11, 15):
            mmio.write(base + Register.STATUS, 4, status)
        drive.grow(2 << 20)
        assert f"irq {irq} 1" in board.accel.log
        mmio.write(base + Register.INTERRUPT_ACK, 4, 2)
        assert board.accel.log[-1] == f"irq {irq} 0"
        board.wiring.reset()
        assert mmio.read(base + Register.STATUS, 4) == 0
        drive.queue.close()

    asyncio.run(main())


def test_a_cable_whose_other_end_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, far = socket.socketpair()
    monkeypatch.setattr(user, "UserNetwork", lambda _forward: Stream(ours))

    async def main() -> None:
        board = Board(networks=(Network(backend="user"),))
        (card,) = board.peripherals.cards
        driver = board.driver(CARD_SLOT)
        driver.start(size=8)
        board.peripherals.start()
        place = driver.queues[0].provide(256)
        far.sendall((60).to_bytes(4, "big") + b"f" * 60)
        async with asyncio.timeout(20):
            while not driver.queues[0].take():
                await asyncio.sleep(0.001)
            assert board.space.read(place + HEADER.size, 60) == b"f" * 60
            driver.queues[1].send(bytes(HEADER.size) + b"g" * 60)
            assert far.recv(100) == (60).to_bytes(4, "big") + b"g" * 60
            far.close()
            while not board.broken:
                await asyncio.sleep(0.001)
        assert not card.link and driver.config(6, 2) & 1 == 0
        assert board.broken == ["The network card net0 has lost its network: the other end hung up."]
        board.peripherals.close()

    asyncio.run(main())
