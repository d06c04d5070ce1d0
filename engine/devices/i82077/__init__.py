"""The floppy controller."""

from engine.devices.i82077.chip import COMMAND_TIME_NS, I82077
from engine.devices.i82077.state import I82077State

__all__ = ["COMMAND_TIME_NS", "I82077", "I82077State"]
