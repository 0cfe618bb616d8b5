package id.openclass.nexus.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Tells whether a standard stream ends at a terminal. Java only says so for input and output
/// together; here each stream is asked alone, without native code.
final class Terminal {
  // stat(2): the kind of file in st_mode, and the kind "character device".
  private static final int KIND = 0xF000;
  private static final int CHARACTER_DEVICE = 0x2000;

  private Terminal() {}

  static boolean isOutput() {
    return isCharacterDevice(Path.of("/dev/stdout"));
  }

  static boolean isError() {
    return isCharacterDevice(Path.of("/dev/stderr"));
  }

  private static boolean isCharacterDevice(Path stream) {
    try {
      int mode = (Integer) Files.getAttribute(stream, "unix:mode");
      // The null device is a character device too.
      return (mode & KIND) == CHARACTER_DEVICE
          && !Files.getAttribute(stream, "unix:rdev")
              .equals(Files.getAttribute(Path.of("/dev/null"), "unix:rdev"));
    } catch (IOException | UnsupportedOperationException e) {
      // Windows, or a closed stream.
      return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    }
  }
}
