"""What the C compiler says about <linux/kvm.h>, to compare our own numbers with."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

Ask = Callable[[Iterable[str]], dict[str, int]]

PROGRAM = """#include <stddef.h>
#include <stdio.h>
#include <linux/kvm.h>
int main(void) {{
{body}
return 0;
}}
"""


def _line(expression: str) -> str:
    # A macro that this header is too old for is left out; sizeof and offsetof have no such guard.
    macro = expression.isidentifier()
    ask = f'printf("%s=%lld\\n", "{expression}", (long long)({expression}));'
    return f"#ifdef {expression}\n{ask}\n#endif" if macro else ask


@pytest.fixture
def kernel_header(tmp_path: Path) -> Ask:
    """A function that evaluates C constant expressions against <linux/kvm.h>: expression -> value."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: install gcc")
    if not Path("/usr/include/linux/kvm.h").exists():
        pytest.skip("no <linux/kvm.h>: install linux-libc-dev")

    def ask(expressions: Iterable[str]) -> dict[str, int]:
        source, program = tmp_path / "ask.c", tmp_path / "ask"
        source.write_text(PROGRAM.format(body="\n".join(map(_line, expressions))))
        subprocess.run([compiler, "-o", program, source], check=True, timeout=60)
        output = subprocess.run([program], check=True, capture_output=True, text=True, timeout=10).stdout
        return {name: int(value) for name, value in (line.rsplit("=", 1) for line in output.splitlines())}

    return ask
