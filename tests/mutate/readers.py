# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Who reads a header at all: what the preprocessor leaves of it, for run.py."""

import re
import shlex

import asked

ALL = "#include <kalloc/kalloc.h>\n#include <kalloc/kunit.h>\n"
# what tests define, and clang's analyzer
ANALYSED = ("-D__clang_analyzer__", "-DKALLOC_STRICT_CONTEXT", "-DKALLOC_PREEMPT_RT", "-include", "kalloc/build/looked_at.h")


class Readers:
    def __init__(self, headers, cases, suites):
        self.headers = headers
        suite = asked.compilation(suites.objects[suites.names[0]])
        self.gxx = [(suite[:suite.index("-c")], suites.kernel), (["g++", *cases.args["g++"]], "/")]
        clang = ["clang++-19", *cases.args["clang++-19"]]
        self.of_gxx, self.of_others = set(), set()
        for words, cwd in self.gxx:
            self.note(self.of_gxx, self.left_by(words, cwd, "-x", "c++", "-"))
        for words in (clang, [*clang, *ANALYSED]):
            self.note(self.of_others, self.left_by(words, "/", "-x", "c++", "-"))
        for called in ("kalloc_kunit.kalloc.o", "kalloc_kunit.runtime.o"):
            words = shlex.split(asked.saved(suites.objects[called]))
            at = next(i for i, word in enumerate(words) if word.startswith("-Wp,-MMD"))
            self.note(self.of_others, self.left_by([words[at - 1], *words[at + 1:words.index("-c")]], suites.kernel, words[-1]))
        self.before = self.by_gxx()

    def left_by(self, words, cwd, *source):
        return asked.run([*words, "-E", "-dD", *source], cwd=cwd, input=ALL).stdout

    def note(self, lines, preprocessed):
        """(header, line) of those that are left."""
        name, line = None, 0
        for text in preprocessed.splitlines():
            if marker := re.match(r'# (\d+) "(.*)"', text):
                line = int(marker[1])
                path = marker[2].split("/include/kalloc/")
                name = path[1] if len(path) == 2 and path[1] in self.headers.text else None
            else:
                if name and text.strip():
                    lines.add((name, line))
                line += 1

    def read(self, mutation, lines=None):
        """Has anybody here the mutation's line?"""
        first, last = (mutation.define,) * 2 if mutation.define else (mutation.line, mutation.last)
        here = {(mutation.name, line) for line in range(first, last + 1)}
        return bool(here & (lines or self.of_gxx | self.of_others))

    def by_gxx(self):
        return [re.sub(r"^# .*\n", "", self.left_by(words, cwd, "-x", "c++", "-"), flags=re.M) for words, cwd in self.gxx]

    def changed_for_gxx(self, mutation):
        """Is what g++ compiles another than before?"""
        return self.read(mutation, self.of_gxx) and (mutation.at_run_time or self.by_gxx() != self.before)
