"""Figures beside QEMU's under the same KVM, and beside virt-manager's: ``python -m tests.bench``."""
