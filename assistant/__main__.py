"""`python -m assistant` is `notes`."""

import sys

from assistant.cli.main import main

sys.exit(main())
