#!/usr/bin/env python3
"""Delta updates between this program and the older one, in both directions.

usage: .ci/older_updates.py NEXUS                NEXUS is the command, for example ./nexus
       .ci/older_updates.py --vectors FOLDER     writes the updates that the unit tests keep

Needs the package bsdiff4. Holds a small reader and writer of updates that do what the older program
does: the reader passes the keys of delta_metadata.json as keyword arguments, so a key it does not
know is an error, and knows patches and whole files; the writer makes them with bsdiff4.
Ends with 0 when each side reads what the other wrote.
"""
import dataclasses
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile

import bsdiff4

SPEEDS = {"dial-up": 0.056, "dsl": 1.0, "broadband": 10.0, "fiber": 100.0}


@dataclasses.dataclass
class DeltaMetadata:
    update_id: str
    from_version: str
    to_version: str
    model_id: str
    package_name: str
    delta_type: str
    compression_ratio: float
    original_size_bytes: int
    delta_size_bytes: int
    from_checksum: str
    to_checksum: str
    delta_checksum: str
    created_at: str
    created_by: str
    description: str
    bandwidth_savings_percent: float
    estimated_download_time_seconds: dict


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def older_apply(model: bytes, update: pathlib.Path) -> bytes:
    """What the older program makes of an update; raises where it would refuse it."""
    metadata = DeltaMetadata(**json.loads((update / "delta_metadata.json").read_text("utf-8")))
    assert sha256(model) == metadata.from_checksum, "another base"
    if metadata.delta_type not in ("binary", "file-based"):
        raise ValueError(f"unknown delta type: {metadata.delta_type}")
    delta = (update / f"delta.{metadata.delta_type}").read_bytes()
    assert len(delta) == metadata.delta_size_bytes and sha256(delta) == metadata.delta_checksum
    made = bsdiff4.patch(model, delta) if metadata.delta_type == "binary" else delta
    assert len(made) == metadata.original_size_bytes and sha256(made) == metadata.to_checksum
    assert metadata.compression_ratio == len(delta) / len(made)
    for line, speed in SPEEDS.items():
        wanted = len(delta) * 8 / (speed * 1024 * 1024)
        assert abs(metadata.estimated_download_time_seconds[line] - wanted) < 1e-9 * wanted + 1e-12
    return made


def older_create(old: bytes, new: bytes, folder: pathlib.Path, kind: str) -> pathlib.Path:
    update = folder / f"old-model-1.0.0-to-1.1.0-{kind}"
    update.mkdir(parents=True)
    delta = bsdiff4.diff(old, new) if kind == "binary" else new
    (update / f"delta.{kind}").write_bytes(delta)
    metadata = DeltaMetadata(
        "old-model-1.0.0-to-1.1.0", "1.0.0", "1.1.0", "school/old", "old-model", kind,
        len(delta) / len(new), len(new), len(delta), sha256(old), sha256(new), sha256(delta),
        "2024-05-06T07:08:09.123456Z", "OpenClass Nexus AI", "", (1 - len(delta) / len(new)) * 100,
        {line: len(delta) * 8 / (speed * 1024 * 1024) for line, speed in SPEEDS.items()})
    (update / "delta_metadata.json").write_text(json.dumps(dataclasses.asdict(metadata), indent=2))
    (update / "UPDATE_INFO.md").write_text("# Update\n")
    return update


def versions(size: int) -> tuple:
    """Two files that differ in places, as bytes of a GGUF of no tensors and of weights."""
    chance = random.Random(11)
    old = bytearray(b"GGUF" + (3).to_bytes(4, "little") + bytes(16)) + chance.randbytes(size)
    new = bytearray(old) + chance.randbytes(500)
    for _ in range(size // 400):
        new[24 + chance.randrange(size)] = chance.randrange(256)
    return bytes(old), bytes(new)


def run(nexus: str, *arguments, expect: int = 0) -> dict:
    done = subprocess.run([nexus, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode != expect:
        raise SystemExit(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def older_reads_ours(nexus: str, folder: pathlib.Path, old: pathlib.Path, new: pathlib.Path) -> None:
    for engine, kind in (("bsdiff", "binary"), ("whole", "file-based"), ("tensor", "tensor")):
        made = run(nexus, "delta", "create", old, new, "--from", "1.0.0", "--to", "1.1.0", "--name", "tiny",
                   "--engine", engine, "--archive", "--out", folder / engine)
        assert made["metadata"]["delta_type"] == kind
        update = folder / engine / "tiny-1.0.0-to-1.1.0"
        try:
            assert older_apply(old.read_bytes(), update) == new.read_bytes()
            print(f"the older program applies our {kind}")
        except ValueError as refusal:
            assert engine == "tensor", refusal
            print(f"the older program refuses our {kind} cleanly: {refusal}")
        with tarfile.open(made["archive"]) as tar:
            tar.extractall(folder / f"{engine}-tar", filter="data")
        files = [p for p in update.rglob("*") if p.is_file()]
        for file in files:
            other = folder / f"{engine}-tar" / update.name / file.relative_to(update)
            assert other.read_bytes() == file.read_bytes(), other
        assert len([p for p in (folder / f"{engine}-tar").rglob("*") if p.is_file()]) == len(files)


def we_read_older(nexus: str, folder: pathlib.Path, old: pathlib.Path, new: pathlib.Path) -> None:
    for kind in ("binary", "file-based"):
        update = older_create(old.read_bytes(), new.read_bytes(), folder / "older", kind)
        assert older_apply(old.read_bytes(), update) == new.read_bytes()
        assert run(nexus, "verify", update)["valid"] is True
        assert run(nexus, "delta", "verify", update, "--base", old)["valid"] is True
        result = folder / f"result-{kind}"
        run(nexus, "delta", "apply", old, update, "-o", result)
        assert result.read_bytes() == new.read_bytes()
        run(nexus, "delta", "apply", new, update, "-o", folder / "wrong-base", expect=3)
        run(nexus, "delta", "apply", old, update, "--out", folder / "no-package", expect=8)
        delta = update / f"delta.{kind}"
        damaged = bytearray(delta.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        delta.write_bytes(damaged)
        assert run(nexus, "verify", update, expect=3)["valid"] is False
        run(nexus, "delta", "apply", old, update, "-o", folder / "damaged", expect=3)
        assert not list(folder.glob("wrong-base*")) + list(folder.glob("damaged*")) + list(folder.glob(".*"))
        print(f"we apply the older program's {kind}")
    listed = run(nexus, "delta", "list", folder / "older")["updates"]
    assert [u["metadata"]["package_name"] for u in listed] == ["old-model"] * 2, listed


def main() -> int:
    if len(sys.argv) == 3 and sys.argv[1] == "--vectors":
        old, new = versions(2000)
        target = pathlib.Path(sys.argv[2])
        for kind in ("binary", "file-based"):
            older_create(old, new, target, kind)
        (target / "old.gguf").write_bytes(old)
        (target / "new.gguf").write_bytes(new)
        return 0
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    nexus = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        old, new = folder / "old.gguf", folder / "new.gguf"
        for file, content in zip((old, new), versions(200_000)):
            file.write_bytes(content)
        older_reads_ours(nexus, folder, old, new)
        we_read_older(nexus, folder, old, new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
