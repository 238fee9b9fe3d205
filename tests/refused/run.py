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


def precompile(compiler, args, folder):
    """The arguments by which compiler reads refused.h as it compiled it, once, in folder."""
    if compiler == "clang++-14":  # crashes on a concept out of a precompiled header
        return []
    header = pathlib.Path(folder) / compiler / "refused.h"
    header.parent.mkdir()
    subprocess.run([compiler, *args, "-x", "c++-header", str(here / header.name), "-o",
                    f"{header}.{'pch' if 'clang' in compiler else 'gch'}"], check=True)
    return ["-include", str(header)]


def compile(compiler, args, source, *defines, header=()):
    """The compiler's run on source, and then, if all is well, that of the next check."""
    def check(script, *arguments):
        return subprocess.run(["sh", include / script, *map(str, arguments)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    with tempfile.TemporaryDirectory() as folder:
        obj = folder + "/case.o"
        # clang sees everything before it generates code, g++ a constant index only after
        how = ["-c", "-o", obj] if source.stem == "objects" or compiler == "g++" else ["-fsyntax-only"]
        run = subprocess.run([compiler, *args, *header, *defines, *how, str(source)],
                             capture_output=True, text=True)
        if run.returncode or output(run):
            return run
        if source.stem == "objects":
            return check("check_object.sh", obj, source, "n", "nm", "objdump")
        if "clang" in compiler:
            headers = next(a for a in args if a.startswith("-I") and a.endswith("/include"))[2:] + "/kalloc"
            return check("check_source.sh", source, headers, compiler, *args, *defines)
    return run


def output(run):
    return (run.stdout or "") + (run.stderr or "")


def refuse(job):
    compiler, args, source, case, expects, header = job
    run = compile(compiler, args, source, f"-D{case}", header=header)
    name = f"{source.stem}.{case} ({compiler})"
    if run.returncode == 0:
        return name, "compiles, but must not"
    # the messages, without the source lines shown below them; but what is deleted says why
    said = "\n".join(l for l in output(run).splitlines() if re.search(r"error:|note:|required|inlined|/\* kalloc:", l))
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
    """The messages of the headers, in strings and behind what is deleted, that no case waits for."""
    literal = r'"[^"]*"'
    for header in sorted(include.glob("*.h")):
        text = re.sub(r"^#error .*$", "", header.read_text(), flags=re.M)
        strings = re.findall(rf'"kalloc: [^"]*"(?:\s*\\?\s*{literal})*', text)
        messages = ["".join(re.findall(literal, s)).replace('"', "") for s in strings]
        for message in messages + re.findall(r"/\* (kalloc: .*?) \*/", text):
            if not any(re.search(e, message) for e in expected):
                yield f"{header.name}: no case for: {message}"


def main():
    compilers = {c: flags(pathlib.Path(f)) for c, f in (a.split("=", 1) for a in sys.argv[1:])}
    folder = tempfile.TemporaryDirectory()
    headers = {c: precompile(c, args, folder.name) for c, args in compilers.items()}
    wrong, right, expected = [], {}, []
    for source in sorted(here.glob("*.cpp")):
        # what a source defines before refused.h changes what refused.h is
        fresh = "#define" in source.read_text().split("#include")[0]
        for case, expects in CASE.findall(source.read_text()):
            only, expects = re.match(r"(?:(clang): )?(.*)", expects).groups()
            expected.append(expects)
            for compiler, args in compilers.items():
                if (only or "") in compiler:
                    wrong.append((compiler, args, source, case, expects, () if fresh else headers[compiler]))
                    right.setdefault((compiler, source), []).append(case)
    right = [(compiler, compilers[compiler], source, cases) for (compiler, source), cases in right.items()]
    failures = list(dict.fromkeys(unmatched_messages([e for e in expected if "kalloc" in e])))
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
