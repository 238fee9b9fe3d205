# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Who is asked of a changed header; for run.py. Each answers with what is wrong, or None.

Who has to do with a line is known of an earlier compilation (facts): a refused case by the lines of
the headers that its message names, a suite and the twins by those that they have code of. The lines
are kept as their text, as facts may be of older headers: they decide on the order only.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile

top = pathlib.Path(__file__).parents[2]
sys.path.insert(1, str(top / "tests" / "refused"))
import run as refusals  # noqa: E402
from run import digest  # noqa: E402

NOTHING = "the compilers"  # who notices what is no mutant
jobs = len(os.sched_getaffinity(0))
CPU_SECONDS = 100  # of a kernel that runs a suite; ten times what all of them take
# the compilers' word for what became superfluous is not what is asked
QUIET = ("-Wno-error", "-Wno-unused-variable", "-Wno-unused-parameter", "-Wno-unused-but-set-variable",
         "-Wno-unused-but-set-parameter", "-Wno-unused-function", "-Wno-empty-body", "-Wno-unused-local-typedefs")


def run(words, **how):
    return subprocess.run([str(word) for word in words], text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **{"input": "", **how})


def error_in(out):
    return next((line for line in out.splitlines() if "error:" in line), out.strip()[-300:])


elsewhere = []  # where the headers were, and where those are that this process changes


def saved(target):
    """The command by which Kbuild made target."""
    text = (target.parent / f".{target.name}.cmd").read_text().split("\n", 1)[0].split(" := ", 1)[1]
    return moved(text.replace("$(pound)", "#"))


def moved(text):
    """With the headers where this process has them."""
    for there, here in elsewhere:
        text = re.sub(rf"{there}/(?:\S+/\.\./)?include\b", f"{here}/include", text)
    return text


def compilation(target):
    """That of a C++ object, less what it leaves beside it."""
    words = shlex.split(saved(target).split(" || ")[0])
    return [w for w in words if not w.startswith("-Wp,") and w != "-fstack-usage"]


def compile_again(target, folder, kernel, flags=()):
    """The object in folder, or all that the compiler says."""
    words, to = compilation(target), folder / target.name
    words[words.index("-o") + 1] = to
    built = run([*words[:-1], *flags, words[-1]], cwd=kernel)
    if built.returncode:
        return None, built.stdout
    run(["objcopy", "-g", "--remove-section=.group", to])
    return to, None


def same_code(a, b, folder):
    run(["objcopy", "-g", "--remove-section=.group", a, folder / "same.o"])
    return (folder / "same.o").read_bytes() == b.read_bytes()


def booted(kernel, guest, files, arguments, limit):
    """What a kernel says that runs guest with these files, for limit seconds of a processor."""
    return run([top / "tools" / "uml.sh", kernel, guest, *files],
               env={**os.environ, "KERNEL_ARGS": arguments, "KERNEL_TIMEOUT": str(6 * limit)},
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)))


def complaint(said):
    """The first of the kernel's complaints, or None."""
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.write(said)
        log.flush()
        found = run([top / "tools" / "check_log.sh", log.name])
    return found.stdout.splitlines()[0].split(": ", 1)[-1] if found.returncode else None


def lines_with_code(target, headers):
    """{header: the text of its lines that target has code of}"""
    lines = collections.defaultdict(set)
    table = run(["objdump", "--dwarf=decodedline", target]).stdout
    for called, line in re.findall(r"^(\S+\.[hc])\s+(\d+)\s+(?:0x)?[0-9a-f]+", table, re.M):
        name = headers.called.get(called)
        if name and int(line) <= len(headers.lines[name]):
            lines[name].add(headers.lines[name][int(line) - 1])
    return {name: sorted(those) for name, those in lines.items()}


