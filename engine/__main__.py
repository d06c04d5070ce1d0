"""``python -m engine``: the VM process."""

import gc
import sys

# Nothing that is imported is garbage; looking for some costs a tenth of the start. process.py turns it on again.
gc.disable()
# asyncio imports ssl if it can: a hundredth of a second and 2 MB in every machine, for sockets that have no TLS.
sys.modules["ssl"] = None  # type: ignore[assignment]  # how importlib is told that there is no such module

from engine.process import main  # noqa: E402  # after the above, which is about importing

sys.exit(main())
