"""Slider and field, in step."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from virtgui.wizard.amount import Amount


@pytest.fixture
def amount(qtbot: QtBot) -> Amount:
    made = Amount("Memory", (16, 32, 64), 4, 1000, " MiB")
    qtbot.addWidget(made)
    return made


def test_slider_sets_the_field(amount: Amount) -> None:
    seen: list[int] = []
    amount.changed.connect(seen.append)
    amount.slider.setValue(2)
    assert (amount.value(), seen) == (64, [64])


def test_field_takes_what_lies_between(amount: Amount) -> None:
    seen: list[int] = []
    amount.changed.connect(seen.append)
    amount.field.setValue(40)
    assert (amount.value(), amount.slider.value(), seen) == (40, 1, [40])


def test_setting_it_is_silent(amount: Amount) -> None:
    seen: list[int] = []
    amount.changed.connect(seen.append)
    amount.set_value(64)
    amount.set_stops((1, 64, 128))
    assert (amount.value(), amount.slider.value(), seen) == (64, 1, [])


def test_accessible(amount: Amount) -> None:
    assert amount.field.accessibleName() == amount.slider.accessibleName() == "Memory"
