# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""What functions do at run time, changed in all places at once: one module that is told which change is
in force (switch.c); for mutate.py. There a change costs the suites that come by it, and no compiler.

What does not compile so, as in a constant expression, is left to the others.
"""

import collections
import concurrent.futures
import pathlib
import random
import re
import tempfile

import asked
import switched

AT_ONCE = 16  # changes that one kernel is asked, as long as it is sound
KERNELS = 4  # at a time; some of them only wait
CPU_SECONDS = 50  # of a kernel for all of them
# pure, else what is in memory would be unknown to the compiler behind each call; where a compiler
# evaluates a function, none is in force
DECLARED = """#ifdef __cplusplus
extern "C" __attribute__((pure, leaf)) int kalloc_asked(int n) __asm__("kalloc_mutant_is");
__attribute__((always_inline)) inline constexpr bool kalloc_mutant_is(int n)
{
	return !__builtin_is_constant_evaluated() && kalloc_asked(n);
}
#else
__attribute__((pure, leaf)) int kalloc_mutant_is(int n);
#endif
"""
here = pathlib.Path(__file__).parent


class Together:
    def __init__(self, scratch, headers, suites, mutations):
        self.headers, self.suites = headers, suites
        self.folder = scratch / "together"
        self.folder.mkdir(exist_ok=True)
        self.guest = self.folder / "guest"
        self.guest.write_text(suites.guest.read_text().split("insmod")[0] + (here / "guest.sh").read_text())
        self.mutations = dict(enumerate(mutations))
        self.module = self.folder / "kalloc_kunit.ko"
        try:
            self.build()
        finally:
            self.restore()
        self.learn()

    def build(self):
        """The module, less the changes that do not compile in it."""
        (self.folder / "switch.h").write_text(DECLARED)
        many = len(self.mutations)
        sources = [n for n in self.suites.objects if (self.suites.folder / f"{n[:-2]}.cpp").exists()]
        own = ["kalloc_kunit.kalloc.o", "kalloc_kunit.runtime.o"]
        left = own + sources
        # the first tells what is wrong in most of them
        wanted = [own + sources[:1], left]
        while wanted:
            places = self.write()
            with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
                said = [s for s in pool.map(self.compile, wanted[0]) if s]
            for text in said:
                wrong = {places.get((name, int(line))) for name, line in re.findall(r"include/kalloc/(\S+?):(\d+)", text)}
                if not wrong - {None}:
                    raise SystemExit(f"what can be changed at run time does not compile: {asked.error_in(text)}\n{text[:3000]}")
                for number in wrong:
                    self.mutations.pop(number, None)
            wanted = wanted[0 if said else 1:]
        command = asked.saved(self.suites.objects[own[1]])
        source = re.search(r"\S+/runtime\.c\b", command)[0]
        command = command.replace(f"-o {self.suites.objects[own[1]]} ", f"-o {self.folder / 'switch.o'} ")
        command = command.replace(source, f"-DKALLOC_MUTANTS={many} {here / 'switch.c'}")
        made = asked.run(["sh", "-c", re.sub(r"-Wp,-MMD,\S+", "", command)], cwd=self.suites.kernel)
        assert not made.returncode, made.stdout
        objects = [self.folder / name if name in left else path for name, path in self.suites.objects.items()]
        wrong = self.suites.link([*objects, self.folder / "switch.o"], self.folder)
        assert not wrong, wrong

    def write(self):
        """The headers; which number a line of theirs belongs to."""
        of, lines = collections.defaultdict(dict), {}
        for number, mutation in self.mutations.items():
            of[mutation.name][number] = mutation.mutant
        present = set()
        for name in self.headers.names:
            text = switched.with_all(self.headers.text[name], of[name]) if of[name] else self.headers.text[name]
            # who has to know when compiling now does not
            text = re.sub(r"\[\[gnu::error\(.*?\)\]\] void (\w+)\(\);", r"inline void \1() {}", text)
            self.headers.change(name, text)
            for at, line in enumerate(text.split("\n"), 1):
                if m := re.match(r"(?:if \()?kalloc_mutant_is\((\d+)\)", line):
                    lines[name, at] = int(m[1])
                    present.add(int(m[1]))
        self.mutations = {n: m for n, m in self.mutations.items() if n in present}
        return lines

    def restore(self):
        for name in self.headers.names:
            self.headers.change(name, self.headers.text[name])

    def compile(self, name):
        """What is wrong with it, or nothing."""
        # a warning has its places, too
        quiet = () if name.startswith(f"{self.suites.module}.") else ("-w",)
        return self.suites.compile(name, self.folder, (*quiet, "-include", self.folder / "switch.h"))[1]

    def learn(self):
        """Which changes each suite comes by, and how often the kernel complains when all is well."""
        said = self.boot([(-1, ["all learn 120"])])
        names = re.findall(r"# Subtest: (kalloc_\w+)", "".join(text for *_, text in said))
        said = self.boot([(-1, [f"{name} learn 120" for name in names])])
        self.questions, self.left = {}, collections.defaultdict(list)
        for *_, suite, text in said[:-1]:
            answer = re.search(r"seconds (\d+)\n(?:.*\n)*?.*came by: (\w+), complaints: (\d+)", text)
            if not answer or re.search(r"\bnot ok", text):
                raise SystemExit(f"without any change {suite} fails:\n{text[-2000:]}")
            # nothing else runs now
            self.questions[suite] = f"{suite} {answer[3]} {8 + 8 * int(answer[1])}"
            for number in self.mutations:
                if int(answer[2][number // 4], 16) >> number % 4 & 1:
                    self.left[number].append(suite)
        # who comes by few changes has more to do with them
        count = collections.Counter(suite for suites in self.left.values() for suite in suites)
        for suites in self.left.values():
            suites.sort(key=count.__getitem__)

    def ask(self):
        """(mutation, who notices or None), as they come; of all that a suite comes by."""
        waiting = [n for n in self.mutations if n in self.left]
        # neighbours end alike, and a kernel that many of them stop has to be started often
        random.Random(0).shuffle(waiting)
        waiting = collections.deque(waiting)
        with concurrent.futures.ThreadPoolExecutor(KERNELS) as pool:
            running = set()
            while waiting or running:
                while waiting and len(running) < KERNELS:
                    some = [waiting.popleft() for _ in range(min(AT_ONCE, len(waiting)))]
                    running.add(pool.submit(self.some, some))
                done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in done:
                    answers, again = future.result()
                    waiting.extendleft(again[:1])
                    waiting.extend(again[1:])
                    yield from ((self.mutations[n], by) for n, by in answers.items())

    def some(self, numbers):
        """{number: who notices, or None}, and those that have to be asked again."""
        said = self.boot([(n, [self.questions[s] for s in self.left[n]]) for n in numbers])
        ended = bool(said) and said[-1][2] == "none"
        killed, passed, tainted = {}, [], False
        for _, number, suite, text in said[:-1] if ended else said:
            by = number >= 0 and self.wrong(suite, text)
            if by:
                killed.setdefault(number, by)
                tainted = tainted or "the kernel says" in by
            elif number >= 0 and not tainted:
                passed.append((number, suite))
        # who does not end there, and was the first, has had all the time there is
        last = said[-1][1] if said and not ended else None
        if last == numbers[0]:
            killed.setdefault(last, f"kunit, which ended in {said[-1][2]}")
        if ended:
            for jiffies in re.findall(r"unreferenced object.*\n.*jiffies (\d+)", said[-1][3]):
                made = [number for begun, number, *_ in said[:-1] if begun <= int(jiffies)]
                if made:  # else the kernel's own
                    killed.setdefault(made[-1], "kunit, and kmemleak")
            for number, suite in passed:
                self.left[number].remove(suite)
        answers = {**{n: None for n in numbers if not self.left[n]}, **{n: by for n, by in killed.items() if n in numbers}}
        return answers, sorted((n for n in numbers if n not in answers), key=lambda n: n != last)

    def wrong(self, suite, text):
        if bad := re.search(r"not ok \d+ (?:- )?(\w+)", text):
            return f"kunit, {suite}.{bad[1]}"
        what = asked.complaint(text)
        return what and f"kunit, {suite}, of which the kernel says: {what}"

    def boot(self, jobs):
        """[(when it began, number, suite, what the kernel said)]"""
        with tempfile.TemporaryDirectory(prefix="kalloc-mutate.") as folder:
            path = pathlib.Path(folder) / "jobs"
            path.write_text("".join(f"{n} {' '.join(suites)}\n" for n, suites in jobs))
            ran = asked.booted(self.suites.kernel, self.guest, [self.module, path],
                               "kunit.action=list kasan_multi_shot printk.devkmsg=on log_buf_len=4M", CPU_SECONDS)
        parts = re.split(r"^\[ *[\d.]+\] kalloc: mutant (-?\d+), (\S+)$", ran.stdout.replace("\r", ""), flags=re.M)[1:]
        jiffies = re.compile(r"kalloc: jiffies (\d+)")
        return [(int((jiffies.search(text) or [0, 0])[1]), int(number), suite, text)
                for number, suite, text in zip(*(parts[i::3] for i in range(3)))]
