# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""A header with all of its changes at once, of which a function says the one that is in force; for together.py.

	n = a + b;	becomes		{ if (kalloc_mutant_is(7)) { n = a - b; } else { n = a + b; } }
	if (a < b)	becomes		if ((kalloc_mutant_is(8) ? !!(a <= b) : !!(a < b)))
"""

import collections
import re

import mutants

SEMICOLON, COMMA = re.compile(";"), re.compile(",")
COLON, BECOMES = re.compile(r"(?<=\s):(?=\s)"), re.compile(r"(?<=\s)=(?=\s)")


def top_level(code, begin, end, pattern):
    """Where pattern is between begin and end, in no brackets."""
    depth = 0
    for i in range(begin, end):
        if not depth and (m := pattern.match(code, i, end)):
            yield m
        depth += (code[i] in "([{") - (code[i] in ")]}")


def initialiser(code, begin, end):
    equals = next(top_level(code, begin, end, BECOMES), None)
    if equals and not code[equals.end():end].lstrip().startswith("{") and not any(top_level(code, begin, end, COMMA)):
        yield equals.end(), end, "expression"


def condition(word, code, begin, end):
    """What of the parentheses behind an if, for, while or switch is an expression."""
    if "constexpr" in word:
        return
    inside = [begin + 1, *(m.end() for m in top_level(code, begin + 1, end - 1, SEMICOLON)), end]
    parts = list(zip(inside, (i - 1 for i in inside[1:])))
    if word.strip().startswith("for") and len(parts) == 1:
        yield from ((m.end(), end - 1, "expression") for m in top_level(code, begin + 1, end - 1, COLON))
    elif len(parts) == 1 and not mutants.DECLARATION.match(code[begin + 1:end - 1].strip()):
        yield begin, end, "expression" if word.strip().startswith("switch") else "condition"
    else:
        for i, (first, last) in enumerate(parts):
            if any(top_level(code, first, last, BECOMES)):
                yield from initialiser(code, first, last)
            elif code[first:last].strip():
                yield first, last, "condition" if i == 1 else "expression"


def heads(code, begin, end):
    """The conditions in front of a statement, which begins where they end."""
    while m := mutants.HEAD.match(code, begin, end):
        begin = m.end()
        if code[begin] == "(":
            behind = mutants.closed(code, begin)
            yield from condition(m[0], code, begin, behind)
            begin = behind
    return re.compile(r"\s*").match(code, begin).end()


def places(code):
    """(begin, end, what) of each statement and expression of which another can be chosen at run time."""
    spans = mutants.spans_of(code)
    for start, end, what in spans:
        if what != "code":
            continue
        inner = {s: e for s, e, w in spans if start < s < end and w not in ("value", "requirements")}
        at = begin = start + 1
        depth = 0
        while at < end:
            if not depth and at in inner:
                yield from heads(code, begin, at)
                at = begin = inner[at] + 1
                continue
            depth += (code[at] in "([{") - (code[at] in ")]}")
            if code[at] == ";" and not depth:
                begin = yield from heads(code, begin, at)
                text = code[begin:at]
                if not text or mutants.NO_STATEMENT.match(text) or re.match(r"(?:\w+ )*auto\b.*\[", text):
                    pass
                elif not text.startswith("return") and mutants.DECLARATION.match(text):
                    yield from initialiser(code, begin, at)
                else:
                    yield begin, at + 1, "statement"
                begin = at + 1
            at += 1


def with_all(text, numbered):
    """text with all mutants in it of {number: mutant} that there is a place for."""
    code = mutants.code_of(text)
    # what is within another stands behind it
    regions = sorted(set(places(code)), key=lambda r: (r[0], -r[1]))
    of = collections.defaultdict(list)
    for number, mutant in numbered.items():
        around = [r for r in regions if r[0] <= mutant.start and mutant.end <= r[1]]
        if around:
            region = min(around, key=lambda r: r[1] - r[0])
            changed = mutant.apply(text)[region[0]:region[1] + len(mutant.to) - mutant.end + mutant.start]
            if not re.search(r"^\s*#|//", changed, re.M):
                of[region].append((number, " ".join(changed.split("\n"))))

    def emit(begin, end, within):
        made = []
        while within:
            region, *within = within
            last = region[1]
            inside = [r for r in within if r[1] <= last]
            within = [r for r in within if r[0] >= last]
            made.append(text[begin:region[0]])
            made.append(chosen(region, emit(region[0], last, inside)))
            begin = last
        return "".join(made) + text[begin:end]

    def chosen(region, original):
        if not of[region]:
            return original
        if region[2] == "statement":
            changed = "".join(f"\nif (kalloc_mutant_is({n})) {{ {c} }} else" for n, c in of[region])
            return f"{{{changed}\n{{ {original} }} }}"
        # what is no bool may not have one type with its opposite
        asks = "!!" if region[2] == "condition" else ""
        changed = "".join(f"\nkalloc_mutant_is({n}) ? {asks}({c}) :" for n, c in of[region])
        return f"({changed}\n{asks}({original}))"

    return emit(0, len(text), regions)
