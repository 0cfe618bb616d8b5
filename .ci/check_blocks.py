#!/usr/bin/env python3
"""Compares what the fields of our block layouts stand for with what Python's gguf reads.

usage: check_blocks.py CLASSPATH [--java JAVA]

CLASSPATH holds the compiled SDK and its tests (sdk/target/classes, sdk/target/test-classes). Random
blocks of every type that deltas know the fields of: all bit patterns, so infinite and undefined
scales too. What is no number for one may be infinite for the other: gguf multiplies an infinite step
of Q4_0 with the code less 8, we subtract 8 steps from code times step. Needs the packages `gguf` and
`numpy`. Ends with 0 when every weight agrees.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy as np

TYPES = ("F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K")
BLOCKS = 20_000


def blocks(name: str, rng: np.random.Generator) -> np.ndarray:
    elements, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]
    return rng.integers(0, 256, (BLOCKS * 32 // max(32, elements), size), np.uint8)


def check(name: str, made: np.ndarray, folder: pathlib.Path) -> bool:
    kind = gguf.GGMLQuantizationType[name]
    with np.errstate(all="ignore"):
        theirs = gguf.quants.dequantize(made, kind).astype(np.float32).ravel()
    ours = np.fromfile(folder / f"{name}.floats", np.float32)
    if ours.shape != theirs.shape:
        print(f"{name}: {ours.size} weights, gguf reads {theirs.size}")
        return False
    differ = np.flatnonzero((ours != theirs) & (np.isfinite(ours) | np.isfinite(theirs)))
    if differ.size:
        at = differ[0]
        print(f"{name}: {differ.size} of {ours.size} weights differ, the first at {at}: {ours[at]}, gguf {theirs[at]}")
        return False
    print(f"{name}: the same {ours.size} weights of random blocks")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("classpath")
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    rng = np.random.default_rng(4)
    made = {name: blocks(name, rng) for name in TYPES}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, content in made.items():
            content.tofile(folder / f"{kind}.blocks")
        subprocess.run([arguments.java, "-cp", arguments.classpath, "id.openclass.nexus.tensor.UnpackFile",
                        folder, *TYPES], check=True)
        agreed = [check(kind, content, folder) for kind, content in made.items()]
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
