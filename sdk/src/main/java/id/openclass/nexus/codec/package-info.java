/// Turns one chunk of a file, at most 1 MiB, into raw DEFLATE (RFC 1951) and back. What comes out
/// starts and ends at byte boundaries and decodes alone, so it can be the body of a gzip member or
/// a run of a zip entry. Knows `java.*` and `core`, nothing of models, files or archives. Open
/// [ChunkCoder] first.
@NullMarked
package id.openclass.nexus.codec;

import org.jspecify.annotations.NullMarked;
