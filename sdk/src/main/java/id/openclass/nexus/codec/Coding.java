package id.openclass.nexus.codec;

/// How the bytes of a chunk were coded. Decoders need not know: all are DEFLATE (RFC 1951).
public enum Coding {
  /// Blocks of stored bytes alone: Huffman codes would save less than 0.8 %.
  STORED,
  /// At least one block of Huffman codes for single bytes, no matches.
  HUFFMAN,
  /// At least one run coded with a search for matches: text, repetition.
  SEARCHED
}
