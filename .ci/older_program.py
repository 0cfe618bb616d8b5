#!/usr/bin/env python3
"""Packages between this program and the older one, in both directions.

usage: .ci/older_program.py NEXUS        NEXUS is the command, for example ./nexus

Plain Python 3. Holds a small reader and writer of packages that do what the older program does:
the reader takes the first entry whose name ends in metadata.json and passes its keys as keyword
arguments, so a key it does not know is an error; the writer adds a folder with tarfile or zipfile.
Ends with 0 when each side reads what the other wrote.
"""
import dataclasses
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile


@dataclasses.dataclass
class PackageMetadata:
    package_name: str
    version: str
    model_id: str
    model_type: str = "llama"
    quantization: str = "Q4_K_M"
    file_size_bytes: int = 0
    sha256_checksum: str = ""
    md5_checksum: str = ""
    created_at: str = ""
    created_by: str = "OpenClass Nexus AI"
    description: str = ""
    supports_indonesian: bool = True
    educational_optimized: bool = True
    curriculum_subjects: list = None
    context_window: int = 4096
    memory_requirements_mb: int = 3072
    cpu_threads_recommended: int = 4
    download_url: str = ""
    s3_bucket: str = ""
    s3_key: str = ""
    cloudfront_url: str = ""


def entries(archive: pathlib.Path) -> dict:
    """Name to content, in the order of the archive."""
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as z:
            return {name: z.read(name) for name in z.namelist()}
    with tarfile.open(archive, "r:gz") as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}


def older_read(archive: pathlib.Path) -> PackageMetadata:
    """What the older program makes of a package; raises where it would call it invalid."""
    files = entries(archive)
    first = next(name for name in files if name.endswith("metadata.json"))
    metadata = PackageMetadata(**json.loads(files[first].decode("utf-8")))
    assert re.match(r"^\d+\.\d+\.\d+(-[a-zA-Z0-9]+)?$", metadata.version), metadata.version
    assert metadata.package_name and metadata.model_id and metadata.file_size_bytes > 0
    models = [name for name in files if name.endswith(".gguf")]
    assert models, "no entry ends in .gguf"
    model = files[models[0]]
    assert len(model) == metadata.file_size_bytes
    assert hashlib.sha256(model).hexdigest() == metadata.sha256_checksum
    assert hashlib.md5(model).hexdigest() == metadata.md5_checksum
    return metadata


def older_write(model: pathlib.Path, folder: pathlib.Path, kind: str, tar_format: int) -> pathlib.Path:
    name = "old-model-2.1.0"
    inside = folder / f"content-{kind}-{tar_format}" / name
    (inside / "config").mkdir(parents=True)
    data = model.read_bytes()
    (inside / model.name).write_bytes(data)
    metadata = PackageMetadata("old-model", "2.1.0", "school/old", file_size_bytes=len(data),
                               sha256_checksum=hashlib.sha256(data).hexdigest(),
                               md5_checksum=hashlib.md5(data).hexdigest(),
                               created_at="2024-05-06T07:08:09.123456Z", curriculum_subjects=["Fisika"])
    (inside / "metadata.json").write_text(json.dumps(dataclasses.asdict(metadata), indent=2))
    (inside / "README.md").write_text("# old-model\n")
    (inside / "config" / "inference_config.json").write_text("{}")
    archive = folder / f"{name}-{tar_format}.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
            for file in sorted(inside.rglob("*")):
                z.write(file, pathlib.Path(name) / file.relative_to(inside))
    else:
        with tarfile.open(archive, "w:gz", format=tar_format) as tar:
            tar.add(inside, arcname=name)
    return archive


def gguf(path: pathlib.Path) -> pathlib.Path:
    """A GGUF of one tensor of 3 MB."""
    def text(s):
        return struct.pack("<Q", len(s)) + s.encode()
    count = 750_000
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("a.weight") + struct.pack("<IQIQ", 1, count, 0, 0)
    head += b"\0" * (-len(head) % 32)
    path.write_bytes(head + b"".join(struct.pack("<I", i * 2654435761 % 2**32) for i in range(count)))
    return path


def run(nexus: str, *arguments, expect: int = 0) -> dict:
    done = subprocess.run([nexus, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode != expect:
        raise SystemExit(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    nexus = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = gguf(folder / "model.gguf")
        for kind in ("tar.gz", "zip"):
            run(nexus, "package", model, "--name", "tiny", "--version", "1.0.0", "--model-id", "me/tiny",
                "--format", kind, "--out", folder)
            metadata = older_read(folder / f"tiny-1.0.0.{kind}")
            assert metadata.package_name == "tiny" and metadata.model_type == "llama"
            print(f"the older program reads our {kind}")
        formats = [("zip", 0)] + [("tar.gz", f) for f in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT)]
        for kind, tar_format in formats:
            archive = older_write(model, folder, kind, tar_format)
            assert older_read(archive).version == "2.1.0"
            assert run(nexus, "verify", archive)["valid"] is True
            run(nexus, "inspect", archive)
            out = folder / f"out-{kind}-{tar_format}"
            run(nexus, "extract", archive, "--out", out)
            assert (out / "old-model-2.1.0" / "model.gguf").read_bytes() == model.read_bytes()
            damaged = bytearray(archive.read_bytes())
            damaged[len(damaged) // 2] ^= 1
            archive.write_bytes(damaged)
            run(nexus, "extract", archive, "--out", folder / "damaged", expect=3)
            assert not list((folder / "damaged").glob("*")), "something was left behind"
            print(f"we read the older program's {kind}" + (f" (tar format {tar_format})" if tar_format else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
