package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.store.HttpStore;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.Store;
import id.openclass.nexus.store.WritableStoreContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest extends WritableStoreContract {
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path folder;
  private static S3Server server;
  private String prefix;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(folder, "models");
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @BeforeEach
  void anotherPlace() {
    prefix = "p" + COUNT.incrementAndGet();
  }

  @Override
  protected Store.Writable writable() {
    return S3Store.at("s3://models/" + prefix, server.options());
  }

  /// The server in this process does it in two; `.ci/stores` runs these tests with another one.
  @Override
  protected boolean replacesInOneStep() {
    return server.isOutside();
  }

  @Test
  void largeObjectsGoInPartsAndComeBackWhole() {
    byte[] content = noise(20_000_000, 1);
    AtomicLong sent = new AtomicLong();
    ObjectKey key = ObjectKey.of("big");
    try (Store.Writable store = writable()) {
      ByteSource source = ByteSource.of("big", content);
      assertThat(store.writeNew(key, source, Digest.of(content), sent::addAndGet))
          .isEqualTo(Outcome.WRITTEN);
      assertThat(sent).hasValue(content.length);
      ObjectSource object = store.open(key);
      assertThat(object.info().sha256()).isEqualTo(Digest.of(content));
      assertThat(Store.readWhole(object, 20_000_000)).isEqualTo(content);
      assertThat(store.writeNew(key, content)).isEqualTo(Outcome.ALREADY_THERE);
      byte[] other = noise(20_000_000, 2);
      assertThatThrownBy(() -> store.writeNew(key, other))
          .isInstanceOf(NexusException.Refused.class);
      assertThat(store.dropUnfinished("", Instant.parse("9999-01-01T00:00:00Z")))
          .as("what was refused leaves no upload")
          .isZero();
    }
  }

  @Test
  void keepsToItsPrefix() {
    try (Store.Writable store = writable();
        Store.Writable whole = S3Store.at("s3://models", server.options())) {
      store.writeNew(KEY, noise(10, 1));
      assertThat(store.list("")).hasSize(1);
      assertThat(whole.exists(ObjectKey.of(prefix + "/" + KEY))).isTrue();
      assertThat(whole.list(prefix + "/"))
          .extracting(listed -> listed.key().text())
          .containsExactly(prefix + "/" + KEY);
    }
  }

  @Test
  void anEmptyBucketNameOrAddressIsNone() {
    for (String address : new String[] {"s3://", "s3://a", "s3:/x/y", "x", "s3://b_k/../x"}) {
      assertThatThrownBy(() -> S3Store.at(address, server.options()))
          .as(address)
          .isInstanceOf(NexusException.InvalidValue.class);
    }
    assertThat(S3Address.parse("s3://models/a/b/")).hasToString("s3://models/a/b");
    assertThat(S3Address.parse("s3://models/")).hasToString("s3://models");
  }

  @Test
  void anObjectOfAnotherProgramHasNoRecordedDigestAndIsCompared() throws Exception {
    byte[] content = noise(1000, 1);
    try (Store.Writable store = writable()) {
      store.writeNew(KEY, content);
      server.writeAsAnotherProgram("models", prefix + "/" + KEY, content);
      assertThat(store.open(KEY).info().sha256()).isNull();
      assertThat(store.writeNew(KEY, content)).isEqualTo(Outcome.ALREADY_THERE);
      assertThatThrownBy(() -> store.writeNew(KEY, noise(1000, 2)))
          .isInstanceOf(NexusException.Refused.class);
    }
  }

  @Test
  void tellsTheAddressOfAnObject() {
    try (S3Store store = S3Store.at("s3://models/" + prefix, server.options())) {
      assertThat(store.url(ObjectKey.of("a b.json")))
          .isEqualTo("http://127.0.0.1:" + server.port() + "/models/" + prefix + "/a%20b.json");
      assertThat(HttpStore.object(store.url(KEY))).as("not public").isEmpty();
    }
  }
}
