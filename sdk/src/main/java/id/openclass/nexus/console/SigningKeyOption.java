package id.openclass.nexus.console;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Private keys on a command line: `--signing-key FILE` or `--signing-key env:NAME`, and their
/// passphrase (`docs/keys.md` section 2). A picocli mixin.
public final class SigningKeyOption {
  private static final String FROM_ENVIRONMENT = "env:";

  @Option(
      names = "--signing-key",
      paramLabel = "KEY",
      description = "private key: a file, or env:NAME for a variable with its text")
  private List<String> sources = new ArrayList<>();

  @Mixin private PassphraseOption passphrase = new PassphraseOption();

  /// For picocli.
  public SigningKeyOption() {}

  /// The one key that was named.
  ///
  /// @param console where variables are
  /// @param purpose what it has to be for
  /// @return empty when none was named
  /// @throws NexusException when it cannot be read or is for something else, or there are several
  public Optional<SigningKey> one(CommandConsole console, KeyPurpose purpose) {
    if (sources.size() > 1) {
      throw NexusException.invalidValue(
          sources.size() + " keys where one signs", "name --signing-key once");
    }
    return all(console, purpose).stream().findFirst();
  }

  /// All keys that were named, which share one passphrase.
  ///
  /// @param console where variables are
  /// @param purpose what they have to be for
  /// @return in the order in which they were named
  /// @throws NexusException when one cannot be read or is for something else
  public List<SigningKey> all(CommandConsole console, KeyPurpose purpose) {
    return read(console, (key, source) -> purpose.require(key, source));
  }

  /// All keys that were named, whatever they are for.
  ///
  /// @param console where variables are
  /// @return in the order in which they were named
  /// @throws NexusException when one cannot be read
  public List<SigningKey> all(CommandConsole console) {
    return read(console, (key, source) -> key);
  }

  /// What opens encrypted keys.
  ///
  /// @param console where variables are
  /// @return null when there is none; clear it after use
  public char @Nullable [] passphrase(CommandConsole console) {
    return passphrase.read(console);
  }

  private List<SigningKey> read(
      CommandConsole console, BiFunction<SigningKey, String, SigningKey> checked) {
    char[] secret = sources.isEmpty() ? null : passphrase.read(console);
    try {
      return sources.stream()
          .map(source -> checked.apply(read(source, secret, console), source))
          .toList();
    } finally {
      if (secret != null) {
        Arrays.fill(secret, '\0');
      }
    }
  }

  /// Where the public key of the first key probably is, for a command that is shown for typing.
  ///
  /// @return a quoted path
  public String publicKeyWord() {
    String source = sources.isEmpty() ? "" : sources.getFirst();
    return source.endsWith(".pem")
        ? ShellWord.quote(source.replaceFirst("[.]pem$", ".pub"))
        : "PUBLIC_KEY";
  }

  private static SigningKey read(
      String source, char @Nullable [] passphrase, CommandConsole console) {
    if (!source.startsWith(FROM_ENVIRONMENT)) {
      return KeyFile.readSigning(Path.of(source), passphrase);
    }
    KeyFile.requireFileName(source);
    String pem = console.environment(source.substring(FROM_ENVIRONMENT.length()));
    if (pem == null) {
      throw NexusException.notFound(
          "no such environment variable, or it is empty",
          Display.escape(source),
          "it has to hold the text of the key file");
    }
    return SigningKey.parsePem(pem, passphrase, source);
  }
}
