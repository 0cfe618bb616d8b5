package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What every store must do that is written, too.
public abstract class WritableStoreContract extends StoreContract {
  /// The same store each time within a test, empty at first.
  protected abstract Store.Writable writable() throws Exception;

  /// Whether the server that a test runs compares and writes in one step.
  protected boolean replacesInOneStep() {
    return true;
  }

  @Override
  protected Store holding(Map<ObjectKey, byte[]> objects) throws Exception {
    Store.Writable store = writable();
    objects.forEach(store::writeNew);
    return store;
  }

  @Override
  protected void put(ObjectKey key, byte[] content) throws Exception {
    assertThat(writable().replace(key, content, ObjectVersion.ANY)).isPresent();
  }

  private static ByteSource source(byte[] content) {
    return ByteSource.of("content", content);
  }

  @Test
  void writesOnceAndLeavesTheSameBytesAlone() throws Exception {
    byte[] content = noise(70_000, 1);
    AtomicLong sent = new AtomicLong();
    try (Store.Writable store = writable()) {
      assertThat(store.writeNew(KEY, source(content), Digest.of(content), sent::addAndGet))
          .isEqualTo(Outcome.WRITTEN);
      assertThat(sent.get()).isEqualTo(70_000);
      assertThat(store.writeNew(KEY, content)).isEqualTo(Outcome.ALREADY_THERE);
      assertThat(store.readSmall(KEY, 70_000)).hasValue(content);
    }
  }

  @Test
  void refusesOtherContentUnderTheSameKey() throws Exception {
    try (Store.Writable store = writable()) {
      store.writeNew(KEY, noise(100, 1));
      for (byte[] other : List.of(noise(100, 2), noise(101, 1), new byte[0])) {
        assertThatThrownBy(() -> store.writeNew(KEY, other))
            .isInstanceOf(NexusException.Refused.class)
            .hasMessageContaining("another content");
      }
      assertThat(store.readSmall(KEY, 100)).hasValue(noise(100, 1));
    }
  }

  @Test
  void writesNothingWhoseDigestIsAnother() throws Exception {
    try (Store.Writable store = writable()) {
      Digest other = Digest.of(noise(100, 2));
      assertThatThrownBy(() -> store.writeNew(KEY, source(noise(100, 1)), other, done -> {}))
          .isInstanceOf(NexusException.DigestMismatch.class);
      assertThat(store.exists(KEY)).isFalse();
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void replacesOnlyTheVersionThatIsExpected() throws Exception {
    try (Store.Writable store = writable()) {
      ObjectVersion one = store.replace(KEY, noise(10, 1), ObjectVersion.NONE).orElseThrow();
      assertThat(store.open(KEY).info().version()).isEqualTo(one);
      assertThat(store.replace(KEY, noise(10, 2), ObjectVersion.NONE)).isEmpty();
      ObjectVersion two = store.replace(KEY, noise(10, 2), one).orElseThrow();
      assertThat(two).isNotEqualTo(one);
      assertThat(store.replace(KEY, noise(10, 3), one)).isEmpty();
      assertThat(store.readSmall(KEY, 10)).hasValue(noise(10, 2));
      assertThat(store.replace(KEY, noise(10, 4), ObjectVersion.ANY)).isPresent();
      assertThat(store.readSmall(KEY, 10)).hasValue(noise(10, 4));
      ObjectKey none = ObjectKey.of("none");
      assertThat(store.replace(none, noise(10, 1), two)).isEmpty();
      assertThat(store.exists(none)).isFalse();
    }
  }

  @Test
  void ofTwoWhoReplaceAtOnceOneIsToldNo() throws Exception {
    try (Store.Writable store = writable();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(store.honoursConditions()).isTrue();
      for (int round = 0; round < 5; round++) {
        ObjectKey key = ObjectKey.of("pointer-" + round);
        ObjectVersion old = store.replace(key, new byte[1], ObjectVersion.NONE).orElseThrow();
        List<Future<Optional<ObjectVersion>>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          byte[] content = noise(20, i);
          Callable<Optional<ObjectVersion>> work = () -> store.replace(key, content, old);
          all.add(threads.submit(work));
        }
        assertThat(all.stream().filter(WritableStoreContract::won))
            .as("round " + round)
            .hasSizeBetween(1, replacesInOneStep() ? 1 : 4);
        assertThat(store.readSmall(key, 20)).isPresent();
      }
    }
  }

  /// A store may also say that another process is writing.
  private static boolean won(Future<Optional<ObjectVersion>> replaced) {
    try {
      return replaced.get().isPresent();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(NexusException.Refused.class);
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void deletesAndDoesNotMindWhatIsGone() throws Exception {
    try (Store.Writable store = writable()) {
      store.writeNew(KEY, noise(10, 1));
      store.delete(KEY);
      store.delete(KEY);
      assertThat(store.exists(KEY)).isFalse();
      assertThat(store.writeNew(KEY, noise(10, 2))).isEqualTo(Outcome.WRITTEN);
    }
  }

  @Test
  void listsByPrefixInTheOrderOfKeys() throws Exception {
    try (Store.Writable store = writable()) {
      for (String key : List.of("b", "a/2", "a/10", "ab", "a/c/d")) {
        store.writeNew(ObjectKey.of(key), key.getBytes());
      }
      assertThat(keys(store, "")).containsExactly("a/10", "a/2", "a/c/d", "ab", "b");
      assertThat(keys(store, "a")).containsExactly("a/10", "a/2", "a/c/d", "ab");
      assertThat(keys(store, "a/")).containsExactly("a/10", "a/2", "a/c/d");
      assertThat(keys(store, "none")).isEmpty();
      assertThat(store.list("a/10"))
          .containsExactly(new Store.Writable.Listed(ObjectKey.of("a/10"), 4));
    }
  }

  private static List<String> keys(Store.Writable store, String prefix) {
    return store.list(prefix).stream().map(listed -> listed.key().text()).toList();
  }

  @Test
  void theProbeLeavesNothingBehind() throws Exception {
    try (Store.Writable store = writable()) {
      assertThat(store.honoursConditions()).isTrue();
      assertThat(store.list("")).isEmpty();
      assertThat(store.dropUnfinished("", Instant.EPOCH)).isZero();
    }
  }
}
