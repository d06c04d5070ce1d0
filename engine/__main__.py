"""``python -m engine``: the VM process."""

import sys

from engine.process import main

sys.exit(main())
