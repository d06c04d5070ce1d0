"""VirtGUI's engine: a virtual machine monitor for KVM. Needs no windows; see engine.api for what a front end uses."""

VERSION = "0.1.0"
