/// Who said what, and whether it still holds: the TUF client workflow and its metadata, model
/// signatures, keys. Bytes, keys and a time go in; values and decisions come out. No file, no
/// network, no clock: those are ports or arguments, so each attack is one row of a table test.
/// Specifications: `docs/trust.md`, `docs/model-signature.md`, `docs/keys.md`. To read a
/// repository, open [id.openclass.nexus.trust.ClientWorkflow]; to write one,
/// [id.openclass.nexus.trust.SignedMetadata]; for a signed model,
/// [id.openclass.nexus.trust.ModelSignature].
@NullMarked
package id.openclass.nexus.trust;

import org.jspecify.annotations.NullMarked;
