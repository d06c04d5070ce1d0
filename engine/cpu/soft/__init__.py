"""The software CPU: the ``unicorn`` package (QEMU's translator as a library) behind the interface in accel.py."""
