#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""bench_compile.py FOLDER: seconds of a processor that it takes to compile a file.

FOLDER: bench/, built. The files are those with nothing but headers in them, and the commands what
Kbuild saved of them. A line for each: IMPLEMENTATION|COMPILER|ALL, the compiler alone, and all of
the command, which with kalloc checks the object and, by clang, runs the analyzer. The median of
several, one after the other, so that what the machine does meanwhile meets all alike.
"""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

folder = Path(sys.argv[1])
ROUNDS = 9
# as Kbuild exports it: the kernel takes what stable Rust has not
environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}


def seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # what the kernel's own headers draw of warnings is no news
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True,
                          env=environment)
    if done.returncode:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


commands = {}
for implementation, saved in (
    ("C", "headers/.c.o.cmd"),
    ("kalloc", "headers/.kalloc.o.cmd"),
    ("Rust", ".bench_headers_rust.o.cmd"),
):
    if not (folder / saved).exists():
        continue
    text = re.search(r"^savedcmd_\S+ := (.*)$", (folder / saved).read_text(), flags=re.M)[1]
    text = text.replace("$$", "$").replace("\\#", "#").replace("$(pound)", "#")
    commands[implementation] = re.split(r" \|\| \{ | *; ", text)[0], text

times = {}
for _ in range(ROUNDS):
    for implementation, both in commands.items():
        times.setdefault(implementation, []).append([seconds(command) for command in both])
for implementation, measured in times.items():
    print(implementation, *(f"{median(column):.3f}" for column in zip(*measured)), sep="|")
