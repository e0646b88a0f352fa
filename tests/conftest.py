"""No test reads or changes the data of whoever runs it."""

import os
import tempfile

os.environ["LIMNER_HOME"] = f"{tempfile.gettempdir()}/limner-tests-{os.getpid()}"
