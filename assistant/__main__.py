"""`python -m assistant` is `notes`."""

import sys

from assistant.command import main

sys.exit(main())
