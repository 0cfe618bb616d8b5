package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Addresses that a user types for a server.
final class WebAddress {
  private WebAddress() {}

  /// @param what what errors call it
  /// @param example of one
  static URI parse(String text, String what, String example) {
    try {
      URI uri = new URI(text.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
        throw NexusException.invalidValue("not " + what, "for example " + example);
      }
      if (uri.getRawUserInfo() != null) {
        throw NexusException.invalidValue(
            what + " holds a user name or a password", "leave out what is before '@'");
      }
      return uri;
    } catch (URISyntaxException e) {
      // Its message has the whole address, with what is secret in it.
      throw NexusException.invalidValue("not " + what, "for example " + example);
    }
  }

  /// Host and port, which are no secret.
  static String host(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return Display.escape(uri.getHost() + port, 120);
  }
}
