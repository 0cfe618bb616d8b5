package id.openclass.nexus.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;

/// With `JAZZER_FUZZ=1` looks for archives that end in anything but a result or an error of ours.
/// Its seeds are the test vectors: `ArchiveFuzzTestInputs` in the resources has a few of them.
class ArchiveFuzzTest {
  /// The checksums of gzip keep a fuzzer out; here it changes the tar inside.
  @FuzzTest(maxDuration = "30s")
  void anyTarIsReadOrRefused(byte[] tar) {
    read(RawTar.gzip(tar));
  }

  /// And here what is inside the small files of a package of ours.
  @FuzzTest(maxDuration = "30s")
  void anySmallFilesAreReadOrRefused(byte[] tar) {
    RawPackage.Tar ours = new RawPackage().new Tar();
    ours.small = tar;
    read(ours.toBytes());
  }

  @FuzzTest(maxDuration = "30s")
  void anyArchiveIsReadOrRefused(byte[] bytes) {
    read(bytes);
  }

  private static void read(byte[] bytes) {
    try (PackageArchive archive = PackageArchive.open(new InMemory(bytes))) {
      archive.smallFiles();
      archive.folder();
      try {
        archive.checkLayout("tiny.gguf");
      } catch (NexusException e) {
        // Its chunks may be right all the same.
      }
      Progress.Task task = done -> {};
      archive.unpack(new UnpackOptions(1, true, true), ModelSink.NOWHERE, task);
    } catch (NexusException e) {
      // Refused by name: as it should be.
    }
  }

  private record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
      return "fuzz";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      if (offset < 0 || offset > bytes.length - into.remaining()) {
        throw new AssertionError("read outside: " + offset);
      }
      into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void close() {}
  }
}
