package id.openclass.nexus.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: this program's version, then the Java and the system it runs on.
public final class ProductVersion implements IVersionProvider {
  /// For picocli.
  public ProductVersion() {}

  /// The version of this jar.
  ///
  /// @return a semantic version: `1.0.0`
  public static String current() {
    try (InputStream in =
        ProductVersion.class.getResourceAsStream("/id/openclass/nexus/version.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "nexus " + current(),
      "Java " + Runtime.version() + ", " + property("os.name") + " " + property("os.arch")
    };
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
