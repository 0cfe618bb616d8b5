package id.openclass.nexus.codec;

/// What [ChunkCoder] wrote.
///
/// @param bytes count of bytes written
/// @param coding the strongest coding among its blocks
public record Coded(int bytes, Coding coding) {}
