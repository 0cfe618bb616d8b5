package id.openclass.nexus.core;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The root of every error of this library. The cases are told apart by who must act; each carries
/// what happened ([#getMessage()]), where ([#where()]) and what to type next ([#hint()]).
///
/// Text from foreign sources in all three is already safe for a terminal ([Display#escape]).
public abstract sealed class NexusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String where;
  private final @Nullable String hint;

  private NexusException(
      String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.where = where;
    this.hint = hint;
  }

  /// Where it happened: a file and the place in it, an entry, an address.
  ///
  /// @return the place, or null when the message says it all
  public @Nullable String where() {
    return where;
  }

  /// What to type or do next.
  ///
  /// @return the hint, or null
  public @Nullable String hint() {
    return hint;
  }

  /// A value that the caller gave is not allowed: a version, a name, an option, a metadata value.
  public static final class InvalidValue extends NexusException {
    private static final long serialVersionUID = 1L;

    private InvalidValue(String message, @Nullable String where, @Nullable String hint) {
      super(message, where, hint, null);
    }
  }

  /// Content breaks the rules of its format: malformed, damaged, too new, or changed while it was
  /// read.
  public static final class Malformed extends NexusException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    private Malformed(String message, String where, long offset, @Nullable String hint) {
      super(message, where, hint, null);
      this.offset = offset;
    }

    /// Where in the file the rule is broken.
    ///
    /// @return a byte offset, or -1 when the whole file is meant
    public long offset() {
      return offset;
    }
  }

  /// Content is well formed but not what its digest says.
  public static final class DigestMismatch extends NexusException {
    private static final long serialVersionUID = 1L;

    private DigestMismatch(String message, String where, @Nullable String hint) {
      super(message, where, hint, null);
    }
  }

  /// A delta was given another base than the one it was made from.
  public static final class BaseMismatch extends NexusException {
    private static final long serialVersionUID = 1L;

    private BaseMismatch(String message, String where, @Nullable String hint) {
      super(message, where, hint, null);
    }
  }

  /// Content is well formed and perhaps intact, but not proved to be what its publisher signed, or
  /// no longer.
  public static final class Untrusted extends NexusException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    /// What is missing to the proof.
    public enum Reason {
      /// No signature, too few, or by another key.
      SIGNATURE,
      /// An older version than one that was seen before.
      ROLLBACK,
      /// Another content or version than what is signed says.
      MISMATCH,
      /// Signed once, but no longer valid; or withheld from us since.
      EXPIRED,
      /// More bytes than what is signed, or a limit, allows.
      ENDLESS,
      /// Named by nobody whom the root trusts with it.
      DELEGATION
    }

    private Untrusted(Reason reason, String message, String where, @Nullable String hint) {
      super(message, where, hint, null);
      this.reason = reason;
    }

    /// What is missing to the proof.
    ///
    /// @return the reason
    public Reason reason() {
      return reason;
    }
  }

  /// Something that was named does not exist.
  public static final class NotFound extends NexusException {
    private static final long serialVersionUID = 1L;

    private NotFound(
        String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
      super(message, where, hint, cause);
    }
  }

  /// The network failed: trying again may help.
  public static final class Transfer extends NexusException {
    private static final long serialVersionUID = 1L;

    private Transfer(
        String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
      super(message, where, hint, cause);
    }
  }

  /// The local disk failed: no space, not writable, a read error.
  public static final class Storage extends NexusException {
    private static final long serialVersionUID = 1L;

    private Storage(
        String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
      super(message, where, hint, cause);
    }
  }

  /// A rule forbids it: an existing other output, another process at work.
  public static final class Refused extends NexusException {
    private static final long serialVersionUID = 1L;

    private Refused(String message, @Nullable String where, @Nullable String hint) {
      super(message, where, hint, null);
    }
  }

  /// A value is not allowed.
  ///
  /// @param message what is wrong with it
  /// @param hint what would be right
  /// @return the exception, to be thrown
  public static InvalidValue invalidValue(String message, @Nullable String hint) {
    return new InvalidValue(message, null, hint);
  }

  /// A value in a file is not allowed.
  ///
  /// @param message what is wrong with it
  /// @param where the file and the place in it
  /// @param hint what would be right
  /// @return the exception, to be thrown
  public static InvalidValue invalidValue(String message, String where, @Nullable String hint) {
    return new InvalidValue(message, where, hint);
  }

  /// A file breaks the rules of its format at a byte.
  ///
  /// @param message which rule, with the numbers
  /// @param file the file's name as the user knows it
  /// @param offset the byte, or -1 for the file as a whole
  /// @param hint what to do about it
  /// @return the exception, to be thrown
  public static Malformed malformed(
      String message, String file, long offset, @Nullable String hint) {
    String safe = Display.escape(file);
    return new Malformed(
        message, offset < 0 ? safe : safe + ", byte " + Display.grouped(offset), offset, hint);
  }

  /// Content has another digest than it should.
  ///
  /// @param message which content
  /// @param where file and byte range
  /// @param hint what to do about it
  /// @return the exception, to be thrown
  public static DigestMismatch digestMismatch(String message, String where, @Nullable String hint) {
    return new DigestMismatch(message, where, hint);
  }

  /// A base is not the one that a delta was made from.
  ///
  /// @param message what was expected and what was found
  /// @param where the base as the user knows it
  /// @param hint what to do about it
  /// @return the exception, to be thrown
  public static BaseMismatch baseMismatch(String message, String where, @Nullable String hint) {
    return new BaseMismatch(message, Display.escape(where), hint);
  }

  /// Content is not proved to be what its publisher signed.
  ///
  /// @param reason what is missing to the proof
  /// @param message the same in words, with the numbers
  /// @param where the file or address as the user knows it
  /// @param hint what to do about it
  /// @return the exception, to be thrown
  public static Untrusted untrusted(
      Untrusted.Reason reason, String message, String where, @Nullable String hint) {
    return new Untrusted(reason, message, Display.escape(where), hint);
  }

  /// Something named does not exist.
  ///
  /// @param message what
  /// @param where where it was looked for
  /// @param hint what to do about it
  /// @return the exception, to be thrown
  public static NotFound notFound(String message, @Nullable String where, @Nullable String hint) {
    return new NotFound(message, where, hint, null);
  }

  /// The network failed.
  ///
  /// @param message what was being transferred
  /// @param where the address
  /// @param hint what to do about it
  /// @param cause what the transport said
  /// @return the exception, to be thrown
  public static Transfer transfer(
      String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
    return new Transfer(message, where, hint, cause);
  }

  /// The local disk failed.
  ///
  /// @param message what could not be done
  /// @param where the path
  /// @param hint what to do about it
  /// @param cause what the operating system said
  /// @return the exception, to be thrown
  public static Storage storage(
      String message, @Nullable String where, @Nullable String hint, @Nullable Throwable cause) {
    return new Storage(message, where, hint, cause);
  }

  /// A rule forbids it.
  ///
  /// @param message which rule
  /// @param where what it protects
  /// @param hint how to go on
  /// @return the exception, to be thrown
  public static Refused refused(String message, @Nullable String where, @Nullable String hint) {
    return new Refused(message, where, hint);
  }

  /// Wraps an input or output failure on a path once, at the port, where the path is known.
  ///
  /// @param action what was being done, as a verb: `read`, `write`
  /// @param path the path
  /// @param cause what the operating system said
  /// @return the case that fits the cause: not found, storage
  public static NexusException io(String action, Path path, java.io.IOException cause) {
    return IoFailures.translate(action, path, cause);
  }

  /// Wraps what a stream of paths threw while it went on.
  ///
  /// @param action what was being done, as a verb: `read`, `remove`
  /// @param path the folder
  /// @param cause what the stream threw
  /// @return the case that fits the cause: not found, storage
  public static NexusException io(String action, Path path, java.io.UncheckedIOException cause) {
    java.io.IOException inner = cause.getCause();
    return io(action, path, inner == null ? new java.io.IOException(cause) : inner);
  }

  static NotFound notFound(Path path, Throwable cause) {
    return new NotFound("no such file or folder", Display.escape(path.toString()), null, cause);
  }
}
