package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UrlSignerTest {
  private static final String URL = "https://d1.cloudfront.net/models/a%20b.tar.gz";
  private static final Instant UNTIL = Instant.ofEpochSecond(1_800_000_000);

  @TempDir Path folder;

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private Path pem(KeyPair pair) throws Exception {
    String text =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file = Files.writeString(folder.resolve("key.pem"), text);
    if (OS.current() != OS.WINDOWS) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }

  /// As CloudFront does it: the policy is made again from the address and the time.
  private static boolean isSigned(String signed, KeyPair pair, String algorithm) throws Exception {
    Map<String, String> query =
        Arrays.stream(URI.create(signed).getRawQuery().split("&"))
            .map(part -> part.split("=", 2))
            .collect(Collectors.toMap(part -> part[0], part -> part[1]));
    String policy =
        "{\"Statement\":[{\"Resource\":\""
            + signed.substring(0, signed.indexOf('?'))
            + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
            + query.get("Expires")
            + "}}}]}";
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(pair.getPublic());
    signature.update(policy.getBytes(StandardCharsets.UTF_8));
    String base64 = query.get("Signature").replace('-', '+').replace('_', '=').replace('~', '/');
    return query.get("Key-Pair-Id").equals("K1")
        && signature.verify(Base64.getDecoder().decode(base64));
  }

  @Test
  void whoHasThePublicKeyCanTellThatTheAddressIsGenuine() throws Exception {
    KeyPair pair = rsa();
    String signed = UrlSigner.of("K1", pem(pair)).sign(URL, UNTIL);
    assertThat(signed).startsWith(URL + "?Expires=1800000000&Signature=");
    assertThat(isSigned(signed, pair, "SHA1withRSA")).isTrue();
    assertThat(isSigned(signed.replace("1800000000", "1800000001"), pair, "SHA1withRSA")).isFalse();
    assertThat(isSigned(signed, rsa(), "SHA1withRSA")).isFalse();
  }

  @Test
  void ellipticKeysSignToo() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    String signed = UrlSigner.of("K1", pem(pair)).sign(URL, UNTIL);
    assertThat(isSigned(signed, pair, "SHA1withECDSA")).isTrue();
  }

  @Test
  void refusesWhatIsNoKeyWithoutRepeatingIt() throws Exception {
    Path none = pem(rsa());
    Files.writeString(none, "-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> UrlSigner.of("K1", none))
        .isInstanceOf(NexusException.Malformed.class)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("U0VDUkVU"));
    assertThatThrownBy(() -> UrlSigner.of("K1", folder.resolve("missing.pem")))
        .isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> UrlSigner.of("K 1", none))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesAKeyThatOthersCanRead() throws Exception {
    Path file = pem(rsa());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> UrlSigner.of("K1", file))
        .isInstanceOf(NexusException.Refused.class)
        .satisfies(e -> assertThat(((NexusException) e).hint()).contains("chmod 600"));
  }
}
