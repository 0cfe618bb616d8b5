#!/usr/bin/env python3
"""Compares our quantizers with ggml's own code, bit for bit.

usage: check_quantizers.py CLASSPATH [--java JAVA]
       check_quantizers.py --vectors FOLDER    writes the small vectors that the unit tests check

CLASSPATH holds the compiled SDK and its tests (sdk/target/classes, sdk/target/test-classes and the
dependencies). Needs the packages `libgguf` (ggml's C quantizers), `gguf` and `numpy`; installs nothing.
Ends with 0 when every type agrees in every byte.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import gguf
import libgguf
import numpy as np

ROW = 1024


def inputs() -> np.ndarray:
    """Rows of 1024 floats: weights as models have them, and the corners of the formats."""
    rng = np.random.default_rng(20240229)
    gauss = rng.standard_normal((6144, ROW)) * np.exp(rng.normal(-4, 2, (6144, 1)))
    heavy = rng.standard_t(3, (1024, ROW)) * 0.02
    shifted = rng.standard_normal((512, ROW)) * 0.01 + rng.uniform(-0.2, 0.2, (512, 1))
    sparse = gauss[:512] * (rng.random((512, ROW)) < 0.05)
    coarse = np.round(rng.standard_normal((512, ROW)) * 8) / 64
    tiny = rng.standard_normal((64, ROW)) * 1e-12
    one_sided = np.abs(gauss[:256])
    steps = np.tile(np.arange(-128, 128) / 127.0, (4, ROW // 256))
    constant = np.repeat(rng.standard_normal((64, 1)), ROW, axis=1)
    blocks = gauss[:256] * np.repeat(np.exp(rng.normal(0, 3, (256, ROW // 16))), 16, axis=1)
    corners = np.zeros((4, ROW))
    corners[1, ::2] = -0.0
    corners[2, 5] = 1.0
    corners[3, 700] = -3.0
    parts = [gauss, heavy, shifted, sparse, coarse, tiny, one_sided, -one_sided, steps, constant, blocks, corners]
    return np.concatenate(parts).astype(np.float32)


def ggml_blocks(values: np.ndarray, name: str) -> bytes:
    kind = gguf.GGMLQuantizationType[name]
    if name in ("F32", "F16", "BF16"):
        return gguf.quants.quantize(values, kind).tobytes()
    return np.ascontiguousarray(libgguf.quantize_rows(values, kind)).tobytes()


def first_difference(ours: bytes, theirs: bytes) -> str:
    if len(ours) != len(theirs):
        return f"{len(ours)} bytes, ggml has {len(theirs)}"
    a, b = np.frombuffer(ours, np.uint8), np.frombuffer(theirs, np.uint8)
    differ = np.flatnonzero(a != b)
    return f"{len(differ)} of {len(a)} bytes differ, the first at {differ[0]}"


def check(name: str, values: np.ndarray, folder: pathlib.Path) -> bool:
    kind = gguf.GGMLQuantizationType[name]
    ours = (folder / f"{name}.blocks").read_bytes()
    theirs = ggml_blocks(values, name)
    if ours != theirs:
        print(f"{name}: quantized: {first_difference(ours, theirs)}")
        return False
    rows = np.frombuffer(ours, np.uint8).reshape(len(values), -1)
    back = gguf.quants.dequantize(rows, kind).astype(np.float32).tobytes()
    mine = (folder / f"{name}.floats").read_bytes()
    if mine != back:
        print(f"{name}: dequantized: {first_difference(mine, back)}")
        return False
    print(f"{name}: the same {len(ours)} bytes, and the same floats back")
    return True


def write_vectors(folder: pathlib.Path) -> None:
    values = np.concatenate([inputs()[:2], inputs()[-3:-1]])[:, :512]
    values = np.ascontiguousarray(np.concatenate([values, inputs()[8192:8194, :512]]))
    values.tofile(folder / "values.f32")
    for kind in ("F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"):
        (folder / f"{kind}.blocks").write_bytes(ggml_blocks(values, kind))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("classpath", nargs="?")
    parser.add_argument("--vectors", type=pathlib.Path)
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    if arguments.vectors:
        write_vectors(arguments.vectors)
        return 0
    values = inputs()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        values.tofile(folder / "values.f32")
        command = [arguments.java, "-cp", arguments.classpath, "id.openclass.nexus.quant.QuantizeFile"]
        subprocess.run([*command, folder / "values.f32", folder], check=True)
        types = sorted(path.stem for path in folder.glob("*.blocks"))
        agreed = [check(kind, values, folder) for kind in types]
    return 0 if agreed and all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
