from __future__ import annotations

import time

from PySide6.QtCore import Qt

from virtgui.models.machine import MachineState
from virtgui.models.sample import Sample
from virtgui.models.tree import MACHINE_ROLE, Column, MachineTree

SHORT = 20000


def names(fleet) -> list[str]:
    return sorted(machine.name for machine in fleet)


def test_what_is_in_the_store_is_found(make, fleet, qtbot):
    make("a")
    make("b")
    with qtbot.waitSignal(fleet.ready, timeout=SHORT):
        fleet.open()
    assert names(fleet) == ["a", "b"]
    assert all(machine.state is MachineState.OFF for machine in fleet)


def test_an_empty_store_is_made_and_watched(make, fleet, store, qtbot):
    assert not store.root.exists()
    with qtbot.waitSignal(fleet.ready, timeout=SHORT):
        fleet.open()
    make("late")
    qtbot.waitUntil(lambda: names(fleet) == ["late"], timeout=SHORT)


def test_preparation_comes_before_the_first_scan(make, fleet, qtbot):
    with qtbot.waitSignal(fleet.ready, timeout=SHORT):
        fleet.open(prepare=lambda: make("prepared"))
    assert names(fleet) == ["prepared"]


def test_machines_come_and_go_with_their_directories(make, fleet, opened, store, qtbot):
    make("a")
    machine = opened("a")
    gone: list[int] = []
    machine.gone.connect(lambda: gone.append(1))
    removed: list[str] = []
    fleet.removed.connect(removed.append)
    make("b")
    qtbot.waitUntil(lambda: names(fleet) == ["a", "b"], timeout=SHORT)
    store.delete("a")
    qtbot.waitUntil(lambda: names(fleet) == ["b"], timeout=SHORT)
    assert removed == ["a"]
    assert gone == [1]


def test_a_renamed_machine_stays_the_same_object(make, fleet, opened, store, qtbot):
    make("a")
    machine = opened("a")
    store.rename("a", "z")
    qtbot.waitUntil(lambda: fleet.machine("z") is not None, timeout=SHORT)
    qtbot.waitUntil(lambda: machine.name == "z", timeout=SHORT)
    assert fleet.machine("z") is machine


def test_a_copied_directory_with_the_same_uuid_is_broken_with_a_reason(make, opened, store, qtbot):
    config = make("a")
    copy = store.root / "copy"
    copy.mkdir()
    (copy / "machine.toml").write_text((store.root / "a" / "machine.toml").read_text().replace('"a"', '"copy"'))
    assert opened("a").state is MachineState.OFF
    machine = opened("copy")
    assert machine.state is MachineState.BROKEN
    assert config.uuid in machine.reason


def test_an_unreadable_store_is_an_error_not_a_crash(fleet, store, qtbot):
    store.root.parent.mkdir(parents=True)
    store.root.write_text("a file")
    with qtbot.waitSignal(fleet.failed, timeout=SHORT) as failure:
        fleet.open()
    assert str(store.root) in failure.args[0]


# The item model over it.


def shown(tree: MachineTree) -> list[object]:
    """Names; groups as (name, [names])."""
    rows: list[object] = []
    for row in range(tree.rowCount()):
        index = tree.index(row, 0)
        if index.data(MACHINE_ROLE) is not None:
            rows.append(index.data())
        else:
            rows.append((index.data(), [tree.index(r, 0, index).data() for r in range(tree.rowCount(index))]))
    return rows


def test_machines_are_in_their_groups_and_broken_ones_apart(make, opened, fleet, store, qtbot, qtmodeltester):
    make("one")
    make("two", group="Lab")
    make("Three", group="Lab")
    make("bad")
    (store.root / "bad" / "machine.toml").write_text("name = 3")
    tree = MachineTree(fleet)
    opened("one")
    qtbot.waitUntil(lambda: shown(tree) == ["one", ("Lab", ["Three", "two"]), ("Broken", ["bad"])])
    qtmodeltester.check(tree)
    machine = fleet.machine("two")
    index = tree.index_of(machine)
    assert index.data() == "two"
    assert index.parent().data() == "Lab"


def test_searching_looks_at_names_notes_groups_and_states(make, opened, fleet, qtbot):
    make("alpine", notes="web server")
    make("debian", group="Lab")
    tree = MachineTree(fleet)
    opened("alpine")
    qtbot.waitUntil(lambda: len(tree.machines()) == 2)
    for text, found in {
        "ALP": ["alpine"],
        "server web": ["alpine"],
        "lab": [("Lab", ["debian"])],
        "off": ["alpine", ("Lab", ["debian"])],
        "nothing": [],
        " ": ["alpine", ("Lab", ["debian"])],
    }.items():
        tree.set_filter(text)
        assert shown(tree) == found, text


def sample(cpu: float = 0, disk: float = 0, exits: float = 0, memory: int = 0) -> Sample:
    return Sample(time.time(), cpu, 0, 0, memory, disk, 0, 0, 0, (exits,))


def test_sorting_by_what_is_measured(make, opened, fleet, qtbot):
    for name in ("a", "b", "c"):
        make(name)
    tree = MachineTree(fleet)
    opened("a")
    qtbot.waitUntil(lambda: len(tree.machines()) == 3)
    for name, cpu, exits in (("a", 5, 300), ("b", 50, 100), ("c", 20, 200)):
        machine = fleet.machine(name)
        machine.state = MachineState.RUNNING
        machine.history.append(sample(cpu=cpu, exits=exits))
    tree.sort(Column.CPU, Qt.SortOrder.DescendingOrder)
    assert shown(tree) == ["b", "c", "a"]
    tree.sort(Column.EXITS)
    assert shown(tree) == ["b", "c", "a"]
    fleet.machine("b").history.append(sample(exits=1000))
    tree.resort()
    assert shown(tree) == ["c", "a", "b"]
    row = tree.index_of(fleet.machine("b"), Column.EXITS)
    assert row.data() == "1 k/s"
    for machine in fleet:
        machine.state = MachineState.OFF


def test_only_touched_cells_are_announced(make, opened, fleet, qtbot):
    make("a")
    make("b")
    tree = MachineTree(fleet)
    machine = opened("a")
    qtbot.waitUntil(lambda: len(tree.machines()) == 2)
    announced: list[tuple[int, int, int]] = []
    tree.dataChanged.connect(lambda first, last, _: announced.append((first.row(), first.column(), last.column())))
    tree.touch([(machine, Column.STATE), (machine, Column.EXITS)])
    assert announced == [(0, Column.STATE, Column.STATE), (0, Column.EXITS, Column.EXITS)]
