package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Two files that a delta lies between.
///
/// @param name what tables call the pair: `finetune-q4_k_m`
/// @param base the old file
/// @param result the new file
public record DeltaPair(String name, Path base, Path result) {
  /// A pair that is called as its new file, without the extension.
  ///
  /// @param base the old file
  /// @param result the new file
  /// @return the pair
  public static DeltaPair of(Path base, Path result) {
    return new DeltaPair(stem(result), base, result);
  }

  /// The last part of a path, without its extension.
  static String stem(Path file) {
    Path last = file.getFileName();
    String name = last == null ? file.toString() : last.toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /// The size of the old file.
  ///
  /// @return bytes
  /// @throws NexusException.NotFound when it is not there
  public long baseBytes() {
    return size(base);
  }

  /// The size of the new file.
  ///
  /// @return bytes
  /// @throws NexusException.NotFound when it is not there
  public long resultBytes() {
    return size(result);
  }

  /// Fails when a file is not there.
  void requireFiles() {
    size(base);
    size(result);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  /// As `DeltaPair[finetune-q4_k_m, 2.62 MB]`.
  @Override
  public String toString() {
    return "DeltaPair[" + Display.escape(name, 60) + ", " + Display.bytes(resultBytes()) + "]";
  }
}
