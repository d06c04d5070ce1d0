"""A real tap interface, in a network namespace of the test's own: frames pass between it and the kernel's stack."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from engine.error import EngineError
from engine.net.tap import Tap

# In a namespace of its own nothing of this host is touched. The kernel's stack asks for the guest's address, and
# answers its ping.
TALK = """
import select, socket, struct, subprocess
from engine.net.tap import Tap
tap = Tap("virtgui-test")
try:
    Tap("virtgui-test")
except Exception as error:
    print(error.what)
run = lambda *words: subprocess.run(["ip", *words], check=True)
run("addr", "add", "192.0.2.1/24", "dev", "virtgui-test")
run("link", "set", "virtgui-test", "up")
mac = bytes.fromhex("525400123456")
ask = b"\\xff" * 6 + mac + b"\\x08\\x06" + struct.pack(">HHBBH", 1, 0x800, 6, 4, 1) + mac
ask += bytes((192, 0, 2, 2)) + bytes(6) + bytes((192, 0, 2, 1))
tap.send([memoryview(ask[:9]), memoryview(ask[9:])])
for _ in range(50):
    if not select.select([tap.fd], [], [], 10)[0]:
        break
    for frame in tap.receive():
        if frame[:6] == mac and frame[12:14] == b"\\x08\\x06" and frame[20:22] == b"\\0\\2":
            print("answered", socket.inet_ntoa(frame[28:32]))
            run("link", "del", "virtgui-test")
            try:
                while True:
                    select.select([tap.fd], [], [], 10)
                    tap.receive()
            except EOFError as gone:
                print(gone)
            raise SystemExit
"""


def namespace() -> bool:
    tools = shutil.which("unshare") and shutil.which("ip") and os.access("/dev/net/tun", os.R_OK | os.W_OK)
    return bool(tools) and not subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode


@pytest.mark.skipif(not namespace(), reason="no network namespaces, no ip, or no /dev/net/tun here")
def test_frames_pass_both_ways():
    command = ["unshare", "-rn", sys.executable, "-c", TALK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    busy, answered, gone = done.stdout.splitlines()
    assert "virtgui-test cannot be used" in busy and "busy" in busy
    assert answered == "answered 192.0.2.1"
    assert gone.startswith("the tap interface is gone")


def test_a_host_without_the_device(tmp_path):
    with pytest.raises(EngineError, match="tap0") as error:
        Tap("tap0", tmp_path / "tun")
    assert "modprobe tun" in error.value.remedy


def test_a_device_that_is_none(tmp_path):
    (tmp_path / "tun").touch()
    with pytest.raises(EngineError, match="cannot be used"):
        Tap("tap0", tmp_path / "tun")
