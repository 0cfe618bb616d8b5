package id.openclass.nexus.codec;

/// How the coded bytes of a chunk end. Both end at a byte boundary.
public enum Ending {
  /// The last block is final: the DEFLATE stream is over. For the body of a gzip member, and for
  /// the last chunk of a zip entry.
  FINAL,
  /// No block is final: more follows, which looks at nothing before it. Ends with an empty stored
  /// block unless it is at a byte boundary anyway. For all chunks of a zip entry but the last.
  OPEN
}
