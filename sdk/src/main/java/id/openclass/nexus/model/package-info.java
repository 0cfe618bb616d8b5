/// Reads model files: [ModelFile] recognises GGUF (ggml's `docs/gguf.md`, versions 2 and 3) and
/// safetensors by their first bytes and takes anything else as opaque bytes. What comes out is
/// metadata, [Tensor]s with their byte ranges, and a [ModelDescription]. Only headers are read, so
/// any size will do.
@NullMarked
package id.openclass.nexus.model;

import org.jspecify.annotations.NullMarked;
