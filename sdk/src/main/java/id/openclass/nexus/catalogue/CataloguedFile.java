package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.util.regex.Pattern;

/// A file of a repository that can be downloaded.
///
/// @param key where it is, relative to the repository's address
/// @param sizeBytes how long it is, 1 or more
/// @param sha256 of the file as stored
public record CataloguedFile(ObjectKey key, long sizeBytes, Digest sha256) {
  /// What no shell and no browser takes for anything else.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]+");

  /// Checks the rules of `docs/catalogue.md` section 1.
  ///
  /// @throws NexusException.InvalidValue when the key cannot be part of a command, or there is no
  ///   byte
  public CataloguedFile {
    if (!PLAIN.matcher(key.text()).matches()) {
      throw NexusException.invalidValue(
          "not a path for a catalogue: " + Display.escape(key.text(), 80),
          "it goes into commands for copying: use letters, digits, point, -, _ and /");
    }
    if (sizeBytes < 1) {
      throw NexusException.invalidValue(
          "a file of " + sizeBytes + " bytes: " + Display.escape(key.text(), 80), null);
    }
  }

  /// Names a file.
  ///
  /// @param key where it is, relative to the repository's address
  /// @param sizeBytes how long it is, 1 or more
  /// @param sha256 of the file as stored
  /// @return the file
  /// @throws NexusException.InvalidValue when a rule of `docs/catalogue.md` section 1 is broken
  public static CataloguedFile of(String key, long sizeBytes, Digest sha256) {
    return new CataloguedFile(ObjectKey.of(key), sizeBytes, sha256);
  }

  /// What a downloaded copy is called: the last part of the key, without the digest that consistent
  /// snapshots put before it.
  ///
  /// @return `tiny-1.0.0.tar.gz`
  public String fileName() {
    String last = key.text().substring(key.text().lastIndexOf('/') + 1);
    String digest = sha256.hex() + ".";
    return last.startsWith(digest) ? last.substring(digest.length()) : last;
  }

  /// As `CataloguedFile[tiny-1.0.0.tar.gz, 253 MB]`.
  @Override
  public String toString() {
    return "CataloguedFile["
        + Display.escape(fileName(), 60)
        + ", "
        + Display.bytes(sizeBytes)
        + "]";
  }
}
