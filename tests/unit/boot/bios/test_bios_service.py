"""engine.boot.bios.service: numbers of stubs."""

from __future__ import annotations

from engine.boot.bios import rom
from engine.boot.bios.service import Service


def test_every_stub_has_a_service_and_its_interrupts_number() -> None:
    used = {stub.service for stub in rom.build().stubs.values()}
    assert {service for service in Service if service < 0x100} <= used | {Service.BOOT}
