package id.openclass.nexus.console;

import id.openclass.nexus.core.NexusException;

/// What a command tells the shell that started it. The same table, with what to do about each, is
/// `docs/exit-codes.md`. A number never changes its meaning.
public enum ExitCode {
  /// Done, or already so.
  OK(0, "done, or already so"),
  /// A bug of this program.
  UNEXPECTED(1, "unexpected: a bug"),
  /// The command line is wrong: an unknown option, a bad version, name or metadata value.
  USAGE(2, "wrong usage: an unknown option, a bad version, name or metadata value"),
  /// The content is not what it should be: malformed, damaged, of a newer format, another digest.
  CONTENT(3, "the content is not what it should be: malformed, damaged, another digest"),
  /// The content is not trusted: a wrong or missing signature, expired metadata.
  UNTRUSTED(4, "not trusted: a wrong or missing signature, expired metadata"),
  /// No such file, object, version or channel.
  NOT_FOUND(5, "not found: no such file, object, version or channel"),
  /// The network failed; trying again may help.
  NETWORK(6, "network: try again"),
  /// The local disk failed: no space, not writable.
  DISK(7, "local disk: no space, not writable"),
  /// A rule forbids it: another file has the name, another process is at work.
  REFUSED(8, "refused by a rule: another file has this name, another process is at work"),
  /// Interrupted, as by Ctrl-C.
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /// What the shell sees.
  ///
  /// @return 0 to 130
  public int number() {
    return number;
  }

  /// What it means, as the help text says it.
  ///
  /// @return a few words
  public String meaning() {
    return meaning;
  }

  /// The code of a failure.
  ///
  /// @param failure what a command threw
  /// @return the code of its case; [#UNEXPECTED] for what is not ours
  public static ExitCode of(Throwable failure) {
    if (!(failure instanceof NexusException ours)) {
      return UNEXPECTED;
    }
    return switch (ours) {
      case NexusException.InvalidValue _ -> USAGE;
      case NexusException.Malformed _,
          NexusException.DigestMismatch _,
          NexusException.BaseMismatch _ ->
          CONTENT;
      case NexusException.Untrusted _ -> UNTRUSTED;
      case NexusException.NotFound _ -> NOT_FOUND;
      case NexusException.Transfer _ -> NETWORK;
      case NexusException.Storage _ -> DISK;
      case NexusException.Refused _ -> REFUSED;
    };
  }
}
