#!/usr/bin/env python3
"""Writes small versions of one model as GGUF, for transcripts: sample_models.py FILE...

Each file has a few more changed weights than the one before it, and the same time.
"""
import os
import random
import struct
import sys


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def model(version: int) -> bytes:
    chance = random.Random(7)
    names = ["token_embd.weight", "blk.0.attn_q.weight", "blk.1.attn_q.weight"]
    weights = [bytearray(chance.randbytes(64 * 64 * 4)) for _ in names]
    for _ in range(version * 40):
        weights[1 + chance.randrange(2)][chance.randrange(64 * 64 * 4)] = chance.randrange(256)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(names), 2)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("general.name") + struct.pack("<I", 8) + text(f"Sample {version}")
    for index, name in enumerate(names):
        head += text(name) + struct.pack("<IQQIQ", 2, 64, 64, 0, index * 64 * 64 * 4)
    return head + b"\0" * (-len(head) % 32) + b"".join(weights)


for number, file in enumerate(sys.argv[1:]):
    with open(file, "wb") as out:
        out.write(model(number))
    os.utime(file, (1767323045, 1767323045))
