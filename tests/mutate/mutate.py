#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""mutate.py SCRATCH KERNEL STOCK [--near | --seconds N] [--count N] [--least N] [--seed S] [FILE[:LINE] | FOLDER]...

Changes one thing in the headers of SCRATCH at a time, and asks who notices; see tests/mutate.sh.
"""

import argparse
import collections
import functools
import json
import math
import multiprocessing
import pathlib
import random
import re
import resource
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
import asked  # noqa: E402
import headers  # noqa: E402
import readers  # noqa: E402
import together  # noqa: E402

here = pathlib.Path(__file__).parent
COMPILERS = ("clang++-19", "g++")  # the faster one first
UNREAD = "read by nobody here"
MANY = 40  # changes in functions that are worth a module with all of them
MARKED = {"KALLOC_BORROWED gone": ("lent",), "nodiscard gone": ("dropped",),
          **dict.fromkeys(("KALLOC_NOT_IN() gone", "KALLOC_FREES_IN() gone", "KALLOC_MAY_SLEEP gone",
                           "KALLOC_NOT_WITH_IRQS_OFF gone"), ("held", "context"))}


class Explained:
    """Mutants that nothing can tell: FILE: CHANGE, the text of the line, and why.

    FILE may be FOLDER/*, and the text * for any; where lines have the same text, that of the line above comes first.
    """

    def __init__(self, all_headers):
        self.entries = set(re.findall(r"^(\S+): (.*)\n\t(.*)\n(?:\t.*\n)+", (here / "explained").read_text(), re.M))
        there = {self.entry(m) for name in all_headers.names for m in all_headers.mutations(name)}
        self.stale = [": ".join(entry) for entry in sorted(self.entries - there)]

    def entry(self, mutation):
        folder = mutation.name.rpartition("/")[0] + "/*"
        texts = (mutation.source, f"{mutation.above} {mutation.source}", "*")
        entries = ((name, mutation.mutant.change, text) for name in (mutation.name, folder) for text in texts)
        return next((entry for entry in entries if entry in self.entries), None)

    def of(self, mutation):
        return self.entry(mutation) is not None


class Known:
    """Who noticed what in an earlier run of all, whose headers are as they were: all take hours, and who stops may go on."""

    def __init__(self, path, all_headers):
        self.path = path
        self.digests = {name: asked.digest(all_headers.folder / name) for name in all_headers.names}
        lines = path.read_text().splitlines() if path.exists() else ()
        self.noticed = dict(line.split("\t", 1) for line in lines)

    def key(self, mutation):
        return f"{self.digests[mutation.name]} {mutation} at {mutation.mutant.start}"

    def by(self, mutation):
        return self.noticed.get(self.key(mutation))

    def note(self, mutation, by):
        with self.path.open("a") as kept:
            kept.write(f"{self.key(mutation)}\t{by}\n")


class Asked:
    def __init__(self, scratch, kernel, stock, left):
        self.left = left  # seconds for those who are not near
        self.headers = headers.Headers(scratch)
        kept = scratch / "facts.json"
        facts = json.loads(kept.read_text()) if kept.exists() else {}
        self.cases = asked.Cases(scratch, self.headers)
        self.suites = asked.Suites(scratch, kernel, self.headers, facts)
        self.failing = functools.cache(lambda: asked.Failing(scratch, kernel, self.headers))
        self.twins = asked.Twins(scratch, stock, self.headers, facts)
        self.readers = readers.Readers(self.headers, self.cases, self.suites)
        with tempfile.TemporaryDirectory() as folder:
            for compiler in COMPILERS:
                assert self.cases.precompile(compiler, folder), f"kalloc does not compile by {compiler}"
            if self.suites.learn() + self.twins.learn():
                kept.write_text(json.dumps(facts))
            self.cases.learn()

    def move(self, to):
        """Go on in a copy of the headers that no other process changes."""
        there = self.headers.folder.parents[1]
        shutil.copytree(there / "include", to / "include", dirs_exist_ok=True)
        asked.elsewhere.append((there, to))
        self.headers.folder = asked.refusals.include = to / "include" / "kalloc"
        for words in (*self.cases.args.values(), *(words for words, _ in self.readers.gxx)):
            words[:] = map(asked.moved, words)
        self.readers.before = self.readers.by_gxx()

    def notices(self, mutation, together=False):
        """Who notices, or None; and whether there is nobody left who was not asked. together: not the suites."""
        near = True
        self.headers.change(mutation.name, mutation.text)
        try:
            with tempfile.TemporaryDirectory(prefix="kalloc-mutate.") as folder:
                for what, question in self.questions(mutation, pathlib.Path(folder)):
                    if what == "near":
                        near = False
                        continue
                    if what == "suites" and together:
                        continue
                    if not near and self.left <= 0:
                        return None, False
                    begun = seconds()
                    by = question()
                    self.left -= 0 if near else seconds() - begun
                    if by:
                        return by, True
        finally:
            self.headers.change(mutation.name, self.headers.text[mutation.name])
        return None, True

    def questions(self, mutation, folder):
        """Each, and what it is: the fastest and the closest first; "near" behind those who have to do with the line."""
        if mutation.name.endswith(".c"):
            yield "suites", lambda: self.suites.ask_binding(mutation, folder)
            yield "suites that fail", lambda: self.failing().ask(folder)
            return
        gxx = self.readers.changed_for_gxx(mutation)
        compilers = COMPILERS if gxx else COMPILERS[:1]
        near = self.suites.near(mutation) if gxx else []
        sources = self.headers.closest(mutation.name, list(dict.fromkeys(source for source, _ in self.cases.sources)))
        # what the marks of clang's have, one by one
        marked = [s for s in sources if s.stem in MARKED.get(mutation.mutant.change, ())]

        def suites():
            yield from (("suites", lambda s=s: self.suites.ask(s, folder)) for s in (near[:1], near[1:4]) if s)

        def refused(compiler):
            yield from (("refused", lambda job=job: self.cases.refused(*job)) for job in self.cases.near(mutation, compiler))
            # what only the analyzer reads has no code
            if not mutation.at_run_time or not gxx:
                yield from (("refused", lambda s=s: self.cases.refused(s, compiler, self.cases.sources[s, compiler]))
                            for s in marked + sources[:2])

        # of what a function does at run time the suites, which are g++'s, say most
        for compiler in reversed(compilers) if mutation.at_run_time else compilers:
            yield "headers", lambda: self.compiled(mutation, folder, compiler)
            if mutation.at_run_time and compiler == compilers[-1]:
                yield from suites()
            yield from refused(compiler)
        if not mutation.at_run_time:
            yield "refused", lambda: self.cases.twins(sources[0], compilers[0])
            yield from suites()
        twins = [("twins", lambda: self.twins.ask(folder))] if gxx else []
        if self.twins.near(mutation):
            yield from twins
            twins = []
        if gxx and mutation.name.startswith("kunit"):
            yield "suites that fail", lambda: self.failing().ask(folder)
        yield "near", None
        # all of them, those that were not asked before; of what a function does at run time, those
        # that have code of it: the others would come out as they are
        within = self.suites.with_code(mutation) if gxx and mutation.at_run_time else []
        rest = dict.fromkeys(within or near[4:] + self.suites.names)
        rest = [n for n in rest if n not in near[:4]] if gxx else []
        for i in range(0, len(rest), 8):
            yield "suites", lambda i=i: self.suites.ask(rest[i:i + 8], folder)
        if within:
            yield from twins
            return
        for of in ((source, compiler) for source in sources for compiler in compilers):
            yield "refused", lambda of=of: self.cases.twins(*of)
            yield "refused", lambda of=of: self.cases.refused(*of, self.cases.sources[of])
        yield from twins

    def compiled(self, mutation, folder, compiler):
        """What compiles by one of them only, somebody notices; what by none, is no mutant."""
        if self.cases.precompile(compiler, folder, mutation.name):
            return None
        other = next(c for c in COMPILERS if c != compiler)
        return (f"{compiler}, for which kalloc does not compile" if self.cases.precompile(other, folder, mutation.name)
                else asked.NOTHING)


def seconds():
    """Of a processor, so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def chosen(all_headers, places):
    """The mutations of files, lines and folders; of all, where none is named."""
    for name in all_headers.names:
        wanted = [re.fullmatch(r"(?:.*\binclude/)?(?:kalloc/)?(.*?)/?(?::(\d+))?", place) for place in places]
        wanted = [w for w in wanted if name == w[1] or name.startswith(f"{w[1]}/") or not w[1]]
        if wanted or not places:
            lines = {int(w[2]) for w in wanted if w[2]}
            yield from (m for m in all_headers.mutations(name) if not lines or m.line in lines)


def main():
    arguments = argparse.ArgumentParser()
    for name in ("scratch", "kernel", "stock"):
        arguments.add_argument(name, type=pathlib.Path)
    for name in ("--count", "--least", "--seed"):
        arguments.add_argument(name, type=int)
    arguments.add_argument("--seconds", type=int, default=math.inf)
    arguments.add_argument("--near", dest="seconds", action="store_const", const=0)
    arguments.add_argument("--list", action="store_true")
    arguments.add_argument("places", nargs="*")
    how = arguments.parse_intermixed_args()
    how.scratch = how.scratch.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))

    all_headers = headers.Headers(how.scratch)
    mutations = list(chosen(all_headers, how.places))
    explained = Explained(all_headers)
    if how.count:
        seed = random.randrange(10000) if how.seed is None else how.seed
        print(f"{how.count} of {len(mutations)}, by --seed {seed}")
        random.Random(seed).shuffle(mutations)
    if how.list:
        print("\n".join(map(str, mutations[:how.count])))
    else:
        who = Asked(how.scratch, how.kernel, how.stock, how.seconds)
        return report(who, mutations, explained, how)
    return 0


def answers(who, mutations, how):
    """(mutation, who notices or None, whether all were asked), as they come."""
    in_functions = [m for m in mutations if m.in_function]
    noticed, asked_together = set(), set()
    if not how.count and len(in_functions) >= MANY:
        for mutation, by in together.Together(how.scratch, who.headers, who.suites, in_functions).ask():
            # of others suites evaluate some in a constant expression
            asked_together.update([mutation] if mutation.at_run_time else [])
            if by:
                noticed.add(mutation)
                yield mutation, by, True
    left = [m for m in mutations if m not in noticed]
    if how.count:
        yield from ((m, *who.notices(m)) for m in left)
        return
    # each in a copy of the headers of its own
    numbers = multiprocessing.Value("i")

    def begin():
        with numbers.get_lock():
            numbers.value += 1
            who.move(how.scratch / f"worker{numbers.value}")
        asked.jobs = 1

    global notices  # what a pool calls has to have a name

    def notices(i):
        return (i, *who.notices(left[i], left[i] in asked_together))

    with multiprocessing.get_context("fork").Pool(asked.jobs, begin) as pool:
        yield from ((left[i], by, all_asked) for i, by, all_asked in pool.imap_unordered(notices, range(len(left))))


def report(who, mutations, explained, how):
    counts = collections.Counter()
    failed = [f"explained, but no longer there: {stale}" for stale in explained.stale]
    print("".join(f"FAILED: {what}\n" for what in failed), end="")
    there = [m for m in mutations if who.readers.read(m)]
    counts[UNREAD] = len(mutations) - len(there) if not how.count else 0
    one_by_one = any(":" in place for place in how.places)
    if not one_by_one:
        asked_for = [m for m in there if not explained.of(m)]
        counts["explained"] = len(there) - len(asked_for) if not how.count else 0
        there = asked_for
    known = None if how.count or how.places else Known(how.scratch.parent / "mutate.known", who.headers)
    if known and known.noticed:
        noticed = {m: by for m in there if (by := known.by(m))}
        counts.update(by.split(",")[0] for by in noticed.values())
        there = [m for m in there if m not in noticed]
        print(f"{len(noticed)} were noticed in an earlier run of all, {len(there)} are left; anew without {known.path}", flush=True)
    for mutation, by, all_asked in answers(who, there, how):
        if by:
            counts[by.split(",")[0]] += 1
            if known:
                known.note(mutation, by)
            print(f"killed by {by}: {mutation}", flush=True)
            if explained.of(mutation):
                failed.append(str(mutation))
                print(f"FAILED: explained, but somebody notices: {mutation}")
        elif explained.of(mutation):
            counts["explained"] += 1
            print(f"explained: {mutation}")
        else:
            counts["alive"] += 1
            print(f"{'ALIVE' if all_asked else 'ALIVE, but not all were asked'}: {mutation}: {mutation.source}", flush=True)
            if not how.least:
                failed.append(str(mutation))
        if how.count and sum(counts[k] for k in counts if k not in (asked.NOTHING, UNREAD)) >= how.count:
            break
    apart = {what: counts.pop(what, 0) for what in (asked.NOTHING, UNREAD)}
    killed = sum(n for what, n in counts.items() if what not in ("alive", "explained"))
    if killed + counts["explained"] < (how.least or 0):
        failed.append(f"{killed} killed")
        print(f"FAILED: {killed} killed, and at least {how.least} of {how.count} are to be")
    print("; ".join([f"{n} by {what}" for what, n in counts.most_common() if what not in ("alive", "explained")] +
                    [f"{counts['explained']} explained", f"{counts['alive']} alive", f"apart from these {apart[asked.NOTHING]} "
                     f"that do not compile, and {apart[UNREAD]} in what this kernel and its compilers leave out"]))
    print(f"{seconds():.0f} s of a processor")
    print(f"{killed + counts['explained']} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
