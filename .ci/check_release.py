"""python-tuf's client downloads and verifies all of a repository that `nexus release` made.

    check_release.py REPOSITORY NAME VERSION PACKAGE     PACKAGE: what was published
"""

import functools
import json
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tuf.api import exceptions
from tuf.ngclient import Updater

repository, name, version = Path(sys.argv[1]).absolute(), sys.argv[2], sys.argv[3]
package = Path(sys.argv[4])


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(
    ("127.0.0.1", 0), functools.partial(Quiet, directory=repository)
)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/"
client = Path(tempfile.mkdtemp(prefix="check_release"))
for folder in ["metadata", "targets"]:
    (client / folder).mkdir()
updater = Updater(
    str(client / "metadata"), base + "metadata/", str(client / "targets"), base + "targets/",
    bootstrap=(repository / "metadata/1.root.json").read_bytes(),
)


def fetch(path):
    info = updater.get_targetinfo(path)
    if info is None:
        sys.exit(f"check_release: python-tuf finds no {path}")
    return Path(updater.download_target(info))


release = json.loads(fetch(f"{name}/{version}/release.json").read_text())
if fetch(release["package"]["path"]).read_bytes() != package.read_bytes():
    sys.exit("check_release: python-tuf downloaded another package")
files = [release["chunks"]] + [update["file"] for update in release["updates"]]
for file in files:
    if fetch(file["path"]).stat().st_size != file["size_bytes"]:
        sys.exit(f"check_release: {file['path']} has another size than release.json says")
channel = json.loads(fetch(f"{name}/channels/stable.json").read_text())
if channel["version"] != version:
    sys.exit(f"check_release: the channel leads to {channel['version']}")

served = next((repository / f"targets/{name}/{version}").glob("*.tar.gz"))
served.write_bytes(served.read_bytes()[:-1] + b"x")
(client / "targets" / release["package"]["path"].replace("/", "%2F")).unlink()
try:
    fetch(release["package"]["path"])
except (exceptions.RepositoryError, exceptions.DownloadError):
    pass
else:
    sys.exit("check_release: python-tuf took a tampered package")
print(f"check_release: python-tuf reads {2 + len(files)} files of a release and its channel")
