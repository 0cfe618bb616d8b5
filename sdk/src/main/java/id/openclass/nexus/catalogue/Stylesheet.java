package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The one style sheet of the pages, and the policy that allows it and nothing else.
///
/// @param text CSS, as it stands in the page
record Stylesheet(String text) {
  private static final String RESOURCE = "catalogue.css";
  static final Stylesheet OWN = new Stylesheet(load());

  private static String load() {
    try (InputStream in = Stylesheet.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      // A checkout may have other line ends; the bytes of a page may not.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException("the jar is broken", e);
    }
  }

  /// A content security policy (CSP 3) for a `meta` element.
  String policy() {
    byte[] digest = Digest.of(text.getBytes(StandardCharsets.UTF_8)).toBytes();
    return "default-src 'none'; style-src 'sha256-"
        + Base64.getEncoder().encodeToString(digest)
        + "'; base-uri 'none'; form-action 'none'";
  }

  /// As `Stylesheet[4.1 kB]`.
  @Override
  public String toString() {
    return "Stylesheet[" + text.length() + " characters]";
  }
}
