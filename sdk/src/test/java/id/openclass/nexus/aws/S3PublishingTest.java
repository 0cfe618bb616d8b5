package id.openclass.nexus.aws;

import id.openclass.nexus.repo.PublishingContract;
import id.openclass.nexus.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3PublishingTest extends PublishingContract {
  @TempDir static Path data;
  private static S3Server server;
  private static int count;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(data, "models");
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Override
  protected Store.Writable newStore() {
    count++;
    return S3Store.at("s3://models/repository-" + System.nanoTime() + count, server.options());
  }

  /// Every operation of the same steps is cut off over a folder.
  @Override
  protected int step() {
    return 9;
  }

  /// The server in this process looks, removes, then writes.
  @Override
  protected boolean replacesInOneStep() {
    return server.isOutside();
  }
}
