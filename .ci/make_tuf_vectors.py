"""Makes sdk/src/test/resources/vectors/trust/python-tuf: a repository by python-tuf, to be read in
tests without Python. Signatures are random, so it is made once and kept.

    .tools/trust-venv/bin/python .ci/make_tuf_vectors.py FOLDER
"""

import sys
from datetime import datetime, timezone
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp,
)

folder = Path(sys.argv[1])
expires = datetime(2126, 1, 1, tzinfo=timezone.utc)
metadata, targets_folder = folder / "metadata", folder / "targets"
metadata.mkdir(parents=True)
targets_folder.mkdir()


def write(name, signed, signers, versioned=True):
    """Signs metadata, writes it and tells what other metadata says of it."""
    made = Metadata(signed)
    for signer in signers:
        made.sign(signer, append=True)
    made.to_file(str(metadata / (f"{signed.version}.{name}.json" if versioned else f"{name}.json")))
    data = made.to_bytes()
    return MetaFile.from_data(signed.version, data, ["sha256"])


rsa, ecdsa, ed25519 = (
    CryptoSigner.generate_rsa(), CryptoSigner.generate_ecdsa(), CryptoSigner.generate_ed25519())
replaced = CryptoSigner.generate_ed25519()

# Version 1 of the root is signed by two kinds of keys; version 2 has another timestamp key.
root = Root(expires=expires)
for signer in (rsa, ecdsa):
    root.add_key(signer.public_key, "root")
root.roles["root"].threshold = 2
root.add_key(ecdsa.public_key, "targets")
root.add_key(ed25519.public_key, "snapshot")
root.add_key(replaced.public_key, "timestamp")
write("root", root, (rsa, ecdsa))
root.version = 2
root.revoke_key(replaced.public_key.keyid, "timestamp")
root.add_key(ed25519.public_key, "timestamp")
write("root", root, (rsa, ecdsa))

content = "a model: \u00fc\n".encode()
path = "tiny/1.0.0/model.gguf"
target = TargetFile.from_data(path, content, ["sha256", "sha512"])
(targets_folder / "tiny/1.0.0").mkdir(parents=True)
(targets_folder / "tiny/1.0.0" / f"{target.hashes['sha256']}.model.gguf").write_bytes(content)

tiny = write("tiny", Targets(expires=expires, targets={path: target}), (ed25519,))
role = DelegatedRole("tiny", [], 1, True, ["tiny/*/*"])
top = Targets(expires=expires, delegations=Delegations({}, {"tiny": role}))
top.add_key(ed25519.public_key, "tiny")
top_file = write("targets", top, (ecdsa,))
snapshot = write(
    "snapshot", Snapshot(expires=expires, meta={"targets.json": top_file, "tiny.json": tiny}), (ed25519,))
write("timestamp", Timestamp(expires=expires, snapshot_meta=snapshot), (ed25519,), versioned=False)
