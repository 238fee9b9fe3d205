#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""promises.py: what the headers' comments promise is held to by a test that one can name.

- An errno that a function's comment says it returns (-EINVAL) is in a case of kunit/ that calls
  this function; one in the comment that a header begins with, in a suite that uses its type.
- What a comment says of when memory runs out: a suite that uses the type has a case in which an
  allocation fails.
- What a comment says the kernel warns of: a case that calls the function, or a suite that uses the
  type, waits for that warning.
- A function that is marked for a context is called by a case of tests/refused that a context
  refuses (or of what the analyzer follows).
- A function whose result must not be dropped ([[nodiscard]]) is dropped by a case of tests/refused
  that waits for its message: as many cases as it has overloads, or others of its name and message.

Nobody keeps a list: a new sentence in a header wants its test.
"""

import collections
import pathlib
import re
import sys

top = pathlib.Path(__file__).parent.parent
ROOMS = "cache device dma family lock owner page range rcu user".split()
COMMENT = re.compile(r"/\*((?:(?!\*/).)*)\*/\n(.*?)(?=/\*|^#|\Z)", re.S | re.M)
ERRNO = re.compile(r"-E[A-Z0-9]+\b")
FAILS = re.compile(r"\bfail_\w+|\bfails?\b.*\{")
WARNS = re.compile(r"\bwarns\b|\bwith\s+a\s+warning\b", re.I)
WAITS_FOR_WARNING = re.compile(r"\breported\(|expect_warning\(|last_stray")
MARK = re.compile(r"KALLOC_(MAY_SLEEP|NOT_IN|FREES_IN)\b")
DROPPED = re.compile(r'\[\[nodiscard(?:\(\s*(KALLOC_\w+|(?:"[^"]*"\s*)+)\))?.*?\]\]([^;{}]*)', re.S)
REFUSES = re.compile(r"clang: .*(context|held|may sleep|capability|irqs_off|interrupt| while)")


def prose(comment):
    """The comment without the code in it, and its beginning of lines."""
    lines = [re.sub(r"^\s*\* ?", "", line) for line in comment.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("\t"))


def without(pattern, text):
    """text without what pattern and the parentheses behind it take."""
    while match := re.search(pattern, text):
        end, depth = match.end(), 0
        opening, closing = text[end - 1], {"(": ")", "<": ">"}[text[end - 1]]
        for at in range(end - 1, len(text)):
            depth += (text[at] == opening) - (text[at] == closing)
            if not depth:
                break
        text = text[:match.start()] + text[at + 1:]
    return text


def function(declaration):
    """The name of the function that is declared, if one is."""
    head = re.split(r"[{;]", re.sub(r"\[\[.*?\]\]", "", declaration, flags=re.S))[0]
    head = without(r"\b(?:requires\s*|explicit|alignas|decltype|__attribute__)\(", without(r"\btemplate\s*<", head))
    name = re.search(r"([~\w]+|operator\s*\W+?)\s*\(", head)
    return name[1] if name else None


def public_part(text):
    return re.sub(r"^(?:private|protected):$.*?(?=^public:$|^};$)", "", re.sub(r"^#.*$", "", text, flags=re.M), flags=re.M | re.S)


def dropped():
    """Of each function whose result must not be dropped: its names, and what the compiler says."""
    texts = {h: h.read_text() for room in [*ROOMS, "context"] for h in sorted((top / "include/kalloc" / room).glob("*.h"))}
    said = {name: "".join(re.findall(r'"(.*?)"', literals)) for text in texts.values()
            for name, literals in re.findall(r'^#define (KALLOC_\w+)((?:[\s\\]*".*?")+)', text, re.M)}
    for text in texts.values():
        # what a compiler of tests/refused sees
        text = re.sub(r"^#if(?:def __clang_analyzer__| KALLOC_HAS_NODE_ALIGN)$.*?^#(?:else|endif)$", "", text, flags=re.M | re.S)
        for message, declaration in DROPPED.findall(public_part(text)):
            if name := function(declaration):
                also = re.findall(rf"^using (\w+) =\s*{name}<", "".join(texts.values()), re.M)
                yield (name, *also), said.get(message) or "".join(re.findall(r'"(.*?)"', message)) or "ignoring return value of"


def cases(folder, begin):
    """The bodies of the functions, or cases, in each file of folder: (file, text)."""
    for file in sorted((top / folder).glob("*.cpp")):
        for part in re.split(begin, file.read_text(), flags=re.M):
            yield file, part


def main():
    tests = list(cases("kunit", r"^}$"))
    suites = {file: file.read_text() for file, _ in tests}
    refused = [part for _, part in cases("tests/refused", r"^#ifdef ") if re.match(r"\w+ // .*", part)]
    drops = [part.split("\n", 1) for part in refused]
    refused = [part for part in refused if REFUSES.search(part.split("\n")[0])]
    passed, failures = 0, []

    def promise(what, kept):
        nonlocal passed
        if kept:
            passed += 1
        else:
            failures.append(what)

    for header in [h for room in ROOMS for h in sorted((top / "include" / "kalloc" / room).glob("*.h"))]:
        text = header.read_text()
        place = header.relative_to(top / "include")
        types = set(re.findall(r"^(?:class|struct)\b[^;{]*?\b(\w+)(?: final)?\s*(?:$|:(?!:)|\{)", text, re.M))
        types |= set(re.findall(r"\b(\w+)(?=<|\(|:|,)", text.split("/*")[2].split("\n")[1])) | set(re.findall(r"^using (\w+) =", text, re.M))
        own = [file for file, suite in suites.items() if any(re.search(rf"\b{t}\b", suite) for t in types)]
        by_type = [t for file, t in tests if file in own]
        for n, (comment, declaration) in enumerate(COMMENT.findall(text)):
            says, first = prose(comment), n == 1  # behind the licence
            name = None if first else function(declaration)
            if not (first or name):
                continue
            called = rf"\b{re.escape(name)}(?:<.*?>)?\(" if name else ""
            for errno in sorted(set(ERRNO.findall(says))):
                promise(f"{place}: {name or 'it'} says {errno}, of which no case in kunit/ asks",
                        any(re.search(rf"{errno}\b", t) and (re.search(called, t) if name else f in own) for f, t in tests))
            if re.search(r"memory\s+runs\s+out", says):
                promise(f"{place}: {name or 'it'} says what happens when memory runs out, and no case lets it",
                        any(FAILS.search(t) and (re.search(called, t) if name else f in own) for f, t in tests))
            if WARNS.search(says) and name != "if":
                # an operator, or what is called by others alone: by its type
                by_name = [t for _, t in tests if name and re.search(called, t)]
                promise(f"{place}: {name or 'it'} says that the kernel warns, and no case waits for that",
                        any(WAITS_FOR_WARNING.search(t) for t in by_name or by_type))
        for declaration in re.split(r"[;{}]|\*/", public_part(text)):
            if MARK.search(declaration) and "= delete" not in declaration:
                name = function(declaration)
                if name and not name.startswith(("~", "operator")):
                    promise(f"{place}: {name}() has a context that no case of tests/refused calls it in",
                            any(re.search(rf"\b{name}\b", part) for part in refused))
    for (names, says), n in collections.Counter(dropped()).items():
        found = sum(bool(re.search(rf"\b(?:{'|'.join(names)})\b", body) and re.search(line.split("// ")[1], says))
                    for line, body in drops)
        promise(f"{names[0]}(): {found} of {n} cases of tests/refused drop its result: {says}", found >= n)
    for failure in dict.fromkeys(failures):
        print(f"FAILED: {failure}")
    print(f"{passed} passed, {len(set(failures))} failed")
    return 1 if failures or not passed else 0


sys.exit(main())
