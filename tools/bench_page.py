#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""bench_page.py [PAGE] KERNEL FOLDER: what bench.sh measured, as tables.

In FOLDER: versions, lines; boot-N, case|text|implementation|median|low|high, in picoseconds, of
several boots each figure is the median, of ratios, too; counts, case|text|implementation|count;
bytes, case|implementation|bytes; compile, implementation|seconds|seconds. PAGE: the file whose
tables of this kernel are written, and the plot beside it, PAGE-KERNEL.svg.
"""

import re
import sys
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

page = Path(sys.argv[1]) if sys.argv[1].endswith(".md") else None
kernel, folder = sys.argv[2 if page else 1 :]
folder = Path(folder)


def lines(file):
    return [line.split("|") for line in file.read_text().splitlines()]


times = {}  # case, implementation: [(median, low, high) of each boot]
for boot in sorted(folder.glob("boot-*")):
    for _, case, implementation, *figures in lines(boot):
        times.setdefault((case, implementation), []).append([int(f) / 1000 for f in figures])
counts, texts = {}, {}  # case, implementation: instructions; name: case
for name, case, implementation, count in lines(folder / "counts"):
    texts[name] = case
    counts[case, implementation] = int(count)
# less what is no case: what makes and frees
sizes = {(texts[n], i): int(size) for n, i, size in lines(folder / "bytes") if n in texts}
cases = list(dict.fromkeys(case for case, _ in times))
implementations = list(dict.fromkeys(implementation for _, implementation in times))
others = implementations[1:]


def nanoseconds(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"


def figure(case, implementation):
    measured = times.get((case, implementation))
    if not measured:
        return "none"
    middle, low, high = map(median, zip(*measured))
    return f"{nanoseconds(middle)} ({nanoseconds(low)} to {nanoseconds(high)})"


def ratio(case, implementation):
    measured = times.get((case, implementation))
    if not measured:
        return None
    return median(m[0] / c[0] for m, c in zip(measured, times[case, implementations[0]]))


def formatted(rows):
    rows = [rows[0], ["---"] + ["---:"] * (len(rows[0]) - 1)] + rows[1:]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
        for row in rows
    )


def time_table():
    rows = [["ns each"] + implementations + [f"{i} / {implementations[0]}" for i in others]]
    for case in cases:
        ratios = (ratio(case, i) for i in others)
        rows.append(
            [case]
            + [figure(case, i) for i in implementations]
            + ["none" if r is None else f"{r:.2f}" for r in ratios]
        )
    return formatted(rows)


def code_table():
    rows = [["each"] + [f"{i}, instructions" for i in implementations]
            + [f"{i}, bytes" for i in implementations]]
    for case in cases:
        rows.append([case] + [
            f"{of[case, i]:,}" if (case, i) in of else "none"
            for of in (counts, sizes) for i in implementations
        ])
    return formatted(rows)


def compile_table():
    head = ["processor seconds for one file", "the compiler", "and what checks"]
    return formatted([head] + lines(folder / "compile"))


def plot():
    """Bars of each one's ratio to the first, whose own is the line at 1."""
    left, unit, bar, top = 300, 200, 12, 40
    row = bar * len(others) + 10
    most = min(2.5, max(ratio(c, i) or 0 for c in cases for i in others))
    right = left + unit * most + 60
    bottom = top + row * len(cases)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:.0f} {bottom + 10}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<!-- SPDX-License-Identifier: GPL-2.0-only OR MIT; made by tools/bench_page.py -->",
        f"<title>Time of each case, of {escape(' and '.join(others))}, in that of "
        f"{escape(implementations[0])}</title>",
        "<style>text{fill:#222}.kalloc{fill:#1f6fb2}.Rust{fill:#c9622c}.one{stroke:#222}"
        "svg{background:#fff}@media(prefers-color-scheme:dark){text{fill:#ddd}"
        ".one{stroke:#ddd}svg{background:#16191d}}</style>",
    ]
    for n, implementation in enumerate(others):
        x = left + 10 + 100 * n
        out.append(f'<rect class="{implementation}" x="{x}" y="8" width="12" height="12"/>')
        out.append(f'<text x="{x + 18}" y="18">{escape(implementation)}</text>')
    for n, case in enumerate(cases):
        y = top + row * n
        middle = y + bar * len(others) / 2 + 4
        out.append(f'<text x="{left - 8}" y="{middle:g}" text-anchor="end">{escape(case)}</text>')
        for i, implementation in enumerate(others):
            value = ratio(case, implementation)
            if value is None:
                continue
            width = min(value, most) * unit
            at = y + i * bar
            out.append(
                f'<rect class="{implementation}" x="{left}" y="{at}" width="{width:.1f}" '
                f'height="{bar - 2}"/>'
            )
            x = left + max(width, unit) + 4
            out.append(f'<text x="{x:.1f}" y="{at + 10}">{value:.2f}</text>')
    one = left + unit
    out.append(f'<line class="one" x1="{one}" x2="{one}" y1="{top - 6}" y2="{bottom}"/>')
    out.append(f'<text x="{one}" y="{top - 10}" text-anchor="middle">'
               f"{escape(implementations[0])}</text>")
    return "\n".join(out + ["</svg>", ""])


conditions = "\n".join(f"- {line}" for line in (folder / "versions").read_text().splitlines())
tables = [conditions, time_table(), code_table(), compile_table()]
print(*tables, sep="\n\n")
if page:
    begin = f"<!-- measured {kernel} -->"
    image = page.with_name(f"{page.stem}-{kernel}.svg")
    tables.insert(2, f"![Ratios to C]({image.name})")
    measured = "\n\n".join([begin, *tables, "<!-- end -->"])
    text, found = re.subn(
        f"{begin}.*?<!-- end -->", lambda _: measured, page.read_text(), flags=re.S
    )
    if not found:
        sys.exit(f"{page} has no place for {kernel}")
    page.write_text(text)
    image.write_text(plot())
