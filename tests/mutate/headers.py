# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""The headers of a copy of the sources, one of which is changed for a while; for run.py."""

import collections
import functools
import os
import pathlib
import re

import mutants


class Headers:
    def __init__(self, scratch):
        self.folder = scratch / "include" / "kalloc"
        # not what is no code of kalloc's: the lists, which module.c compares with the kernel
        self.names = sorted(str(f.relative_to(self.folder)) for f in self.folder.glob("**/*.[hc]")
                            if not f.name.endswith(("_list.h", "kernel_headers.h", "features.h", "version.h")))
        self.text = {name: (self.folder / name).read_text() for name in self.names}
        self.lines = {name: [line.strip() for line in text.splitlines()] for name, text in self.text.items()}
        self.called = {pathlib.Path(name).name: name for name in self.names}
        self.users = collections.defaultdict(list)
        for name, text in self.text.items():
            for header in re.findall(r"^#include <kalloc/(.*)>", text, re.M):
                self.users[header].append(name)

    def change(self, name, text):
        """To make it is as old as it was."""
        path = self.folder / name
        stat = path.stat()
        path.write_text(text)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def mutations(self, name):
        return [Mutation(self, name, m) for m in mutants.mutants(self.text[name], name.endswith(".c"))]

    @functools.cached_property
    def declared(self):
        """What each header gives a name."""
        declared = {}
        for name, text in self.text.items():
            code = mutants.code_of(text)
            words = re.findall(r"\b(?:class|struct|concept|using)\s+(?:\w+\(.*?\)+\s*|\[\[.*?\]\]\s*)?(\w+)", code)
            words += re.findall(r"^#define (\w+)", text, re.M) + re.findall(r"^\t?(?=\S).*?\b([a-z_]\w{3,})\(", code, re.M)
            declared[name] = {pathlib.Path(name).stem, *words} - {"requires", "static_assert", "decltype", "sizeof"}
        return declared

    @functools.cache
    def about(self, name):
        """{word: weight} of what has to do with a header: its names, and less those of who includes it."""
        weights, ring, seen, weight = {}, [name], {name, "kalloc.h"}, 1.0
        while ring and weight > .05:
            for header in ring:
                for word in self.declared[header]:
                    weights.setdefault(word, weight)
            ring = list(dict.fromkeys(user for header in ring for user in self.users[header] if user not in seen))
            seen.update(ring)
            weight /= 4
        return weights

    def closest(self, name, paths):
        """paths, those first whose words have most to do with a header."""
        weights = self.about(name)
        words = {path: words_of(path) for path in paths}
        common = collections.Counter(word for those in words.values() for word in those)
        return sorted(paths, key=lambda p: -sum(weights.get(w, 0) / common[w] for w in words[p]))


@functools.cache
def words_of(path):
    return frozenset((*re.findall(r"\w+", path.read_text()), path.stem.removesuffix("_test")))


class Mutation:
    """A mutant of a header, and the lines that it is about."""

    def __init__(self, headers, name, mutant):
        text = headers.text[name]
        code = code_of(text)
        self.name, self.mutant, self.kind = name, mutant, mutant.kind
        self.line = text.count("\n", 0, mutant.start) + 1
        self.last = text.count("\n", 0, mutant.end) + 1
        self.above, self.source = headers.lines[name][self.line - 2:self.line]
        self.text = mutant.apply(text)
        # of a macro there is one line, to compilers
        define = max(text.rfind("\n#define", 0, mutant.start), 0)
        body = re.compile(r"\n#define(?:[^\n]*\\\n)*[^\n]*").match(text, define)
        self.define = text.count("\n", 0, define + 1) + 1 if body and body.end() > mutant.start else 0
        # the declaration, which messages name
        first = text.count("\n", 0, mutants.begin_of(code, mutant.start)) + 1
        end = next((i for i in range(mutant.end, len(code)) if code[i] in ";{}"), len(code))
        self.declaration = self.define or first, text.count("\n", 0, end) + 1
        head = mutants.function_head(code, mutant.start)
        statement = code[mutants.begin_of(code, mutant.start):mutant.end]
        named = re.search(r"(\w+)\(", head)
        self.function = named[1] if named else None
        self.in_function = self.kind == "code" and not self.define and bool(head) and not re.search(
            r"\bconst(?:eval|init)\b|\bstatic_assert\b", head + statement) and not re.search(r"\bconstexpr\b", statement)
        # else compilers may run it, too, and who has no code of it may come out another all the same
        self.at_run_time = self.in_function and not re.search(r"\bconstexpr\b", head)

    def lines(self, headers, first, last):
        """What is in those lines, less what is in any."""
        return {line for line in headers.lines[self.name][first - 1:last] if len(line) > 8}

    def __str__(self):
        return f"{self.name}:{self.line}: {self.mutant.change}"


code_of = functools.lru_cache(maxsize=4)(mutants.code_of)
