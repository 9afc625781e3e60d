"""Alembic in one process for many projects: a line of JSON in, a line of JSON out (see startDriver in process.ts)."""

import json
import os
import sys

from alembic import command
from alembic.config import Config

# What Alembic prints goes to stderr, where it is kept for errors.
answers, sys.stdout = sys.stdout, sys.stderr
sys.dont_write_bytecode = True


def answer(**said):
    print(json.dumps(said), file=answers, flush=True)


answer(ready=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        # As the command line does: from the project's folder, with everything read anew.
        os.chdir(request["folder"])
        config = Config("alembic.ini")
        if request["do"] == "migrate":
            command.upgrade(config, "head")
        else:
            command.downgrade(config, "-1")
        answer(done=True)
    except Exception as reason:
        answer(failed=f"{type(reason).__name__}: {reason}")
