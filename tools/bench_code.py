#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""bench_code.py MODULE...: how many bytes of machine code each case has in its module.

Those of its function and of all in the module that it calls. A line for each case and
implementation: NAME|IMPLEMENTATION|BYTES.
"""

import re
import subprocess
import sys

# how each implementation calls a case
RUNS = {
    "C": r"c_(\w+)",
    "kalloc": r"bench::(\w+)\(bench_state\*, unsigned long\)",
    "Rust": r"bench_rust::cases::(\w+)::run",
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def functions(module):
    """[(section, address, bytes, name)] of the module."""
    found = []
    for line in run("objdump", "-tC", module).splitlines():
        match = re.match(r"([0-9a-f]+) .{5}.F (\S+)\s+([0-9a-f]+) (?:\.hidden )?(.*)", line)
        if match:
            address, section, size, name = match.groups()
            found.append((section, int(address, 16), int(size, 16), name))
    return found


def calls(module, known):
    """For each function those that it refers to, itself not."""
    at = {(section, address): name for section, address, _, name in known}
    names = {name for *_, name in known}

    def function_at(section, address):
        for begin in range(address, address - 4096, -1):
            if (section, begin) in at:
                return at[section, begin]
        return None

    refers, section, current = {}, None, None
    for line in run("objdump", "-drCw", "--no-show-raw-insn", module).splitlines():
        if match := re.match(r"Disassembly of section (.*):", line):
            section = match[1]
        elif match := re.match(r"([0-9a-f]+) <.*>:$", line):
            current = at.get((section, int(match[1], 16)))
        elif match := re.search(r"R_X86_64_\w+\s+(.+?)(?:([-+])0x([0-9a-f]+))?$", line):
            to, sign, offset = match[1], match[2], int(match[3] or "0", 16)
            if to.startswith(".text"):
                # relative to the end of the address, which is the instruction's
                to = function_at(to, offset + 4 if sign == "+" else 4 - offset)
            if to in names and current:
                refers.setdefault(current, set()).add(to)
        elif match := re.search(r"\t(?:call|j\w+)\s+([0-9a-f]+) <", line):
            to = function_at(section, int(match[1], 16))
            if to and current:
                refers.setdefault(current, set()).add(to)
    return refers


def reached(name, refers):
    seen, todo = set(), [name]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += refers.get(name, ())
    return seen


for module in sys.argv[1:]:
    known = functions(module)
    size = {name: bytes_ for _, _, bytes_, name in known}
    refers = calls(module, known)
    for name in sorted(size):
        for implementation, pattern in RUNS.items():
            if match := re.fullmatch(pattern, name):
                total = sum(size[each] for each in reached(name, refers))
                print(match[1], implementation, total, sep="|")
