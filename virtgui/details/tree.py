"""A description while it is being changed: nested dicts and lists, which may be wrong for a while. Pure."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.config import MachineConfig
from engine.error import ConfigError

Tree = dict[str, Any]
"""Every key of MachineConfig, defaults too. Never changed in place: ``put`` makes another one."""


def tree_of(config: MachineConfig) -> Tree:
    """All keys of a description."""
    tree = _plain(config)
    assert isinstance(tree, dict)
    return tree


def config_of(tree: Tree) -> MachineConfig:
    """The description. ConfigError says what is wrong with it."""
    try:
        return msgspec.convert(_compact(tree), MachineConfig)
    except ConfigError:
        raise
    except msgspec.ValidationError as error:
        raise ConfigError(f"{error}.".replace("$.", ""), _tr("Correct it.")) from None


def get(tree: Tree, path: str) -> Any:  # noqa: ANN401  # whatever is there
    """The value at ``path``, such as "disks.0.bus"; None where there is nothing."""
    value: Any = tree
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def has(tree: Tree, path: str) -> bool:
    """Whether a description has this key at all."""
    above, _, key = path.rpartition(".")
    parent = get(tree, above) if above else tree
    return isinstance(parent, dict) and key in parent


def put(tree: Tree, path: str, value: object) -> Tree:
    """Another tree with ``value`` at ``path``, whose parents are there."""
    step, _, rest = path.partition(".")
    return {**tree, step: _put(tree[step], rest, value) if rest else value}


def _put(node: Any, path: str, value: object) -> Any:  # noqa: ANN401  # a dict or a list
    step, _, rest = path.partition(".")
    if isinstance(node, dict):
        return {**node, step: _put(node[step], rest, value) if rest else value}
    index = int(step)
    return [*node[:index], _put(node[index], rest, value) if rest else value, *node[index + 1 :]]


def choices(path: str) -> tuple[str, ...]:
    """The values that a key with a fixed set of them can have; empty for any other."""
    kind: Any = MachineConfig
    for step in path.split("."):
        if step.isdigit():
            continue
        if not isinstance(kind, type) or (kind := get_type_hints(kind).get(step)) is None:
            return ()
        inner = [one for one in get_args(kind) if one not in (type(None), Ellipsis)]
        if inner and all(isinstance(one, type) for one in inner):
            kind = inner[0]
    values = get_args(kind)
    return tuple(values) if values and all(isinstance(value, str) for value in values) else ()


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a description has
    if isinstance(value, msgspec.Struct):
        return {key: _plain(getattr(value, key)) for key in value.__struct_fields__}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _compact(value: Any) -> Any:  # noqa: ANN401  # likewise
    """Without what is not there: a None that a key does not allow is a key that was left out."""
    if isinstance(value, dict):
        return {key: _compact(one) for key, one in value.items() if one is not None}
    return [_compact(one) for one in value] if isinstance(value, list) else value


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsTree", text)
