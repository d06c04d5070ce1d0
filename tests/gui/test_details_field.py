"""Every key of a machine can be set, and says what it does."""

from __future__ import annotations

from typing import Any

from engine.config import MachineConfig
from virtgui.details.field import field_of, fields, word
from virtgui.details.part import add, additions, parts
from virtgui.details.tree import choices, tree_of

# What a person does not set: the form of the file, who the machine is, and that it is Welcome.
NOT_SET = {"schema", "uuid", "welcome"}


def leaves(path: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(f"{path}.{key}", inner)]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(f"{path}.{index}", inner)]
    return [path]


def test_every_key_of_a_whole_machine_has_a_field_with_help_in_some_part(qapp) -> None:
    tree = tree_of(MachineConfig(name="a", uuid="u"))
    for addition in additions(tree):
        if not addition.why_not:
            tree, _ = add(tree, addition.kind)
    keys = {leaf for key, value in tree.items() for leaf in leaves(key, value)} - NOT_SET
    shown = {path for part in parts(tree) for path, _ in part.fields}
    assert keys - shown == set()
    for key in keys:
        field = field_of(key)
        assert field is not None
        assert len(field.help) > 20
        assert field.help.endswith(".")


def test_a_choice_has_words_for_its_values(qapp) -> None:
    for key, field in fields().items():
        if field.kind == "choice":
            for value in choices(key.replace("*", "0")):
                assert word(value), key
    assert word("something new") == "something new"
