package id.openclass.nexus.repo;

import id.openclass.nexus.store.FolderStore;
import id.openclass.nexus.store.Store;
import java.nio.file.Files;

class FolderPublishingTest extends PublishingContract {
  @Override
  protected Store.Writable newStore() throws Exception {
    return FolderStore.at(Files.createTempDirectory(folder, "repository"));
  }
}
