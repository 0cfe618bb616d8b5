package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.NexusException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every store must do that is read. `docs/stores.md` section 2.
public abstract class StoreContract {
  /// Key, content.
  protected static final ObjectKey KEY = ObjectKey.of("targets/tiny/1.0.0/a b+c.json");

  /// A store that holds these objects and no others.
  protected abstract Store holding(Map<ObjectKey, byte[]> objects) throws Exception;

  /// Replaces or makes an object behind the store's back.
  protected abstract void put(ObjectKey key, byte[] content) throws Exception;

  /// Bytes that look like nothing.
  protected static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  protected static byte[] read(ObjectSource object, ByteRange range) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    object.transfer(
        range,
        bytes -> {
          byte[] part = new byte[bytes.remaining()];
          bytes.get(part);
          out.writeBytes(part);
        });
    return out.toByteArray();
  }

  private static byte[] part(byte[] all, long from, long length) {
    return ByteBuffer.allocate((int) length).put(all, (int) from, (int) length).array();
  }

  @Test
  void findsWhatIsThereAndNothingElse() throws Exception {
    byte[] content = noise(1000, 1);
    try (Store store = holding(Map.of(KEY, content))) {
      ObjectSource object = store.find(KEY).orElseThrow();
      assertThat(object.length()).isEqualTo(1000);
      assertThat(object.info().version()).isNotEqualTo(ObjectVersion.NONE);
      assertThat(store.exists(KEY)).isTrue();
      for (String other :
          new String[] {"nothing", "targets/tiny", "targets/tiny/1.0.0/a b+c.json/x"}) {
        assertThat(store.find(ObjectKey.of(other))).as(other).isEmpty();
        assertThat(store.readSmall(ObjectKey.of(other), 10)).as(other).isEmpty();
      }
      assertThatThrownBy(() -> store.open(ObjectKey.of("nothing")))
          .isInstanceOf(NexusException.NotFound.class)
          .satisfies(e -> assertThat(((NexusException) e).where()).contains("nothing"));
    }
  }

  @Test
  void givesExactlyTheBytesOfARange() throws Exception {
    byte[] content = noise(300_000, 2);
    try (Store store = holding(Map.of(KEY, content))) {
      ObjectSource object = store.open(KEY);
      Random random = new Random(7);
      for (int i = 0; i < 20; i++) {
        int from = random.nextInt(content.length + 1);
        int length = random.nextInt(content.length - from + 1);
        assertThat(read(object, new ByteRange(from, length)))
            .as(from + ", " + length)
            .isEqualTo(part(content, from, length));
      }
      assertThat(read(object, new ByteRange(0, content.length))).isEqualTo(content);
      assertThat(read(object, new ByteRange(content.length - 1, 1)))
          .isEqualTo(part(content, content.length - 1L, 1));
      assertThat(object.read(new ByteRange(5, 9))).isEqualTo(part(content, 5, 9));
      assertThatThrownBy(() -> object.read(content.length - 5L, ByteBuffer.allocate(6)))
          .isInstanceOf(NexusException.Malformed.class);
    }
  }

  @Test
  void readsSmallObjectsWholeAndRefusesLargerOnes() throws Exception {
    byte[] content = noise(5000, 3);
    try (Store store = holding(Map.of(KEY, content))) {
      assertThat(store.readSmall(KEY, 5000)).hasValue(content);
      assertThat(Store.readWhole(store.open(KEY), 5000)).isEqualTo(content);
      assertThatThrownBy(() -> store.readSmall(KEY, 4999))
          .isInstanceOf(NexusException.Malformed.class)
          .hasMessageContaining("4,999");
      assertThatThrownBy(() -> Store.readWhole(store.open(KEY), 4999))
          .isInstanceOf(NexusException.Malformed.class);
    }
  }

  @Test
  void anEmptyObjectIsAnObject() throws Exception {
    try (Store store = holding(Map.of(KEY, new byte[0]))) {
      assertThat(store.open(KEY).length()).isZero();
      assertThat(read(store.open(KEY), new ByteRange(0, 0))).isEmpty();
      assertThat(store.readSmall(KEY, 0)).hasValue(new byte[0]);
    }
  }

  @Test
  void neverMixesTwoVersions() throws Exception {
    try (Store store = holding(Map.of(KEY, noise(2000, 4)))) {
      ObjectSource before = store.open(KEY);
      put(KEY, noise(2000, 5));
      assertThatThrownBy(() -> read(before, new ByteRange(1000, 1000)))
          .isInstanceOf(NexusException.Malformed.class)
          .hasMessageContaining("changed");
      ObjectSource after = store.open(KEY);
      assertThat(after.info().version()).isNotEqualTo(before.info().version());
      assertThat(read(after, new ByteRange(0, 2000))).isEqualTo(noise(2000, 5));
    }
  }

  @Test
  void whatTheSinkThrowsEndsTheTransfer() throws Exception {
    try (Store store = holding(Map.of(KEY, noise(500_000, 6)))) {
      assertThatThrownBy(() ->
              store
                  .open(KEY)
                  .transfer(
                      new ByteRange(0, 500_000),
                      bytes -> {
                        throw NexusException.storage("full", "x", null, null);
                      }))
          .isInstanceOf(NexusException.Storage.class);
      assertThat(store.open(KEY).length()).isEqualTo(500_000);
    }
  }

  @Test
  void threadsMayShareIt() throws Exception {
    byte[] content = noise(200_000, 8);
    try (Store store = holding(Map.of(KEY, content));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ObjectSource object = store.open(KEY);
      var parts =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> read(object, new ByteRange(i * 25_000L, 25_000))))
              .toList();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Future<byte[]> part : parts) {
        all.writeBytes(part.get());
      }
      assertThat(all.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void namesItselfAndItsObjectsShortly() throws Exception {
    try (Store store = holding(Map.of(KEY, new byte[1]))) {
      assertThat(store.toString()).hasSizeLessThanOrEqualTo(160);
      assertThat(store.address(KEY)).startsWith(store.name().replaceFirst("/$", ""));
      assertThat(store.open(KEY).name()).isEqualTo(store.address(KEY));
    }
  }
}
