"""Figures beside QEMU's under the same KVM: ``python -m tests.bench``."""
