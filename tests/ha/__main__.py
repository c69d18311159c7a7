"""`make ha`: looks for what it takes, installs Patroni, and goes on in namespaces of its own.

Networks, mounts and processes of the run live in namespaces that end with it: whatever becomes of this
program, nothing stays but its folder, and nothing of the machine's own network is touched.
"""

import os
import sys
from pathlib import Path

from tests.ha import tools

# A shell is the first process there: it takes in those whose parent was killed.
FIRST = ("sh", "-c", '"$@"; exit $?', "sh")
APART = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def main() -> None:
    """Does not come back where all is there: it becomes the run."""
    if found := tools.missing():
        sys.exit("make ha: " + "\nmake ha: ".join(found))
    folder = Path(os.environ.get("HA_FOLDER", "/var/tmp/linli-ha"))
    patroni = tools.patroni_in(folder)
    command = (sys.executable, "-m", "tests.ha.run", str(folder), str(patroni))
    sys.stdout.flush()
    os.execv(str(tools.program("unshare")), ("unshare", *APART, *FIRST, *command))


if __name__ == "__main__":
    main()
