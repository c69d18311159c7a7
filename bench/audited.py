"""`linli audit` over what a measurement has booked."""

import json
import os
import subprocess
import sys
from typing import Any


def audit(url: str) -> dict[str, Any]:
    """The audit of this database, as `--json` tells it; the run fails where something is not fine."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    command = [sys.executable, "-m", "linli.cli", "audit", "--json"]
    environment = {**usual, "LINLI_DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told: dict[str, Any] = json.loads(done.stdout or '{"answers": []}')
    if done.returncode:
        raise SystemExit(
            f"the audit is not fine: {[one for one in told['answers'] if one['bad']]} {done.stderr}"
        )
    return told
