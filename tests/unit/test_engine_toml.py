"""engine.toml: descriptions read, written, and refused with the line of what is wrong."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import toml
from engine.config import IDE_PLACES, Disk, Kernel, MachineConfig
from engine.error import ConfigError

UUID = "0d6c1ea4-9c9a-4a3a-8f2e-111111111111"
HEAD = f'schema = 1\nname = "box"\nuuid = "{UUID}"\n'
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)

CONFIGS = st.builds(
    MachineConfig,
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,20}", fullmatch=True),
    uuid=st.uuids().map(str),
    memory_mib=st.integers(1, 1 << 19),
    vcpus=st.integers(1, 16),
    accel=st.sampled_from(["auto", "kvm", "soft"]),
    firmware=st.sampled_from(["auto", "builtin", "seabios"]),
    boot=st.sampled_from(["c", "dca", "n"]),
    disks=st.lists(st.builds(Disk, path=TEXT, readonly=st.booleans()), max_size=IDE_PLACES - 1).map(tuple),
    cdrom=st.none() | TEXT,
    floppy=st.none() | TEXT,
    kernel=st.none()
    | st.builds(
        Kernel, path=TEXT, initrd=st.none() | TEXT, append=TEXT, modules=st.lists(TEXT, max_size=2).map(tuple)
    ),
    notes=TEXT,
    group=TEXT,
    welcome=st.booleans(),
)


@given(CONFIGS)
def test_what_is_written_is_read_back(config: MachineConfig) -> None:
    assert toml.decode(toml.encode(config)) == config


def test_the_keys_people_look_for_are_written_and_defaults_left_out() -> None:
    text = toml.encode(MachineConfig(name="box", uuid=UUID))
    assert [line.split(" = ")[0] for line in text.splitlines()] == ["schema", "name", "uuid", "memory_mib", "vcpus"]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("colour = 1\n", 4, "colour"),
        ('memory_mib = "much"\n', 4, "memory_mib"),
        ("memory_mib = 0\n", 4, "memory_mib"),
        ("\n# a comment\nvcpus = 99\n", 6, "vcpus"),
        ('boot = "cc"\n', 4, "boot"),
        ('accel = "xen"\n', 4, "accel"),
        ('[[disks]]\npath = "a"\n[[disks]]\npath = "b"\nbus = "scsi"\n', 8, "bus"),
        ('[[disks]]\npath = "a"\ncolour = 1\n[[disks]]\npath = "b"\n', 6, "colour"),
        ("[[disks]]\nreadonly = true\n", 4, "path"),
        ('[kernel]\npath = "k"\nappend = 5\n', 6, "append"),
        ("vcpus = = 2\n", 4, "TOML"),
        ("schema2 = [1\n", 5, "TOML"),
    ],
)
def test_errors_name_the_line(text: str, line: int, word: str) -> None:
    with pytest.raises(ConfigError) as caught:
        toml.decode(HEAD + text)
    assert caught.value.line is not None and abs(caught.value.line - line) <= (word == "TOML")
    assert word in caught.value.what
    assert caught.value.remedy


def test_a_missing_key_has_no_line_but_a_name() -> None:
    with pytest.raises(ConfigError) as caught:
        toml.decode('name = "x"\n')
    assert caught.value.line is None and "uuid" in caught.value.what


@pytest.mark.parametrize("uuid", ["", ".", "..", "../../home/me", "/home/me", f"{UUID}/..", "x" * 65])
def test_a_uuid_is_no_path_for_directories_are_swept_away_by_it(uuid: str) -> None:
    with pytest.raises(ConfigError, match="uuid is") as caught:
        toml.decode(HEAD.replace(UUID, uuid))
    assert caught.value.line == 3


def test_another_schema_is_refused() -> None:
    with pytest.raises(ConfigError, match="schema is 2") as caught:
        toml.decode(HEAD.replace("schema = 1", "schema = 2"))
    assert caught.value.line == 1


@given(st.text(max_size=200))
def test_any_text_is_a_machine_or_a_config_error(text: str) -> None:
    try:
        toml.decode(text)
    except ConfigError:
        pass


def test_tables_at_their_defaults_are_left_out() -> None:
    box = MachineConfig(name="box", uuid=UUID)
    spelled = msgspec.structs.replace(box, serial=tuple(msgspec.structs.replace(port) for port in box.serial))
    assert "serial" not in toml.encode(spelled)
    assert "serial" in toml.encode(msgspec.structs.replace(box, serial=()))
