# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Each change of one thing that a header, or C, can be given: mutants(text), for run.py.

What clang-format has laid out is told apart by its blanks: a < b, but template <class T>. No change
moves a line. Left out: always_inline and its like, which say what code is made and not what it does
(tests/codegen counts it); unlikely; whatever only the reader sees.
"""

import dataclasses
import functools
import re

# what stands between two blanks, and what becomes of it
OPERATORS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&",
    "+": "-", "-": "+", "*": "+", "/": "*", "%": "*", "&": "|", "|": "&", "<<": ">>", ">>": "<<",
    "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=",
}
MARKS = "KALLOC_(?:NOT_IN|FREES_IN|EXCLUDES|ENTERS_AGAIN|ANALYSED|ASKS_FOR_MARK|LOCKS_IN|HOLDS|GUARDED_BY|REFUSE_[A-Z]+)"
PLAIN_MARKS = "KALLOC_(?:BORROWED|MAY_SLEEP|INTERRUPT|HARDIRQ|ATOMIC|NOT_WITH_IRQS_OFF)"
TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)
DIRECTIVE = re.compile(r"^#[ \t]*(?:if|el|endif|include|undef|pragma|error)(?:[^\n]*\\\n)*[^\n]*|"
                       r"^#[ \t]*define\s+\w+(?:\([^)\n]*\))?", re.M)
# what stands in front of a statement that is another's
HEAD = re.compile(r"\s*(?:else\b|do\b|\[\[\w+\]\]|(?:case\b[^:;?]*|default\s*):(?!:)|"
                  r"(?:if|for|while|switch)\b(?: constexpr)?\s*(?=\())")
DECLARATION = re.compile(r"(?:\[\[[\w:]+\]\]\s*|__attribute__\(\(\w+\)\)\s*)?"
                         r"(?:(?:const|constexpr|static|volatile|struct|unsigned|typename)\s+)*"
                         r"[A-Za-z_][\w:]*(?:<.*>)?(?:[\s*&]|(?<=[*&])const\s)+(?<=[\s*&])(\w+)\s*(?:=|\(|\{|\[|,|$)", re.S)
NO_STATEMENT = re.compile(r"(?:using|typedef|static_assert|goto|friend|template|class|enum|requires)\b|static_cast<void>")
# what returns its first argument, more or less
PASSED = re.compile(r"\b(std::exchange|lent|adopted|given_up|not_owned|kmalloc_padded)\((?=\w)")
PRIMARY = re.compile(r"!?\s*(?:(?:requires\s*)?(?=[({])|[\w:]+)")


@dataclasses.dataclass(frozen=True)
class Mutant:
    start: int
    end: int
    to: str
    kind: str  # "code": what it does; "type": what compiles
    change: str  # in words

    def apply(self, text):
        return text[:self.start] + self.to + text[self.end:]


def code_of(text):
    """text with comments, strings and directives blank; of a #define what it stands for is left."""
    for what in (TOKEN, DIRECTIVE):
        text = what.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    return text.replace("\\", " ")


