#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Is every code snippet of the documentation cut from code that runs?

A snippet is, in a comment of include/kalloc/*.h, a block of lines that are indented by
a tab (a table is indented by spaces), and, in README.md and docs/, a block fenced as c,
cpp, make or text. Its lines have to follow one another in a file of samples/ (text: in what
a sample is expected to say), kunit/, template/, tests/core/ or tests/kunit/. The comment <!-- from FILE --> in front
of a fence says in which, and has to be there. Space, empty lines and lines of comment do not
count; a line "..." stands for any lines.
"""

import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def normalised(lines):
    """Without what does not count, and with all comments as // comments."""
    one_space = (" ".join(line.split()) for line in lines)
    comments = (re.sub(r"/\* (.*) \*/$", r"// \1", line) for line in one_space)
    return [line for line in comments if line and not line.startswith("//")]


def in_header(path):
    """Yields (line number, lines, None) of each snippet in the comments of a header."""
    block = []
    for number, line in enumerate(path.read_text().splitlines() + [""], 1):
        code = re.match(r"\s*\*\t(.*)", line)
        if code:
            block.append(code[1])
        elif block:
            yield number - len(block), block, None
            block = []


def in_markdown(path):
    """Yields (line number, lines, name of the file it is from) of each fenced snippet."""
    lines = path.read_text().splitlines()
    number = 0
    while number < len(lines):
        if re.match(r"```(c|cpp|make|text)$", lines[number]):
            source = re.match(r"<!-- from (\S+) -->$", lines[number - 1])
            begin = number + 1
            number = lines.index("```", begin)
            yield begin, lines[begin:number], source[1] if source else ""
        number += 1


def parts(snippet):
    """The runs of lines between the lines that are "..."."""
    part = []
    for line in snippet:
        if line == "...":
            yield part
            part = []
        else:
            part.append(line)
    yield part


def occurs(snippet, text):
    at = 0
    for part in parts(snippet):
        while text[at : at + len(part)] != part:
            at += 1
            if at > len(text):
                return False
        at += len(part)
    return True


def main():
    texts = {
        str(path.relative_to(TOP)): normalised(path.read_text().splitlines())
        for folder in ("samples", "kunit", "tests/core", "tests/kunit", "template")
        for path in sorted((TOP / folder).rglob("*"))
        if (path.suffix in (".c", ".cpp", ".h") or path.name in ("Kbuild", "expected")) and not path.name.endswith(".mod.c")
    }
    snippets = [
        (path, *found)
        for files, reader in (
            (sorted((TOP / "include/kalloc").rglob("*.h")), in_header),
            ([TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))], in_markdown),
        )
        for path in files
        for found in reader(path)
    ]

    failed = 0
    for path, number, lines, source in snippets:
        snippet = normalised(lines)
        where = texts if source is None else [source] if source in texts else []
        if any(occurs(snippet, texts[name]) for name in where):
            continue
        failed += 1
        print(f"{path.relative_to(TOP)}:{number}: not in {source or 'samples/ or kunit/'}:")
        print("\n".join(f"\t{line}" for line in lines))
        if source == "":
            print("\t(in front of the fence has to be: <!-- from FILE -->)")
        known = {line for name in texts for line in texts[name]} | {"..."}
        for line in snippet:
            if line not in known:
                print(f"\t(no file has the line: {line})")
    print(f"{len(snippets) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
