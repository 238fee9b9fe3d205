#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""run.py LINES COMPILER=FOLDER... [SOURCE...]: what must not compile, does not (see refused.h).

FOLDER is where that compiler built samples/readme, for its flags. SOURCE: the cases of these files
alone, context say. Every message of a static_assert in include/kalloc has to have a case. LINES: the
file that keeps which lines of the headers each message names, for tests/mutate.
"""

import concurrent.futures
import hashlib
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
CLANG_ONLY = ("thread-safety", "dangling", "return-stack-address", "nontrivial-memcall")
CASE = re.compile(r"^#ifdef (\w+) // (.*)$", re.M)


def flags(module):
    """The flags of a real build, from what Kbuild saved of it."""
    saved = (module / ".receive.o.cmd").read_text().split(" := ", 1)[1].split(" || ")[0]
    words = shlex.split(saved.replace("$(pound)", "#"))
    # -Werror is the sample's own: what must not compile, must not without
    words = [w for w in words[1:-1] if w not in ("-c", "-S", "-o", "-Werror")
             and not w.endswith((".o", ".s")) and not w.startswith("-Wp,")]
    # unused variables are what the cases are made of
    return [*words, f"-I{here}", "-Wno-unused-variable", "-Wno-unused-const-variable"]


def cases_of(text):
    """Each case of a source: its name, the compiler that alone can tell, or None, if that says nothing else, and what it says."""
    return [(case, *re.match(r"(?:(clang): )?(once: )?(.*)", expects).groups()) for case, expects in CASE.findall(text)]


def cases_for(compiler, text):
    """Those of a source that compiler can tell: {case: (if it says nothing else, what it says)}"""
    return {case: (once, expects) for case, only, once, expects in cases_of(text) if (only or "") in compiler}


def precompile(compiler, args, folder, **how):
    """The arguments by which compiler reads refused.h as it compiled it, once, in folder."""
    if compiler == "clang++-14":  # crashes on a concept out of a precompiled header
        return []
    header = pathlib.Path(folder) / compiler / "refused.h"
    header.parent.mkdir()
    subprocess.run([compiler, *args, "-x", "c++-header", str(here / header.name), "-o",
                    f"{header}.{'pch' if 'clang' in compiler else 'gch'}"], check=True, **how)
    if "clang" in compiler:
        return ["-include", str(header)]
    # g++ forgets what the header's pragmas say of warnings
    pragmas = re.findall(r'diagnostic (error|warning) "-W(.*)"', (include / "build" / "refusals.h").read_text())
    return ["-include", str(header)] + [("-Werror=" if to == "error" else "-W") + w for to, w in pragmas
                                        if w not in CLANG_ONLY]


def check(script, *arguments):
    return subprocess.run(["sh", include / "build" / script, *map(str, arguments)], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def compile(compiler, args, source, *defines, header=()):
    """The compiler's run on source, and then, if all is well, that of the next check."""
    with tempfile.TemporaryDirectory() as folder:
        obj = folder + "/case.o"
        # clang sees everything before it generates code, g++ a constant index only after
        optimised = source.stem in ("objects", "optimised") or compiler == "g++"
        how = ["-c", "-o", obj] if optimised else ["-fsyntax-only"]
        run = subprocess.run([compiler, *args, *header, *defines, *how, str(source)],
                             capture_output=True, text=True)
        if source.stem == "objects" and not run.returncode:
            checked = check("check_object.sh", obj, source, "y", folder + "/case.su", frame_limit(args),
                            "n", "kalloc", "objdump")
            checked.stdout = output(run) + checked.stdout
            return checked
        if run.returncode or output(run):
            return run
        if "clang" in compiler:
            headers = next(a for a in args if a.startswith("-I") and a.endswith("/include"))[2:] + "/kalloc"
            return check("check_source.sh", source, headers, compiler, *args, *defines)
    return run


def frame_limit(args):
    return next(a for a in args if a.startswith("-Wframe-larger-than=")).split("=")[1]


def output(run):
    return (run.stdout or "") + (run.stderr or "")


def messages(out):
    """What the compiler says, without the source lines shown below; but what is deleted says why."""
    return "\n".join(l for l in out.splitlines() if re.search(r"error:|note:|required|inlined|/\* kalloc:", l))


def errors(out):
    """Each error with the notes below it, and with what g++ says above it of the way there."""
    error = []
    for line in out.splitlines():
        if "error: " in line or re.search(r"^(In file included|  .*from) |: In |   (required|inlined) ", line):
            if "error: " in "".join(error):
                yield "\n".join(error)
                error = []
        error.append(line)
    yield "\n".join(error)


def lines_named(text):
    """The lines of the headers that a message names: header, text of the line."""
    named = {tuple(at) for at in re.findall(r"/include/kalloc/([\w/.]+):(\d+)", text)}
    headers = {name: include / name for name, _ in named}
    lines = {name: path.read_text().splitlines() for name, path in headers.items() if path.exists()}
    return sorted({(name, lines[name][int(line) - 1].strip()) for name, line in named if name in lines})


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def refuse(job):
    """Its name, what is wrong or None, and what the compiler says."""
    compiler, args, source, case, once, expects, header = job
    run = compile(compiler, args, source, f"-D{case}", header=header)
    if "PCH files were found" in output(run):  # g++, where something in the headers is called like the case
        run = compile(compiler, args, source, f"-D{case}")
    name = f"{source.stem}.{case} ({compiler})"
    if run.returncode and not re.search(expects, messages(output(run))):  # what the build says to that
        how = [a for a in args if a != "-fstack-usage"]
        run.stdout = output(run) + check("way_out.sh", source, compiler, *how, f"-D{case}").stdout
    if run.returncode == 0:
        return name, "compiles, but must not", ""
    if not re.search(expects, messages(output(run))):
        return name, f"does not say /{expects}/ but:\n{output(run)}", output(run)
    if once and output(run).count("error: ") > 1:
        return name, f"says more than that:\n{output(run)}", output(run)
    return name, None, output(run)