def closed(code, at, opens="([{", closes=")]}"):
    """Behind what closes the bracket at at."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] in opens:
            depth += 1
        elif code[i] in closes and code[i - 1:i + 1] != "->":
            depth -= 1
            if not depth:
                return i + 1
    return len(code)


def begin_of(code, at):
    """Where the declaration begins that at is in."""
    begin = max(code.rfind(c, 0, at) for c in ";{}") + 1
    return re.compile(r"\s*(?:(?:public|protected|private):\s*)?").match(code, begin).end()


def expressions(code, text):
    for m in re.finditer(r"(?<=\s)\S{1,2}(?=\s)", code):
        before, behind = code[:m.start()].rstrip()[-10:], code[m.end():m.end() + 10].lstrip()
        if m[0] in OPERATORS and not before.endswith(("template", "operator", "const")) and not behind.startswith("="):
            yield m.start(), m.end(), OPERATORS[m[0]], "code", f"{m[0]} becomes {OPERATORS[m[0]]}"
    for m in re.finditer(r"(?<=\s)\?(?=\s)", code):
        yield m.start(), m.end(), "&& false ?", "code", "always what is behind the :"
    for m in re.finditer(r"(?<!operator)(?:\+\+|--)|(?<!operator)(?:!(?=[\w(:!])|~(?=\(|\w+(?:::|[{.]|\b(?!\s*\())))", code):
        to = {"++": "--", "--": "++"}.get(m[0], "")
        yield m.start(), m.end(), to, "code", f"{m[0]} becomes {to}" if to else f"{m[0]} gone"
    for m in re.finditer(r"(?<![\w.'])(?:\d+|0x[0-9a-f]+)(?=[uUlL]*\b(?!['.]))", code):
        to = {0: "1", 1: "0"}.get(int(m[0], 0), str(int(m[0], 0) + 1))
        if re.search(r"=\s*$", code[:m.start()]) and re.match(r"[^;{}]*=\s*delete\s*;", code[m.end():]):
            continue  # nobody is given it
        yield m.start(), m.end(), to, "code", f"{m[0]} becomes {to}"
    for m in re.finditer(r"\b(?:true|false)\b", code):
        to = "false" if m[0] == "true" else "true"
        yield m.start(), m.end(), to, "code", f"{m[0]} becomes {to}"
    for m in PASSED.finditer(code):
        end = closed(code, m.end() - 1)
        argument = re.match(r"(?:[^(),]|\([^()]*\))*", code[m.end():end])[0]
        yield m.start(), end, argument, "code", f"{m[1]}() becomes its argument"
    for m in re.finditer(r"\b(?:if|while)(?: constexpr)? (?=\()", code):
        end = closed(code, m.end())
        # nor a declaration, nor where it is the same as another operator
        if not re.search(r"[^=!<>]=[^=]|;|^\(![^&|]*$|^[^&|]* [=!]= [^&|]*$", code[m.end():end]):
            yield m.end(), end, f"(!{text[m.end():end]})", "code", "the condition negated"


def promises(code, text):
    """Attributes and marks, what is deleted, and what is asked for."""
    for m in re.finditer(r"\bnodiscard\b(?:\(\s*\w*\s*\))?(?:,\s)?", code):
        yield m.start(), m.end(), "", "type", "nodiscard gone"
    for m in re.finditer(rf"\b{PLAIN_MARKS}\b(?!\()|\[\[clang::\w+\]\]|\bnoexcept\b(?! ?\(| = default)", code):
        yield m.start(), m.end(), "", "type", f"{m[0]} gone"
    for m in re.finditer(rf"\b({MARKS}|alignas|noexcept|__attribute__) ?(?=\()", code):
        yield m.start(), closed(code, m.end()), "", "type", f"{m[1]}() gone"
    for m in re.finditer(r"\bKALLOC_REFUSES\((\w+)(?=,)", code):
        end = closed(code, m.start(1) - 1)
        yield m.start(), end, f"{m[1]}()", "type", "KALLOC_REFUSES() gone"
    for m in re.finditer(r"\bexplicit\s(?!\()|\[\[no_unique_address\]\] ", code):
        yield m.start(), m.end(), "", "type", f"{m[0].strip()} gone"
    for m in re.finditer(r"=\s*delete\s*;", code):
        yield m.start(), m.end(), "{ __builtin_trap(); }", "type", "deleted becomes empty"
        yield begin_of(code, m.start()), m.end(), "", "type", "deleted becomes undeclared"
    for m in re.finditer(r"\bstatic_assert(?=\()", code):
        yield m.start(), closed(code, m.end()) + 1, "", "type", "static_assert gone"
    for m in re.finditer(r"\brequires\b\s*", code):
        # a clause, not an expression
        if not re.search(r"(?:&&|\|\||[=(!]|\brequires)\s*$", code[:m.start()]):
            end = constraint(code, m.end())
            yield m.start(), end + (code[end] == ";"), "", "type", "requires gone"
    for m in re.finditer(r"^#pragma GCC diagnostic error .*$", text, re.M):
        yield m.start(), m.end(), "", "type", "the #pragma gone"


def constraint(code, at):
    """Behind the constraint that begins at at."""
    while m := PRIMARY.match(code, at):
        at = m.end()
        if code[at] in "({":
            parameters = m[0].startswith("requires") and code[at] == "("
            at = closed(code, at)
            if parameters:
                at = closed(code, code.index("{", at))
        elif code[at] == "<":
            at = closed(code, at, "(<", ")>")
        more = re.compile(r"\s*(?:&&|\|\|)\s*").match(code, at)
        if not more:
            break
        at = more.end()
    return at


def what_is(code, head, at):
    """What the brace at at begins, behind head."""
    text = code[head:at].strip()
    if re.search(r"(?:=|&&|\|\||\brequires|\()\s*requires\s*(?:\([^{}]*\))?$", text):
        return "requirements"
    if text.endswith(("=", ",", "(", "[", "return", "?", ":")) or not (code[at - 1].isspace() or code[at - 1] in ")]"):
        return "value"
    flat = text
    while (less := re.sub(r"\([^()]*\)|<[^<>]*>", "", flat)) != flat:
        flat = less
    types = re.search(r"\b(?:struct|class|union|enum|namespace)\b", flat) and not text.endswith(")")
    return "types" if types or text.endswith("extern") else "code"


def blocks(code):
    """Each pair of braces and what it is: code, requirements, types, a value."""
    stack, head = [], 0
    for i, c in enumerate(code):
        if c == "{":
            stack.append((i, what_is(code, head, i), head))
            head = i + 1
        elif c == "}" and stack:
            start, what, outer = stack.pop()
            yield start, i, what
            head = outer if what == "value" else i + 1
        elif c == ";":
            head = i + 1


def function_head(code, at):
    """What stands in front of the body of the function that at is in, or nothing."""
    bodies = [start for start, end, what in spans_of(code) if what == "code" and start < at < end]
    return code[begin_of(code, min(bodies)):min(bodies)] if bodies else ""


@functools.lru_cache(maxsize=4)
def spans_of(code):
    return list(blocks(code))


def statements(code, c):
    spans = spans_of(code)
    for start, end, what in spans:
        if what not in ("code", "requirements"):
            continue
        inner = {s: e for s, e, w in spans if start < s < end and w not in ("value", "requirements")} if what == "code" else {}
        at = begin = start + 1
        depth = 0
        while at < end:
            if not depth and at in inner:
                at = begin = inner[at] + 1
                continue
            depth += (code[at] in "([{") - (code[at] in ")]}")
            if code[at] == ";" and not depth:
                yield from statement(code, begin, at, end, what, c)
                begin = at + 1
            at += 1


def statement(code, begin, semicolon, end, what, c):
    while m := HEAD.match(code, begin, semicolon):
        begin = m.end()
        if code[begin] == "(":
            begin = closed(code, begin)
    begin = re.compile(r"\s*").match(code, begin).end()
    text = code[begin:semicolon]
    if what == "requirements":
        if not text.startswith("requires"):
            yield begin, semicolon + 1, "", "type", "the requirement gone"
    elif text.startswith("return") and text != "return":
        nothing = "0" if c else "{}"
        if text.split(None, 1)[1] not in (nothing, "*this", "nullptr", "false", "0"):
            yield begin, semicolon, f"return {nothing}", "code", f"returns {nothing}"
    elif text and not NO_STATEMENT.match(text):
        declared = DECLARATION.match(text)
        if not declared or not re.search(rf"\b{declared[1]}\b", code[semicolon:end]):
            yield begin, semicolon + 1, "{}", "code", "the statement gone"


def mutants(text, c=False):
    """All of them, in the order of the text. c: it is C."""
    code = code_of(text)
    made = {}
    for start, end, to, kind, change in (*expressions(code, text), *statements(code, c), *promises(code, text)):
        gone = text[start:end].split("\n")[:-1]
        if "\n" not in to:
            to += "".join("\\\n" if line.endswith("\\") else "\n" for line in gone)
        made.setdefault((start, end, to), Mutant(start, end, to, kind, change))
    return sorted(made.values(), key=lambda m: (m.start, m.end, m.change))
