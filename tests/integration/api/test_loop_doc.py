"""The loop in curl, run as it is written: the document cannot rot."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.product import Product

DOCUMENT = Path(__file__).parents[3] / "docs" / "api" / "loop.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_every_block_of_the_document_runs_and_the_loop_is_closed(product: Product, tmp_path: Path) -> None:
    blocks = BLOCK.findall(DOCUMENT.read_text("utf-8"))
    assert len(blocks) > 20
    environment = {**os.environ, "BASE": product.url, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    said = done.stdout.splitlines()
    assert said[-1] == "The loop is closed."
    steps = [line.split()[1:3] for line in said if " table_card " in line]
    used = ["redeemed", "undone", "redeemed"]
    kinds = ["visited", "ordered", "paid", *used, "reviewed", "refunded", "refunded"]
    assert steps == [["table_card", kind] for kind in kinds]
