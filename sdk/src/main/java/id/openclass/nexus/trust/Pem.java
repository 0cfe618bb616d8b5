package id.openclass.nexus.trust;

import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One block of PEM (RFC 7468): what a text encoding of keys is made of. An error never shows the
/// text.
///
/// @param label what it says it is: `PUBLIC KEY`
/// @param content what was in base64; not copied
record Pem(String label, byte[] content) {
  static final String PUBLIC = "PUBLIC KEY";
  static final String PRIVATE = "PRIVATE KEY";
  static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----\\s*([A-Za-z0-9+/=\\s]*?)-----END \\1-----");
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  /// Reads the first block of a text.
  ///
  /// @param where what errors call the text
  /// @throws NexusException.Malformed when there is none, or it is broken
  static Pem parse(String text, String where) {
    Matcher begin = BEGIN.matcher(text);
    if (!begin.find()) {
      throw NexusException.malformed(
          "this is no key: it has no line -----BEGIN ...-----",
          where,
          -1,
          "keys are made by: nexus keys generate --for model");
    }
    requireKnownForm(begin.group(1), where);
    Matcher block = BLOCK.matcher(text);
    try {
      if (block.find(begin.start()) && block.start() == begin.start()) {
        String base64 = block.group(2).replaceAll("\\s", "");
        return new Pem(block.group(1), Base64.getDecoder().decode(base64));
      }
    } catch (IllegalArgumentException e) {
      // Told below; what the decoder says would show a part of the key.
    }
    throw broken(where);
  }

  static NexusException broken(String where) {
    return NexusException.malformed(
        "the key is broken, or of a kind that is not used here",
        where,
        -1,
        "Ed25519, P-256, P-384, P-521 and RSA of 2048 to 8192 bits are used; if it is one of these,"
            + " copy it again with its line ends");
  }

  /// Names the command that converts what other programs write.
  private static void requireKnownForm(String label, String where) {
    String convert =
        switch (label) {
          case PUBLIC, PRIVATE, ENCRYPTED -> "";
          case "EC PRIVATE KEY", "RSA PRIVATE KEY" -> "openssl pkcs8 -topk8 -in KEY -out NEW.pem";
          case "OPENSSH PRIVATE KEY" -> "ssh-keygen -p -m PKCS8 -f KEY";
          case "RSA PUBLIC KEY" -> "openssl rsa -RSAPublicKey_in -in KEY -pubout -out NEW.pub";
          case "CERTIFICATE" -> "openssl x509 -in KEY -noout -pubkey -out NEW.pub";
          default -> null;
        };
    if (convert == null || !convert.isEmpty()) {
      throw NexusException.malformed(
          "the key has the form " + label + ", which is not read here",
          where,
          -1,
          convert == null
              ? "keys are made by: nexus keys generate --for model"
              : "convert it: " + convert.replace("KEY", typed(where)));
    }
  }

  private static String typed(String where) {
    return where.matches("[A-Za-z0-9_./-]+") ? where : "KEY";
  }

  /// Whether bytes hold a private key in any of its text forms.
  static boolean holdsPrivateKey(byte[] bytes) {
    Matcher begin = BEGIN.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    return begin.results().anyMatch(found -> found.group(1).endsWith(PRIVATE));
  }

  /// The block as text, in lines of 64 characters, each ended by a line feed.
  String text() {
    byte[] newline = {'\n'};
    String lines = Base64.getMimeEncoder(64, newline).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /// The label: the content may be secret.
  @Override
  public String toString() {
    return "Pem[" + label + "]";
  }
}
