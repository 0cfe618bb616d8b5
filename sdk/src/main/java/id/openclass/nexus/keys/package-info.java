/// Keys in files: reads them when nobody else can, writes them so that nobody else can
/// (`docs/keys.md`). A path and a passphrase go in, a [id.openclass.nexus.trust.SigningKey] or
/// [id.openclass.nexus.trust.VerifyingKey] comes out. Open [KeyFile] first.
@NullMarked
package id.openclass.nexus.keys;

import org.jspecify.annotations.NullMarked;
