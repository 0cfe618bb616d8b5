package id.openclass.nexus.repo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.util.Arrays;

/// With `JAZZER_FUZZ=1` looks for releases and channels that end in anything but a value or an
/// error of ours.
class RepoFuzzTest {
  /// What is read is written and read again as the same.
  @FuzzTest(maxDuration = "30s")
  void anyReleaseIsReadOrRefused(byte[] bytes) {
    tried(() -> {
      byte[] json = Release.parse(bytes, "fuzz").toJson();
      require(Arrays.equals(json, Release.parse(json, "again").toJson()));
    });
  }

  @FuzzTest(maxDuration = "30s")
  void anyChannelIsReadOrRefused(byte[] bytes) {
    tried(() -> {
      byte[] json = ReleaseChannel.parse(bytes, "fuzz").toJson();
      require(Arrays.equals(json, ReleaseChannel.parse(json, "again").toJson()));
    });
  }

  private static void require(boolean same) {
    if (!same) {
      throw new AssertionError("another value after printing");
    }
  }

  private static void tried(Runnable read) {
    try {
      read.run();
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }
}
