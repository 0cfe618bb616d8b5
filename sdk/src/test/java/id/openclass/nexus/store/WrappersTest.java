package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stores around stores: each keeps the contract, and does its one thing.
class WrappersTest {
  @Nested
  class Metered extends WritableStoreContract {
    @TempDir Path folder;

    @Override
    protected Store.Writable writable() {
      return MeteredStore.ofWritable(FolderStore.at(folder), new Meter());
    }

    @Test
    void countsWhatGoesOverIt() {
      Meter meter = new Meter();
      Store.Writable store = MeteredStore.ofWritable(FolderStore.at(folder), meter);
      store.writeNew(KEY, noise(1000, 1));
      store.writeNew(KEY, noise(1000, 1));
      store.replace(ObjectKey.of("p"), new byte[7], ObjectVersion.NONE);
      store.replace(ObjectKey.of("p"), new byte[7], ObjectVersion.NONE);
      assertThat(store.open(KEY).read(new id.openclass.nexus.core.ByteRange(0, 10))).hasSize(10);
      assertThat(store.readSmall(KEY, 1000)).isPresent();
      assertThat(meter.writtenObjects()).isEqualTo(2);
      assertThat(meter.writtenBytes()).isEqualTo(1007);
      assertThat(meter.receivedBytes()).isEqualTo(1010);
      assertThat(meter.requests()).isEqualTo(7);
      assertThat(meter).hasToString("Meter[7 requests, 1.01 kB in, 1.01 kB out]");
    }
  }

  @Nested
  class DryRun extends WritableStoreContract {
    @TempDir Path folder;
    private DryRunStore store;

    @Override
    protected Store.Writable writable() {
      if (store == null) {
        store = DryRunStore.of(FolderStore.at(folder));
      }
      return store;
    }

    @Test
    void writesNothingAndKnowsWhatItWouldHaveWritten() {
      FolderStore real = FolderStore.at(folder);
      real.writeNew(ObjectKey.of("old"), noise(10, 1));
      DryRunStore dry = DryRunStore.of(real);
      assertThat(dry.writeNew(ObjectKey.of("old"), noise(10, 1))).isEqualTo(Outcome.ALREADY_THERE);
      dry.writeNew(ObjectKey.of("new"), noise(20, 1));
      dry.delete(ObjectKey.of("old"));
      assertThat(dry.written()).containsExactly(new Store.Writable.Listed(ObjectKey.of("new"), 20));
      assertThat(dry.deleted()).containsExactly(ObjectKey.of("old"));
      assertThat(dry.list("")).hasSize(1);
      assertThat(dry.exists(ObjectKey.of("old"))).isFalse();
      assertThat(real.list("")).hasSize(1);
      assertThat(real.exists(ObjectKey.of("new"))).isFalse();
    }

    @Test
    void refusesContentOfAnotherDigestAsTheRealOneWould() {
      ByteSource content = ByteSource.of("x", noise(10, 1));
      assertThatThrownBy(
              () -> writable().writeNew(KEY, content, Digest.of(new byte[1]), done -> {}))
          .isInstanceOf(NexusException.DigestMismatch.class);
    }
  }

  @Nested
  class Limited extends StoreContract {
    @TempDir Path folder;

    @Override
    protected Store holding(Map<ObjectKey, byte[]> objects) {
      objects.forEach(this::put);
      return RateLimitedStore.of(FolderStore.at(folder), 1_000_000_000_000L);
    }

    @Override
    protected void put(ObjectKey key, byte[] content) {
      FolderStore.at(folder).replace(key, content, ObjectVersion.ANY);
    }

    @Test
    void waitsUntilBytesHaveHadTheirTime() {
      FolderStore.at(folder).writeNew(KEY, noise(3_000_000, 1));
      AtomicLong clock = new AtomicLong();
      List<Long> pauses = new ArrayList<>();
      Pace pace =
          new Pace(
              1_000_000,
              clock::get,
              nanos -> {
                pauses.add(nanos);
                clock.addAndGet(nanos);
              });
      Store store = RateLimitedStore.of(FolderStore.at(folder), pace);
      assertThat(Store.readWhole(store.open(KEY), 3_000_000)).hasSize(3_000_000);
      assertThat(clock.get()).isEqualTo(Duration.ofSeconds(3).toNanos());
      assertThat(pauses).hasSizeGreaterThan(10);
      clock.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(store.readSmall(KEY, 3_000_000)).isPresent();
      assertThat(clock.get())
          .as("what was not used before does not count")
          .isEqualTo(Duration.ofHours(1).plusSeconds(6).toNanos());
    }

    @Test
    void refusesARateOfNothing() {
      assertThatThrownBy(() -> RateLimitedStore.of(FolderStore.at(folder), 0))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
  }

  @Nested
  class Retrying extends StoreContract {
    @TempDir Path folder;
    private final List<String> heard = new ArrayList<>();

    @Override
    protected Store holding(Map<ObjectKey, byte[]> objects) {
      objects.forEach(this::put);
      return RetryingStore.of(FolderStore.at(folder), patience());
    }

    private Patience patience() {
      return new Patience(Duration.ofMillis(1), Duration.ofMillis(8), 5, heard::add);
    }

    @Override
    protected void put(ObjectKey key, byte[] content) {
      FolderStore.at(folder).replace(key, content, ObjectVersion.ANY);
    }

    @Test
    void tellsOfEachFailureThatIsFollowedByAnotherTry() {
      AtomicLong tries = new AtomicLong();
      assertThatThrownBy(() ->
              patience()
                  .run(() -> {
                    tries.incrementAndGet();
                    throw NexusException.transfer("no line", "x", null, null);
                  }))
          .isInstanceOf(NexusException.Transfer.class);
      assertThat(tries).hasValue(5);
      assertThat(heard).hasSize(4).allMatch(said -> said.startsWith("no line; trying again in "));
      assertThat(patience().briefly().attempts()).isEqualTo(3);
    }

    @Test
    void aThreadThatIsInterruptedGivesUp() throws InterruptedException {
      Patience hours = new Patience(Duration.ofHours(1), Duration.ofHours(2), 5, heard::add);
      List<Throwable> thrown = new ArrayList<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Thread.currentThread().interrupt();
                  hours.run(() -> {
                    throw NexusException.transfer("no line", "x", null, null);
                  });
                } catch (NexusException e) {
                  thrown.add(e);
                }
              });
      thread.join();
      assertThat(thrown).singleElement().isInstanceOf(NexusException.Transfer.class);
    }
  }
}