class Cases:
    """What must not compile, by g++ and by clang."""

    def __init__(self, scratch, headers):
        self.headers, self.kept = headers, scratch.parent / "refused.json"
        refusals.include = headers.folder
        self.args, self.precompiled, self.sources = {}, {}, {}
        for compiler in ("g++", "clang++-19"):
            built = scratch.parent / f"refused-{compiler}"
            own = f"{built}/samples/readme/../../include"
            self.args[compiler] = [word.replace(own, f"{scratch}/include")
                                   for word in refusals.flags(built / "samples" / "readme")]
            assert f"-I{scratch}/include" in self.args[compiler]
        for source in sorted(refusals.here.glob("*.cpp")):
            for compiler in self.args:
                self.sources[source, compiler] = refusals.cases_for(compiler, source.read_text())

    def precompile(self, compiler, folder, name=""):
        """Does all of kalloc compile, and what is not part of it, header name?"""
        try:
            own = tempfile.mkdtemp(dir=folder)
            self.precompiled[compiler] = refusals.precompile(compiler, self.args[compiler], own, capture_output=True)
        except subprocess.CalledProcessError:
            return False
        if not name.startswith("kunit"):
            return True
        include = "#include <kalloc/kunit.h>\n"
        return not run([compiler, *self.args[compiler], "-fsyntax-only", "-x", "c++", "-"], input=include).returncode

    def job(self, source, compiler, cases):
        header = () if "#define" in source.read_text().split("#include")[0] else self.precompiled[compiler]
        return compiler, self.args[compiler], source, cases, header

    def learn(self):
        """Which lines each case's message names, where tests/refused has not kept it."""
        def lines_of(source, compiler):
            job = self.job(source, compiler, self.sources[source, compiler])
            said = refusals.refuse_together(job)
            for case in job[3].keys() - said.keys():
                said[case] = refusals.refuse((*job[:3], case, *job[3][case], job[4]))[2]
            return {case: refusals.lines_named(text) for case, text in said.items()}

        self.facts = refusals.keep(self.kept, {})
        new = [(s, c) for s, c in self.sources if self.facts.get(f"{s.stem} {c}", {}).get("of") != digest(s)]
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            self.facts = refusals.keep(self.kept, dict(zip(new, pool.map(lambda of: lines_of(*of), new))))

    def near(self, mutation, compiler):
        """(source, compiler, cases) of those whose messages name the declaration, what the analyzer says last."""
        near = [(source, compiler, cases) for source, cases in self.named(mutation, compiler)]
        analysed = [any(e.startswith("kalloc") and case not in self.sources[source, "g++"] for case, (_, e) in cases.items())
                    for source, _, cases in near]
        return [job for _, job in sorted(zip(analysed, near), key=lambda both: both[0])]

    def named(self, mutation, compiler):
        texts = mutation.lines(self.headers, *mutation.declaration)
        for (source, by), cases in self.sources.items():
            lines = self.facts.get(f"{source.stem} {compiler}", {}).get("lines", {})
            named = {case: expects for case, expects in cases.items() if by == compiler and
                     any(name == mutation.name and text in texts for name, text in lines.get(case, ()))}
            if named:
                yield source, named

    def refused(self, source, compiler, cases):
        job = self.job(source, compiler, cases)
        together = refusals.refuse_together(job)
        for case in cases.keys() - together.keys():
            name, failure, _ = refusals.refuse((*job[:3], case, *cases[case], job[4]))
            if failure:
                return f"tests/refused, {name}"
        return None

    def twins(self, source, compiler):
        name, failure = refusals.accept(self.job(source, compiler, self.sources[source, compiler]))
        return f"tests/refused, {name}" if failure else None


