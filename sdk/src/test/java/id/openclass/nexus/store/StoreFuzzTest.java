package id.openclass.nexus.store;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.Journal;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// With `JAZZER_FUZZ=1` looks for keys that leave a folder, and for journals that end in anything
/// but records.
class StoreFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void noKeyLeavesAFolder(String text) {
    if (text != null && ObjectKey.isAllowed(text)) {
      Path root = Path.of("/srv/repository");
      Path path;
      try {
        path = root.resolve(text).normalize();
      } catch (InvalidPathException e) {
        // Letters that this system's file names cannot have.
        return;
      }
      if (!path.startsWith(root) || path.equals(root)) {
        throw new AssertionError("leaves its folder: " + text);
      }
    }
  }

  @FuzzTest(maxDuration = "30s")
  void anyJournalIsReadAsFarAsItIsWhole(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("journal", ".upload");
    try {
      Files.write(file, bytes);
      int before;
      try (Journal journal = Journal.open(file)) {
        before = journal.records().size();
        journal.append("more");
      }
      try (Journal journal = Journal.open(file)) {
        if (journal.records().size() != before + 1) {
          throw new AssertionError("records were lost");
        }
      }
    } catch (NexusException e) {
      throw new AssertionError("a journal is never refused", e);
    } finally {
      Files.delete(file);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void anyAddressIsTakenOrRefused(String address) {
    if (address != null) {
      try {
        HttpStore.at(address).close();
      } catch (NexusException.InvalidValue e) {
        // Refused by name: as it should be.
      }
    }
  }
}
