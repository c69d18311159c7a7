"""The Nu HTML checker, which knows the standard better than any browser."""

import json
import subprocess
from pathlib import Path

JAR = Path(__file__).parents[1] / "judges" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Compiling itself thoroughly takes Java longer than checking a hundred pages; and its parser goes deep.
FOR_A_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")


def faults_in(folder: Path) -> list[str]:
    """Every error in the `.html` files of a folder: the file's name, the line, what is wrong there."""
    options = ["--errors-only", "--format", "json", "--exit-zero-always"]
    files = sorted(str(path) for path in folder.glob("*.html"))
    command = ["java", *FOR_A_SHORT_RUN, "-jar", str(JAR), *options, *files]
    checked = subprocess.run(command, stderr=subprocess.PIPE, check=True)
    return [
        f"{Path(one['url']).name}:{one['lastLine']}: {one['message']} {one.get('extract', '')!r}"
        for one in json.loads(checked.stderr)["messages"]
    ]
