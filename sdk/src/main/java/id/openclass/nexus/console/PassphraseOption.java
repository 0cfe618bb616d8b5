package id.openclass.nexus.console;

import id.openclass.nexus.keys.KeyFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the passphrase of a private key comes from: `--passphrase-file`, else the variable
/// `NEXUS_KEY_PASSPHRASE` (`docs/keys.md` section 2). A picocli mixin.
public final class PassphraseOption {
  private static final String VARIABLE = "NEXUS_KEY_PASSPHRASE";

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line is the key's passphrase; by default $" + VARIABLE)
  private @Nullable Path file;

  /// For picocli.
  public PassphraseOption() {}

  /// The passphrase.
  ///
  /// @param console where the variable is
  /// @return null when there is none; clear it after use
  /// @throws id.openclass.nexus.core.NexusException.Refused when others can read the file
  public char @Nullable [] read(CommandConsole console) {
    if (file != null) {
      return KeyFile.readPassphrase(file);
    }
    String value = console.environment(VARIABLE);
    return value == null ? null : value.toCharArray();
  }
}
