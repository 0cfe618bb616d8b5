package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.keys.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;

/// Signs addresses behind CloudFront, so that whoever has one may read until a time (canned
/// policy). `docs/stores.md` section 8. Threads may share it.
public final class UrlSigner {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final String keyPairId;
  private final CannedSignerRequest template;

  private UrlSigner(String keyPairId, CannedSignerRequest template) {
    this.keyPairId = keyPairId;
    this.template = template;
  }

  /// With a key pair whose public half CloudFront knows.
  ///
  /// @param keyPairId CloudFront's name of the public key
  /// @param privateKey a file `.pem` or `.der` with an RSA or P-256 key
  /// @return the signer
  /// @throws NexusException.Refused when others may read the file
  /// @throws NexusException.Malformed when it holds no such key
  public static UrlSigner of(String keyPairId, Path privateKey) {
    if (!keyPairId.matches("[A-Za-z0-9_-]{1,64}")) {
      throw NexusException.invalidValue(
          "not an id of a key pair: " + Display.escape(keyPairId, 80),
          "for example K2JCJMDEHXQW5F");
    }
    KeyFile.requireFileName(privateKey.toString());
    refuseOpenToOthers(privateKey);
    try {
      return new UrlSigner(
          keyPairId,
          CannedSignerRequest.builder()
              .keyPairId(keyPairId)
              .privateKey(privateKey)
              .resourceUrl("https://example.org/")
              .expirationDate(Instant.EPOCH)
              .build());
    } catch (IOException e) {
      throw NexusException.io("read", privateKey, e);
    } catch (Exception e) {
      // The SDK declares no narrower type. What it says may repeat the file.
      throw NexusException.malformed(
          "this is no private key that CloudFront takes",
          privateKey.toString(),
          -1,
          "a .pem or .der file with an RSA key of 2,048 bits or a P-256 key in PKCS#8");
    }
  }

  private static void refuseOpenToOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw NexusException.refused(
            "others can read this private key",
            Display.escape(file.toString()),
            "run: chmod 600 " + Display.escape(file.toString()));
      }
    } catch (UnsupportedOperationException e) {
      // Windows has no such permissions.
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  /// Signs an address.
  ///
  /// @param url `https://DOMAIN/PATH` as it will be typed
  /// @param until when it stops to work
  /// @return the address with `Expires`, `Signature` and `Key-Pair-Id`
  public String sign(String url, Instant until) {
    return CloudFrontUtilities.create()
        .getSignedUrlWithCannedPolicy(
            template.toBuilder().resourceUrl(url).expirationDate(until).build())
        .url();
  }

  /// As `UrlSigner[K2JCJMDEHXQW5F]`.
  @Override
  public String toString() {
    return "UrlSigner[" + keyPairId + "]";
  }
}
