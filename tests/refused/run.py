#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""run.py COMPILER=FOLDER...: what must not compile, does not (see refused.h).

FOLDER is where that compiler built samples/readme, for its flags. Every message of a
static_assert in include/kalloc has to have a case.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
top = here.parent.parent
include = top / "include" / "kalloc"
TIDY = "clang-tidy-19"
CASE = re.compile(r"^#ifdef (\w+) // (.*)$", re.M)


def flags(module):
    """The flags of a real build, from what Kbuild saved of it."""
    saved = (module / ".receive.o.cmd").read_text().split(" := ", 1)[1].split(";")[0]
    words = shlex.split(saved.replace("$(pound)", "#"))
    # -Werror is the sample's own: what must not compile, must not without
    words = [w for w in words[1:-1] if w not in ("-c", "-S", "-o", "-Werror")
             and not w.endswith((".o", ".s")) and not w.startswith("-Wp,")]
    # unused variables are what the cases are made of
    return [*words, f"-I{here}", "-Wno-unused-variable", "-Wno-unused-const-variable"]


def compile(compiler, args, source, *defines):
    """The compiler's run on source; for objects.cpp, and that of check_object.sh."""
    if compiler == TIDY:
        return subprocess.run(
            [TIDY, "--quiet", f"--config-file={top / '.clang-tidy'}", "--header-filter=kalloc/",
             "--checks=-*,clang-analyzer-*,bugprone-use-after-move", str(source), "--",
             *args, *defines], text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        obj = folder + "/case.o"
        run = subprocess.run([compiler, *args, *defines, "-c", "-o", obj, str(source)],
                             capture_output=True, text=True)
        if source.stem == "objects" and run.returncode == 0:
            return subprocess.run(["sh", str(include / "check_object.sh"), obj, str(source),
                                   "n", "nm", "objdump"], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run


def output(run):
    return (run.stdout or "") + (run.stderr or "")


def refuse(job):
    compiler, args, source, case, expects = job
    run = compile(compiler, args, source, f"-D{case}")
    name = f"{source.stem}.{case} ({compiler})"
    if run.returncode == 0:
        return name, "compiles, but must not"
    # the messages, without the source lines shown below them
    said = "\n".join(l for l in output(run).splitlines() if re.search(r"error:|note:|required|inlined", l))
    if not re.search(expects, said):
        return name, f"does not say /{expects}/ but:\n{output(run)}"
    return name, None


def accept(job):
    """The corrected twins of source, each in a namespace instead of its #ifdef."""
    compiler, args, source, cases = job
    text = source.read_text()
    for case in cases:
        text = re.sub(rf"^#ifdef {case} //(.*\n(?:.*\n)*?)#endif$", rf"namespace {case} {{ //\1}}", text, 1, re.M)
    with tempfile.TemporaryDirectory() as folder:
        twins = pathlib.Path(folder) / source.name
        twins.write_text(f'#define TWIN\n#line 1 "{source}"\n{text}')
        run = compile(compiler, args, twins)
    name = f"{source.stem}, the twins ({compiler})"
    if run.returncode or output(run):
        return name, f"do not compile cleanly:\n{output(run)}"
    return name, None


def unmatched_messages(expected):
    """The static_assert messages of the headers that no case waits for."""
    for header in sorted(include.glob("*.h")):
        text = header.read_text()
        for start in re.finditer(r'static_assert\(|gnu::error\(|define KALLOC_NEEDS_CONTEXT', text):
            strings = re.search(r'"kalloc: (?:[^"\\]|\\.)*"(?:\s*\\?\s*"(?:[^"\\]|\\.)*")*', text[start.start():])
            if not strings:
                continue
            message = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings.group(0)))
            if not any(re.search(e, message) for e in expected):
                yield f"{header.name}: no case for: {message}"


def main():
    compilers = {c: flags(pathlib.Path(f)) for c, f in (a.split("=", 1) for a in sys.argv[1:])}
    compilers[TIDY] = compilers["clang++-19"]
    wrong, right, expected = [], {}, []
    for source in sorted(here.glob("*.cpp")):
        for case, expects in CASE.findall(source.read_text()):
            expected.append(expects)
            only, expects = re.match(r"(?:(clang|tidy): )?(.*)", expects).groups()
            for compiler, args in compilers.items():
                if {None: "+", "clang": "clang+", "tidy": TIDY}[only] in compiler:
                    wrong.append((compiler, args, source, case, expects))
                    right.setdefault((compiler, source), []).append(case)
    right = [(compiler, compilers[compiler], source, cases) for (compiler, source), cases in right.items()]
    failures = list(dict.fromkeys(unmatched_messages([e for e in expected if e.startswith("kalloc")])))
    for missing in failures:
        print(f"FAILED: {missing}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, failure in (*pool.map(accept, right), *pool.map(refuse, wrong)):
            if failure:
                failures.append(name)
                print(f"FAILED: {name}: {failure}")
    print(f"{len(wrong) + len(right) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not wrong else 0


sys.exit(main())