def refuse_together(job):
    """Those of cases that together with the others give their message, in lines of their own, and what is said."""
    compiler, args, source, all_cases, header = job
    cases = {case: expects for case, (once, expects) in all_cases.items() if not once}
    lines, text = {}, source.read_text()
    for case in CASE.finditer(text):
        first, last = (text.count("\n", 0, at) + 1 for at in (case.start(), text.index("\n#endif", case.start())))
        lines[case[1]] = range(first, last + 1)
    refused = {}
    # a compiler that has found an error does not look for all others: again, without what it found
    while len(refused) < len(cases):
        left = {case: expects for case, expects in cases.items() if case not in refused}
        out = output(compile_together(compiler, args, source, left, header=header))
        found = {}
        for error in errors(out):
            at = {int(n) for n in re.findall(rf"{re.escape(str(source))}:(\d+)", error)}
            found |= {case: error for case, expects in left.items()
                      if at.intersection(lines[case]) and re.search(expects, messages(error))}
        if not found:
            break
        refused |= found
    return refused


def compile_together(compiler, args, source, cases, *defines, header=()):
    """source with each of cases in a namespace instead of its #ifdef."""
    text = source.read_text()
    for case in cases:
        text = re.sub(rf"^#ifdef {case} //(.*\n(?:.*\n)*?)#endif$", rf"namespace {case} {{ //\1}}", text, 1, re.M)
    with tempfile.TemporaryDirectory() as folder:
        together = pathlib.Path(folder) / source.name
        together.write_text(f'#line 1 "{source}"\n{text}')
        return compile(compiler, args, together, *defines, header=header)


def accept(job):
    """The corrected twins of source."""
    compiler, args, source, cases, _ = job
    run = compile_together(compiler, args, source, cases, "-DTWIN")
    name = f"{source.stem}, the twins ({compiler})"
    if run.returncode or output(run):
        return name, f"do not compile cleanly:\n{output(run)}"
    return name, None


def unmatched_messages(expected):
    """The messages of the headers, in strings and behind what is deleted, that no case waits for."""
    literal = r'"[^"]*"'
    for header in sorted(include.glob("**/*.h")):
        text = re.sub(r"^#error .*$", "", header.read_text(), flags=re.M)
        strings = re.findall(rf'"kalloc: [^"]*"(?:\s*\\?\s*{literal})*', text)
        messages = ["".join(re.findall(literal, s)).replace('"', "") for s in strings]
        for message in messages + re.findall(r"/\* (kalloc: .*?) \*/", text):
            if not any(re.search(e, message) for e in expected):
                yield f"{header.name}: no case for: {message}"


def keep(path, named):
    """In path, of each source and compiler, the lines that its cases' messages name. Returns all that are there."""
    known = json.loads(path.read_text()) if path.exists() else {}
    known |= {f"{source.stem} {compiler}": {"of": digest(source), "lines": lines}
              for (source, compiler), lines in named.items()}
    path.write_text(json.dumps(known))
    return known


def main():
    compilers = {c: flags(pathlib.Path(f)) for c, f in (a.split("=", 1) for a in sys.argv[1:] if "=" in a)}
    kept, *chosen = [a.removesuffix(".cpp") for a in sys.argv[1:] if "=" not in a]
    for source in chosen:
        if not (here / f"{source}.cpp").exists():
            sys.exit(f"{source}: no source in tests/refused")
    folder = tempfile.TemporaryDirectory()
    headers = {c: precompile(c, args, folder.name) for c, args in compilers.items()}
    expected, sources = [], []
    for source in sorted(here.glob("*.cpp")):
        text = source.read_text()
        expected += [expects for *_, expects in cases_of(text)]
        if chosen and source.stem not in chosen:
            continue
        for compiler, args in compilers.items():
            # what a source defines before refused.h changes what refused.h is
            header = () if "#define" in text.split("#include")[0] else headers[compiler]
            sources.append((compiler, args, source, cases_for(compiler, text), header))
    named = {}
    failures = list(dict.fromkeys(unmatched_messages([e for e in expected if "kalloc" in e])))
    # between blanks it is the text's own
    failures += [f"{expects}: of either half; \\| is the character" for expects in expected if re.search(r"(?<=\s)\|(?=\s|$)", expects)]
    for missing in failures:
        print(f"FAILED: {missing}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        together = list(pool.map(refuse_together, sources))
        accepted = pool.map(accept, sources)
        alone = [(compiler, args, source, case, once, expects, header)
                 for (compiler, args, source, cases, header), refused in zip(sources, together)
                 for case, (once, expects) in cases.items() if case not in refused]
        for (compiler, _, source, *_), said in zip(sources, together):
            named[source, compiler] = {case: lines_named(text) for case, text in said.items()}
        refused = list(pool.map(refuse, alone))
        for (compiler, _, source, case, *_), (_, _, text) in zip(alone, refused):
            named[source, compiler][case] = lines_named(text)
        for name, failure in (*accepted, *((name, failure) for name, failure, _ in refused)):
            if failure:
                failures.append(name)
                print(f"FAILED: {name}: {failure}")
    keep(pathlib.Path(kept), named)
    cases = sum(len(cases) for _, _, _, cases, _ in sources)
    print(f"{cases - len(alone)} refused together with others, {len(alone)} alone")
    print(f"{cases + len(sources) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
