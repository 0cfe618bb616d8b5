"""OpenSSF Model Signing, both ways: the reference implementation accepts what Nexus signs, Nexus
accepts what it signs, and both refuse tampered, missing and extra files and other keys.

    check_model_signing.py NEXUS MODEL_SIGNING
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

nexus, reference = sys.argv[1], sys.argv[2]
work = Path(tempfile.mkdtemp(prefix="check_model_signing"))
os.chdir(work)
checks = 0


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def folder():
    shutil.rmtree("model", ignore_errors=True)
    for name in ["weights.gguf", "sub/config.json", "sub.txt", "a b", "\u00fc.md", ".git/config"]:
        path = Path("model", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name * 1000)


def both_say(what, accepted, public="model.pub", where="model"):
    """Verifies with both programs, which have to agree."""
    global checks
    theirs = run(
        reference, "verify", "key", where, "--signature", f"{where}/model.sig", "--public_key", public)
    ours = run(nexus, "verify", where, "--public-key", public)
    if (theirs.returncode == 0) != accepted:
        sys.exit(f"check_model_signing: the reference, {what}: {theirs.stdout}{theirs.stderr}")
    if ours.returncode != (0 if accepted else 4):
        sys.exit(f"check_model_signing: nexus, {what}: exit {ours.returncode} {ours.stderr}")
    checks += 1
    print(f"check_model_signing: {what}: {'accepted' if accepted else 'refused'} by both")


def tampering(who):
    Path("model/weights.gguf").write_text("other")
    both_say(f"{who} signed, a file changed", False)
    Path("model/weights.gguf").write_text("weights.gguf" * 1000)
    both_say(f"{who} signed, the file is back", True)
    Path("model/extra").write_text("extra")
    both_say(f"{who} signed, an extra file", False)
    Path("model/extra").unlink()
    Path("model/sub/config.json").unlink()
    both_say(f"{who} signed, a file missing", False)
    Path("model/sub/config.json").write_text("sub/config.json" * 1000)
    Path("model/.git/more").write_text("not part of a model")
    both_say(f"{who} signed, a file in .git", True)
    both_say(f"{who} signed, another key", False, public="other.pub")


for curve in ["prime256v1", "secp384r1", "secp521r1"]:
    for name in ["model", "other"]:
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-out", f"{name}.pem")
        openssl("pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}.pub")
        os.chmod(f"{name}.pem", 0o600)
    folder()
    signed = run(nexus, "sign", "model", "--signing-key", "model.pem")
    if signed.returncode != 0:
        sys.exit(f"check_model_signing: nexus does not sign: {signed.stderr}")
    both_say(f"nexus signed with {curve}", True)
    if curve == "prime256v1":
        tampering("nexus")
    folder()
    signed = run(reference, "sign", "key", "model", "--signature", "model/model.sig", "--private_key", "model.pem")
    if signed.returncode != 0:
        sys.exit(f"check_model_signing: the reference does not sign: {signed.stdout}{signed.stderr}")
    both_say(f"the reference signed with {curve}", True)
    if curve == "prime256v1":
        tampering("the reference")

# A package that `nexus package` signed, unpacked by tar, with its chunk table in it.
run(nexus, "keys", "generate", "--for", "model", "--out", ".", "--name", "generated")
Path("m.gguf").write_bytes(os.urandom(1_500_000))
for format_, unpack in [("tar.gz", ["tar", "-xzf"]), ("zip", [sys.executable, "-m", "zipfile", "-e"])]:
    made = run(nexus, "package", "m.gguf", "--name", "tiny", "--version", "1.0.0", "--format", format_,
               "--signing-key", "generated.pem")
    if made.returncode != 0:
        sys.exit(f"check_model_signing: no package: {made.stderr}")
    shutil.rmtree("tiny-1.0.0", ignore_errors=True)
    subprocess.run([*unpack, f"packages/tiny-1.0.0.{format_}"] + (["."] if format_ == "zip" else []), check=True)
    if not Path("tiny-1.0.0/chunks").exists():
        sys.exit("check_model_signing: the chunk table is not there")
    both_say(f"a signed {format_} package, unpacked by another program", True, "generated.pub", "tiny-1.0.0")

os.chdir("/")
shutil.rmtree(work)
print(f"check_model_signing: {checks} checks, all well")