class Suites:
    """The KUnit suites."""
    module, where = "kalloc_kunit", "kunit"

    def __init__(self, scratch, kernel, headers, facts):
        self.headers, self.kernel = headers, kernel
        self.facts = facts.setdefault("suites", {})
        self.folder, self.guest = scratch / self.where, scratch / f"guest-{self.module}"
        self.objects = {}
        for name in (self.folder / f"{self.module}.mod").read_text().split():
            self.objects[pathlib.Path(name).name] = self.folder / pathlib.Path(name).name
        self.names = [name for name in self.objects if name.endswith("_test.o")]
        self.defined, self.needed = {}, {}
        for name, path in self.objects.items():
            symbols = [line.split() for line in run(["nm", path]).stdout.splitlines()]
            self.defined[name] = {s[2] for s in symbols if len(s) == 3 and s[1] in "TDRB"}
            self.needed[name] = {s[1] for s in symbols if s[0] == "U"}

    def source(self, name):
        return self.folder / f"{name[:-2]}.cpp"

    def learn(self):
        """Which lines each suite has code of. How much there was to learn."""
        new = [n for n in self.names if self.facts.get(n, {}).get("of") != digest(self.source(n))]
        for name in new:
            self.facts[name] = {"of": digest(self.source(name)), "lines": lines_with_code(self.objects[name], self.headers)}
        return len(new)

    def with_code(self, mutation):
        """Those that have code of the statement."""
        texts = mutation.lines(self.headers, *mutation.declaration)
        return [n for n in self.names if texts.intersection(self.facts[n]["lines"].get(mutation.name, ()))]

    def near(self, mutation):
        """Those that have code of the lines, else of the declaration or the header; the closest first."""
        named = []
        # a call of what is always inline has no code of its own
        for lines in ((mutation.line, mutation.last), mutation.declaration, (1, None)):
            texts = mutation.lines(self.headers, *lines)
            named = named or [self.source(n) for n in self.names
                              if texts.intersection(self.facts[n]["lines"].get(mutation.name, ()))]
        named = named or [self.source(n) for n in self.names]
        return [f"{path.stem}.o" for path in self.headers.closest(mutation.name, named)]

    def ask(self, names, folder):
        """These suites, compiled and run."""
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            made = list(pool.map(lambda n: self.compile(n, folder), names))
        for name, (_, wrong) in zip(names, made):
            if wrong:
                return f"kunit/{name[:-2]}.cpp, which does not compile"
        changed = {n: o for n, (o, _) in zip(names, made) if not same_code(self.objects[n], o, folder)}
        return self.run(changed, folder) if changed else None

    def ask_binding(self, mutation, folder):
        """The suites as they are, with another binding; first those that call the function."""
        changed = self.binding(mutation.name, folder)
        if not changed:
            return NOTHING
        callers = [n for n in self.names if mutation.function in self.needed[n]]
        for names in filter(None, (callers, self.names)):
            if wrong := self.run({**{n: self.objects[n] for n in names}, changed.name: changed}, folder):
                return wrong
        return None

    def binding(self, name, folder):
        """The object of a C file of binding/, or None."""
        return self.compile(f"{self.module}.{'runtime' if name.endswith('runtime.c') else 'kalloc'}.o", folder)[0]

    def compile(self, name, folder, flags=()):
        """An object of the module in folder, or all that the compiler says; what Kbuild adds to each module is C."""
        target, to = self.objects[name], folder / name
        if not name.startswith(f"{self.module}."):
            return compile_again(target, folder, self.kernel, (*QUIET, *flags))
        words = " ".join(map(str, (*flags, "-o", to, "")))
        built = run(["sh", "-c", re.sub(r"-Wp,-MMD,\S+", "", saved(target).replace(f"-o {target} ", words))], cwd=self.kernel)
        return (None, built.stdout) if built.returncode else (to, None)

    def run(self, changed, folder):
        """What is wrong in a kernel with these objects, and what they need besides."""
        chosen = [n for n in self.objects if n in changed]
        chosen += [n for n in self.objects if n not in changed and n not in self.names]
        while more := [n for n in self.objects if n not in chosen and
                       any(self.defined[n] & self.needed[c] for c in chosen)]:
            chosen.append(more[0])
        wrong = self.link([changed.get(n, self.objects[n]) for n in chosen], folder)
        return wrong or self.boot(folder / f"{self.module}.ko", sum(n in self.names for n in chosen))

    def link(self, objects, folder):
        """The module of them in folder, or what is wrong."""
        words = shlex.split(saved(self.folder / f"{self.module}.o").split(";")[0])
        words[words.index("-o") + 1] = folder / f"{self.module}.o"
        words = [w for w in words if not str(w).startswith("@")] + objects
        linked = run(words, cwd=self.kernel)
        words = shlex.split(saved(self.folder / f"{self.module}.ko").split(";")[0])
        words[words.index("-o") + 1] = module = folder / f"{self.module}.ko"
        words = [folder / f"{self.module}.o" if str(w).endswith(f"/{self.module}.o") else w for w in words]
        linked = linked if linked.returncode else run(words, cwd=self.kernel)
        if linked.returncode:
            return f"the linker: {linked.stdout.strip()[-200:]}"
        run(["strip", "-g", module])
        return None

    def boot(self, module, suites):
        """What is wrong in a kernel with it."""
        ran = self.booted(module, CPU_SECONDS * (4 if suites > 5 else 1))
        suite = "none"
        for line in ran.stdout.splitlines():
            if begun := re.search(r"# Subtest: (kalloc_\w+)", line):
                suite = begun[1]
            if bad := re.search(r"not ok \d+ (?:- )?(\w+)", line):
                return f"kunit, {suite}.{bad[1]}"
        if what := complaint(ran.stdout):
            return f"kunit, {suite}, of which the kernel says: {what}"
        done = set(re.findall(r"\bok \d+ (?:- )?(kalloc_\w+)", ran.stdout))
        return f"kunit, which ended in {suite}" if ran.returncode or len(done) < suites else None

    def booted(self, module, limit):
        return booted(self.kernel, self.guest, [module], "kunit.autorun=1", limit)


