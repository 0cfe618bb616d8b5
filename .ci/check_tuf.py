"""TUF, both ways: python-tuf reads what the SDK signs, and `nexus tuf` reads what python-tuf signs;
each refuses what was tampered with.

    check_tuf.py NEXUS REPOSITORY     REPOSITORY: made by tuf_repository.jsh
"""

import functools
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import datetime, timedelta, timezone
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api import exceptions
from tuf.api.metadata import (
    DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp,
)
from tuf.ngclient import Updater

nexus, ours = sys.argv[1], Path(sys.argv[2]).absolute()
work = Path(tempfile.mkdtemp(prefix="check_tuf"))
checks = 0


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def serve(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def passed(what):
    global checks
    checks += 1
    print(f"check_tuf: {what}")


def fail(what):
    sys.exit(f"check_tuf: {what}")


def python_tuf(repository, name):
    """Downloads the model with python-tuf's client; returns the file."""
    client = work / name
    (client / "metadata").mkdir(parents=True)
    (client / "targets").mkdir()
    base = serve(repository)
    updater = Updater(
        str(client / "metadata"), base + "metadata/", str(client / "targets"), base + "targets/",
        bootstrap=(ours / "metadata/1.root.json").read_bytes(),
    )
    info = updater.get_targetinfo("tiny/1.0.0/tiny-1.0.0.tar.gz")
    if info is None:
        raise exceptions.RepositoryError("no such target")
    return Path(updater.download_target(info))


def python_reads_ours():
    file = python_tuf(ours, "good")
    served = next((ours / "targets/tiny/1.0.0").iterdir())
    if file.read_bytes() != served.read_bytes():
        fail("python-tuf downloaded another file")
    passed("python-tuf reads our repository, by a root with two kinds of keys and a rotation")
    for name, path in [
        ("root", "metadata/2.root.json"), ("timestamp", "metadata/timestamp.json"),
        ("snapshot", "metadata/1.snapshot.json"), ("targets", "metadata/1.targets.json"),
        ("delegated role", "metadata/1.tiny.json"),
    ]:
        copy = work / f"copy {name}"
        shutil.copytree(ours, copy)
        text = json.loads((copy / path).read_text())
        text["signed"]["expires"] = "2090-01-01T00:00:00Z"
        (copy / path).write_text(json.dumps(text))
        refused(copy, f"tampered {name}")
    copy = work / "copy model"
    shutil.copytree(ours, copy)
    model = next((copy / "targets/tiny/1.0.0").iterdir())
    model.write_bytes(b"x" + model.read_bytes()[1:])
    refused(copy, "tampered model")


def refused(repository, what):
    try:
        python_tuf(repository, what)
    except (exceptions.RepositoryError, exceptions.DownloadError):
        passed(f"python-tuf refuses a {what}")
    else:
        fail(f"python-tuf took a {what}")


def make_with_python(folder):
    """A repository by python-tuf's own writing side, each kind of key in use."""
    expires = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=10)
    keys = {
        "root": CryptoSigner.generate_rsa(), "targets": CryptoSigner.generate_ecdsa(),
        "snapshot": CryptoSigner.generate_ed25519(), "timestamp": CryptoSigner.generate_ecdsa(),
        "tiny": CryptoSigner.generate_ed25519(),
    }
    content = b"a model" * 1000
    path = "tiny/1.0.0/model.gguf"
    target = TargetFile.from_data(path, content, ["sha256", "sha512"])
    root = Root(expires=expires)
    for role in ["root", "targets", "snapshot", "timestamp"]:
        root.add_key(keys[role].public_key, role)
    role = DelegatedRole("tiny", [], 1, True, ["tiny/*/*"])
    targets = Targets(expires=expires, delegations=Delegations({}, {"tiny": role}))
    targets.add_key(keys["tiny"].public_key, "tiny")
    tiny = Targets(expires=expires, targets={path: target})
    snapshot = Snapshot(expires=expires, meta={"targets.json": MetaFile(1), "tiny.json": MetaFile(1)})
    roles = {
        "root": root, "targets": targets, "tiny": tiny, "snapshot": snapshot,
        "timestamp": Timestamp(expires=expires),
    }
    (folder / "metadata").mkdir(parents=True)
    for name, signed in roles.items():
        metadata = Metadata(signed)
        metadata.sign(keys[name])
        number = "" if name == "timestamp" else "1."
        metadata.to_file(str(folder / "metadata" / f"{number}{name}.json"))
    for digest in target.hashes.values():
        file = folder / "targets/tiny/1.0.0" / f"{digest}.model.gguf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path, content


def run_nexus(*arguments):
    done = subprocess.run([nexus, "tuf", *arguments], capture_output=True, text=True, check=False)
    return done.returncode


def nexus_reads_python():
    repository = work / "python"
    path, content = make_with_python(repository)
    base = serve(repository)
    client = str(work / "nexus-client")
    trusted = str(repository / "metadata/1.root.json")
    download = [
        "--metadata-url", base + "metadata", "--target-base-url", base + "targets",
        "--target-dir", client + "-targets", "--target-name", path, "download",
    ]
    if run_nexus("--metadata-dir", client, "init", trusted) != 0:
        fail("nexus tuf init failed")
    if run_nexus("--metadata-dir", client, *download) != 0:
        fail("nexus refuses python-tuf's repository")
    found = [file.read_bytes() for file in Path(client + "-targets").rglob("*") if file.is_file()]
    if found != [content]:
        fail("nexus downloaded another file")
    passed("nexus reads python-tuf's repository, with RSA, ECDSA and Ed25519 keys")
    for name in ["1.targets.json", "1.tiny.json", "1.snapshot.json", "timestamp.json"]:
        file = repository / "metadata" / name
        good = file.read_text()
        file.write_text(good.replace(datetime.now().strftime('"%Y'), '"2090', 1).replace("20", "21", 1))
        client = str(work / f"nexus {name}")
        run_nexus("--metadata-dir", client, "init", trusted)
        if run_nexus("--metadata-dir", client, *download) == 0:
            fail(f"nexus took a tampered {name}")
        passed(f"nexus refuses a tampered {name}")
        file.write_text(good)


python_reads_ours()
nexus_reads_python()
shutil.rmtree(work)
print(f"check_tuf: {checks} checks, all well")
