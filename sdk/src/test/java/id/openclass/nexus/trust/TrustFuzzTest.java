package id.openclass.nexus.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// With `JAZZER_FUZZ=1` looks for metadata, signatures and keys that end in anything but a value or
/// an error of ours.
class TrustFuzzTest {
  private static final byte[] ROOT = new RepositorySimulator().published.get("root").getFirst();

  @FuzzTest(maxDuration = "30s")
  void anyMetadataIsReadOrRefused(byte[] bytes) {
    tried(() -> SignedMetadata.parseRoot(bytes, "fuzz"));
    tried(() -> SignedMetadata.parseTargets(bytes, "fuzz"));
    tried(() -> SignedMetadata.parseSnapshot(bytes, "fuzz"));
    tried(() -> SignedMetadata.parseTimestamp(bytes, "fuzz"));
  }

  /// What is read is written and read again as the same.
  @FuzzTest(maxDuration = "30s")
  void anyJsonHasOneCanonicalForm(byte[] bytes) {
    tried(() -> {
      JsonFields read = StrictJson.parse(bytes, "fuzz");
      byte[] canonical = CanonicalJson.encode(read.map(), "fuzz");
      byte[] again =
          CanonicalJson.encode(
              StrictJson.parse(StrictJson.print(read.map()), "again").map(), "again");
      if (!java.util.Arrays.equals(canonical, again)) {
        throw new AssertionError("another value after printing");
      }
    });
  }

  /// No bytes make a client trust anything new.
  @FuzzTest(maxDuration = "30s")
  void noBytesAreTrusted(byte[] bytes) {
    tried(() -> {
      TrustedMetadata.startingFrom(ROOT, RepositorySimulator.NOW).updateRoot(bytes, "fuzz");
      throw new AssertionError("a root was trusted that nobody signed");
    });
  }

  @FuzzTest(maxDuration = "30s")
  void anyModelSignatureIsReadOrRefused(byte[] bytes) {
    tried(() -> ModelSignature.parse(bytes, "fuzz").unverifiedStatement().differences(List.of()));
  }

  @FuzzTest(maxDuration = "30s")
  void anyKeyIsReadOrRefused(byte[] bytes) {
    String pem = new String(bytes, StandardCharsets.UTF_8);
    tried(() -> SigningKey.parsePem(pem, new char[] {'x'}, "fuzz"));
    tried(() -> VerifyingKey.parsePem(pem, "fuzz"));
    SigningKey.isIn(bytes);
  }

  private static void tried(Runnable read) {
    try {
      read.run();
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }
}