class Failing(Suites):
    """Suites that fail, of which counts what they say: tests/kunit."""
    module, where = "kalloc_failures", "tests/kunit"

    def __init__(self, scratch, kernel, headers):
        super().__init__(scratch, kernel, headers, {})
        self.expected, again = (self.said(self.folder / f"{self.module}.ko") for _ in range(2))
        assert self.expected == again != "", f"tests/kunit does not say the same twice:\n{self.expected}\n{again}"

    def said(self, module):
        said = self.booted(module, CPU_SECONDS).stdout
        # what is of the day: times, places, and which allocation of the kernel's own was made to fail
        return re.sub(r"^\[ *[\d.]+\] ?|\+0x\S+| \[\w+\]|\b[0-9a-f]{8,16}\b|allocation \d+|\bat \S+/| *\r", "",
                      "".join(re.findall(r"^[^\n]*# Subtest: kalloc_.*?^[^\n]*# Totals", said, re.M | re.S)), flags=re.M)

    def ask(self, folder):
        changed = [self.compile(name, folder)[0] for name in self.objects]
        if None in changed:
            return NOTHING
        if wrong := self.link(changed, folder):
            return wrong
        return None if self.said(folder / f"{self.module}.ko") == self.expected else "tests/kunit, what they say"


class Twins:
    """The machine code beside C's, by g++."""

    def __init__(self, scratch, kernel, headers, facts):
        self.headers, self.kernel, self.facts = headers, kernel, facts.setdefault("twins", {})
        self.object = scratch / "tests" / "codegen" / "twins_cpp.o"

    def learn(self):
        source = self.object.with_suffix(".cpp")
        if self.facts.get("of") == digest(source):
            return 0
        self.facts.update({"of": digest(source), "lines": lines_with_code(self.object, self.headers)})
        return 1

    def near(self, mutation):
        return bool(mutation.lines(self.headers, mutation.line, mutation.last).intersection(
            self.facts["lines"].get(mutation.name, ())))

    def ask(self, folder):
        made, wrong = compile_again(self.object, folder, self.kernel, QUIET)
        if wrong:
            return "tests/codegen, which does not compile"
        if same_code(self.object, made, folder):
            return None
        shutil.copy(self.object.with_name("twins_c.o"), folder)
        compared = run([top / "tests" / "codegen.sh", folder])
        failed = re.search(r"FAILED: (\w+)", compared.stdout)
        return f"tests/codegen, {failed[1]}" if compared.returncode and failed else None
