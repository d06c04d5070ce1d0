"""machine.toml to MachineConfig and back, with the line of what is wrong. Pure."""

from __future__ import annotations

import re
import tomllib

import msgspec
import tomli_w

from engine.config import MachineConfig
from engine.error import ConfigError

_IDENTITY = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
_AT_LINE = re.compile(r"\(at line (\d+)")
_PATH = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]+)`")


def decode(text: str) -> MachineConfig:
    """Read a description. ConfigError, with the line where that can be told, for anything wrong with it."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise ConfigError(
            f"machine.toml is not TOML: {error}.", "Correct the line, or restore the file.", line
        ) from None
    try:
        return _identified(msgspec.convert(tables, MachineConfig))
    except ConfigError as error:
        # Values of the right type that make no machine: the sentence begins with the key.
        raise ConfigError(error.what, error.remedy, _line_of(text, error.what.split(" ", 1)[0])) from None
    except msgspec.ValidationError as error:
        raise _explain(text, str(error)) from None


def _identified(config: MachineConfig) -> MachineConfig:
    """Directories are called by the uuid, and swept away by it: it may lead nowhere else."""
    if not _IDENTITY.fullmatch(config.uuid):
        raise ConfigError(
            f"uuid is {config.uuid!r}, which is no machine's identity.",
            "Write 32 hexadecimal digits as uuidgen prints them.",
        )
    return config


def encode(config: MachineConfig) -> str:
    """The text of a description; keys at their defaults are left out, but for the ones people look for."""
    usual = {field.name: field.default for field in msgspec.structs.fields(MachineConfig)}
    tables = msgspec.to_builtins(config)
    # msgspec leaves defaults out, but not tuples of tables that equal theirs.
    tables = {key: value for key, value in tables.items() if getattr(config, key) != usual[key]}
    shown = {"schema": config.schema, "name": config.name, "uuid": config.uuid}
    shown |= {"memory_mib": config.memory_mib, "vcpus": config.vcpus}
    return tomli_w.dumps(shown | {key: _listed(value) for key, value in tables.items() if value is not None})


def _listed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [_listed(inner) for inner in value]
    return value


def _explain(text: str, message: str) -> ConfigError:
    where = _PATH.search(message)
    path = where[1] if where else ""
    plain = _PATH.sub("", message).rstrip(".")
    unknown = _UNKNOWN.match(message)
    if unknown:
        key = f"{path}.{unknown[1]}".lstrip(".")
        return ConfigError(
            f"machine.toml has an unknown key {key}.", "Remove it, or correct its name.", _line_of(text, key)
        )
    what = f"machine.toml: {path}: {plain}." if path else f"machine.toml: {plain}."
    return ConfigError(what, "Correct it.", _line_of(text, path))


def _line_of(text: str, path: str) -> int | None:
    """The line of a key such as ``memory_mib``, ``disks[1].path`` or ``kernel.append``."""
    steps = re.findall(r"([A-Za-z_]\w*)(?:\[(\d+)\])?", path)
    if not steps:
        return None
    key, table, wanted = steps[-1][0], "", 0
    if len(steps) > 1:
        table, wanted = steps[0][0], int(steps[0][1] or 0)
    current, seen, table_line = "", -1, None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([\w.]+)\s*\]+", line)
        if header:
            current = header[1]
            seen += current == (table or key)
            if current == (table or key) and seen == wanted:
                table_line = number
            continue
        inside = current == table and (not table or seen == wanted)
        if inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return table_line
