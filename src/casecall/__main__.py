"""So that ``python -m casecall`` is the command too."""

import sys

from casecall.cli import main

sys.exit(main())
