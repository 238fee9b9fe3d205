#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""A header as Doxygen reads it: reference_filter.py FILE

The headers' comments are plain ones. In front of a declaration they become Doxygen's, and so
do the reasons behind what is deleted. The one a header begins with becomes that of the types
it names before its first colon, as far as it defines them, and of the file.
"""

import re
import sys
from pathlib import Path

# the words that begin a paragraph of a contract
WORDS = "Context|Contexts|Stands for|Returns|Invariant|Units|Out of memory"


def contract(body):
    """With its code fenced, and the words that begin its paragraphs in bold."""
    body = re.sub(r"((?:^\s*\*\t.*\n(?:\s*\*\n(?=\s*\*\t))?)+)", lambda m: f" * ```cpp\n{m[1]} * ```\n", body, flags=re.M)
    return re.sub(rf"^(\s*\* *)({WORDS}):", r" *\n\1**\2:**", body, flags=re.M)


def filtered(path):
    text = path.read_text()
    name = path.as_posix().split("include/")[-1]
    top = re.search(r"^/\*\n((?: \*.*\n)+?) \*/\n", text, flags=re.M)
    if top:
        body = top[1]
        first = re.match(r" \* ([^:]*):", body)
        named = re.findall(r"\bk?[a-z]\w*", re.sub(r"<[^>]*>+", "", first[1])) if first else []
        types = [
            n for n in named if re.search(rf"^(?:class|struct) (?:\[\[.*?\]\] |KALLOC_\w+(?:\(.*?\))* )*{n}\b[^;]*{{", text, flags=re.M)
        ]
        body = contract(body)
        blocks = [f"/**\n * \\file {name}\n" + (f" * \\copydetails kalloc::{types[0]}\n" if types else f"{body}") + " */\n"]
        if types:
            blocks.append(f"/**\n * \\class kalloc::{types[0]}\n{body} */\n")
        blocks += [f"/** \\class kalloc::{t}\n * See kalloc::{types[0]}. */\n" for t in types[1:]]
        text = text[: top.start()] + "".join(blocks) + text[top.end() :]
    # blocks in front of declarations
    text = re.sub(r"^(\t*)/\*\n((?:\1 \*.*\n)+?\1 \*/\n)(?=\s*\S)", lambda m: f"{m[1]}/**\n{contract(m[2])}", text, flags=re.M)
    text = re.sub(r"^(\t*)/\* (?!NOLINT|SPDX|clang-format)(.*) \*/$", r"\1/** \2 */", text, flags=re.M)
    # what Doxygen takes for a name
    text = text.replace("explicit(false) ", "")
    # why something is deleted
    text = re.sub(r"= delete; /\* kalloc: (.*?) \*/", r"= delete; /**< Refused: \1 */", text)
    return text


sys.stdout.write(filtered(Path(sys.argv[1])))
