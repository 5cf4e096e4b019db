"""python -m fxcli"""

import sys

from fxcli.cli import main

sys.exit(main())
