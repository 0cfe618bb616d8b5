package id.openclass.nexus.archive;

import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import java.time.Instant;
import java.util.List;

/// Lays out one archive: the model's frame first, then its coded chunks, then the rest. One thread.
abstract sealed class ArchiveWriter permits TarGzWriter, ZipWriter {
  final Appender out;
  final String folder;

  ArchiveWriter(Appender out, String folder) {
    this.out = out;
    this.folder = folder;
  }

  static ArchiveWriter of(ArchiveFormat format, Appender out, String folder, Instant time) {
    return switch (format) {
      case TAR_GZ -> new TarGzWriter(out, folder, time);
      case ZIP -> new ZipWriter(out, folder, ZipHeaders.dosTime(time));
    };
  }

  /// Writes what comes before the model's first byte.
  abstract void beginModel(String name, long sizeBytes);

  /// Where in a buffer the coded chunk goes: what comes before is the frame's.
  abstract int codedOffset();

  /// How a coded chunk ends.
  abstract Ending ending();

  /// Completes the frame around a coded chunk. Called by many threads at once.
  ///
  /// @return length of the whole framed chunk, from the start of the buffer
  abstract int frame(byte[] buffer, int codedLength, int crc, int contentLength);

  ByteRange append(byte[] framed, int length) {
    long offset = out.position();
    out.write(framed, 0, length);
    return new ByteRange(offset, length);
  }

  /// Writes what comes after the model's last chunk.
  ///
  /// @param crc CRC-32 of the whole model
  abstract void endModel(long crc);

  /// Writes the small files and the table, and what ends the archive.
  abstract void finish(List<SmallFile> files, ChunkTable table);
}
