package id.openclass.nexus.archive;

import id.openclass.nexus.core.Digest;

/// What one pass over a model file found.
///
/// @param sizeBytes how long it is
/// @param sha256 its digest
/// @param md5Hex its MD5, 32 lower-case hexadecimal digits: for the older program only
/// @param chunks its chunks and where the archive has them
public record ModelDigests(long sizeBytes, Digest sha256, String md5Hex, ChunkTable chunks) {}
