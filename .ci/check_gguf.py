"""Compares our table of tensor types with that of Python's gguf package.

usage: python3 .ci/check_gguf.py sdk/target/tensor-types.csv

The table is written by TensorTypeTest. Needs `pip install gguf`. Exits 1 on a difference. Types that
are newer than the installed package are named and pass.
"""

import csv
import sys
from importlib.metadata import version

from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

# gguf counts two F32 in a block of Q8_1. ggml-common.h has two F16 there, and no file
# holds the type: it is one of intermediate results.
KNOWN_DIFFERENCES = {"Q8_1": ((32, 40), (32, 36))}


def main(path):
    ours = {}
    with open(path, newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            sizes = (int(row["block_elements"]), int(row["block_bytes"]))
            ours[row["name"]] = (int(row["id"]), sizes)
    problems = []
    for kind, sizes in GGML_QUANT_SIZES.items():
        if kind.name not in ours:
            problems.append(f"{kind.name} ({kind.value}) is missing")
            continue
        number, our_sizes = ours[kind.name]
        if number != kind.value:
            problems.append(f"{kind.name} has the id {number}, gguf says {kind.value}")
        if our_sizes != sizes and KNOWN_DIFFERENCES.get(kind.name) != (sizes, our_sizes):
            problems.append(f"{kind.name} has blocks of {our_sizes}, gguf says {sizes}")
    newer = sorted(set(ours) - {kind.name for kind in GGMLQuantizationType})
    print(
        f"{len(ours)} tensor types compared with gguf {version('gguf')}"
        + (f"; it does not know {', '.join(newer)}" if newer else "")
    )
    for problem in problems:
        print("difference:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
