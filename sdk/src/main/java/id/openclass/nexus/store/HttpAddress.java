package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Addresses of the web, as objects have them.
public final class HttpAddress {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private HttpAddress() {}

  static boolean isHttp(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    boolean known = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    return known && uri.getHost() != null;
  }

  static boolean isPage(URI uri) {
    return String.valueOf(uri.getPath()).matches("(?i).*(\\.html?|/)");
  }

  /// The address without what may be secret in it. Where no host was understood, a password may
  /// reach farther than an address has it.
  static String shown(URI uri) {
    String userInfo = uri.getHost() == null ? "//.*@" : "//[^/@]*@";
    String text = uri.toString().replaceFirst(userInfo, "//");
    int query = text.indexOf('?');
    return Display.escape(query < 0 ? text : text.substring(0, query) + "?...");
  }

  /// Text as the path of an address (RFC 3986): all but unreserved characters and `/` become
  /// percent signs and digits.
  ///
  /// @param text a key
  /// @return the path, without `/` before it
  public static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf((char) (b & 0xff)) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(String.format("%02X", b & 0xff));
      }
    }
    return out.toString();
  }
}
