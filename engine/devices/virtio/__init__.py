"""Virtio devices, after "Virtual I/O Device (VIRTIO) Version 1.2", OASIS Committee Specification 01 ("virtio 1.2").

Modern devices only: no transitional or legacy interface (virtio 1.2, 2.2.3).
"""
