package id.openclass.nexus.repo;

import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class FolderPublishingTest extends PublishingContract {
  @Override
  protected Store.Writable newStore() throws Exception {
    return FolderStore.at(Files.createTempDirectory(folder, "repository"));
  }

  @Override
  protected Store.Writable copyOf(Store.Writable base) throws Exception {
    Path from = ((FolderStore) base).file(ObjectKey.of("x")).getParent();
    Path to = Files.createTempDirectory(folder, "copy");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return FolderStore.at(to);
  }
}
