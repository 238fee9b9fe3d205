#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""run.py CLANG_TIDY MODULE: what clang-tidy has to find, it finds (see core.cpp), and nothing else.

MODULE is where samples/readme was built, for the commands of its two halves. Each of kalloc's
checks has to have a case, and a row in docs/tidy.md; each check that the page names exists.
"""

import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
top = here.parent.parent
checks = top / "include" / "kalloc" / "build" / "checks.yaml"
CASE = re.compile(r"^#ifdef (\w+) // ([\w.-]+): (.*)$", re.M)
FOUND = re.compile(r"^\S+:(\d+):\d+: (?:warning|error): (.*) \[([\w.-]+)", re.M)


def run(tidy, source, kernel, command, *defines):
    """What clang-tidy says of source, with the checks of a new driver and kalloc's: line, text, check."""
    with tempfile.TemporaryDirectory() as folder:
        # what is above the source's folder is this project's own
        shutil.copy(top / "template" / ".clang-tidy", folder)
        text = source.read_text().replace("../refused", str(top / "tests" / "refused"))
        begin, end = (r"namespace \1 {", "}") if source.suffix == ".cpp" else ("", "")
        text = re.sub(rf"^#ifdef (\w+) // .*((?:\n.*)*?)\n#endif$", rf"{begin}\2\n{end}", text, flags=re.M)
        copy = pathlib.Path(folder) / source.name
        copy.write_text(text)
        only = [] if source.suffix == ".cpp" else ["--checks=-*,custom-kalloc-*"]
        out = subprocess.run([tidy, "--quiet", "--experimental-custom-checks", f"--config-file={checks}", *only, str(copy),
                              "--", *command, *defines], cwd=kernel, capture_output=True, text=True)
    return [(int(line), text, check) for line, text, check in FOUND.findall(out.stdout)] or (
        [(0, out.stdout + out.stderr, "clang-tidy")] if out.returncode else [])


def main():
    tidy, module = sys.argv[1], pathlib.Path(sys.argv[2])
    commands = {}
    for entry in json.loads((module / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        commands[pathlib.Path(entry["file"]).suffix] = entry["directory"], words[1:words.index("-c")]
    failures, passed, found_by = [], 0, set()
    for source in (here / "core.cpp", here / "main.c"):
        text, command = source.read_text(), commands[source.suffix]
        found = run(tidy, source, *command)
        for case in CASE.finditer(text):
            name, check, expects = case.groups()
            first, last = (text.count("\n", 0, at) + 1 for at in (case.start(), text.index("\n#endif", case.start())))
            here_found = [f for f in found if first <= f[0] <= last]
            found = [f for f in found if f not in here_found]
            found_by.add(check)
            if any(c == check and re.search(expects, t) for _, t, c in here_found) and len({c for _, _, c in here_found}) == 1:
                passed += 1
            else:
                failures.append(f"{name} is not found by {check} alone, but: {here_found}")
        failures += [f"{source.name}: {f}" for f in found]
        failures += [f"{source.name}, the twins: {f}" for f in run(tidy, source, *command, "-DTWIN")]
    page = (top / "docs" / "tidy.md").read_text()
    own = {f"custom-{name}" for name in re.findall(r"^  - Name: (.*)$", checks.read_text(), re.M)}
    rows = set(re.findall(r"^\| `([\w.-]+)`", page, re.M))
    failures += [f"no case for {name}" for name in (own | rows) - found_by]
    failures += [f"docs/tidy.md has no row for {name}" for name in (own | found_by) - rows]
    for failure in failures:
        print(f"FAILED: {failure}")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


sys.exit(main())
