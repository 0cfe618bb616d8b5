package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.bytes;
import static id.openclass.nexus.delta.SampleVersions.gguf;
import static id.openclass.nexus.delta.SampleVersions.names;
import static id.openclass.nexus.delta.SampleVersions.noise;
import static id.openclass.nexus.delta.SampleVersions.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every engine keeps: a subclass names one.
abstract class EngineContract {
  @TempDir Path folder;
  private Path older;
  private Path newer;

  abstract DeltaEngine engine();

  @BeforeEach
  void models() throws IOException {
    older = gguf(folder.resolve("old.gguf"), 1);
    newer = gguf(folder.resolve("new.gguf"), 2);
    Files.createDirectory(folder.resolve("out"));
  }

  private Delta delta(Path from, Path to) {
    return Delta.between(from, to).name("tiny").versions("1.0.0", "1.1.0").engine(engine());
  }

  private DeltaUpdate update() {
    return delta(older, newer).writeTo(folder.resolve("updates"));
  }

  @Test
  void makesAnUpdateThatYieldsTheNewFile() {
    DeltaUpdate update = update();
    assertThat(update.path()).isEqualTo(folder.resolve("updates/tiny-1.0.0-to-1.1.0"));
    assertThat(names(update.path()))
        .containsExactlyInAnyOrder(
            update.metadata().deltaType().fileName(), "delta_metadata.json", "UPDATE_INFO.md");
    assertThat(update.verify().errors()).isEmpty();
    Path out = folder.resolve("out/new.gguf");
    assertThat(update.apply(older, out).outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(read(out)).isEqualTo(read(newer));
    assertThat(update.apply(older, out).outcome()).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(names(folder.resolve("out"))).containsExactly("new.gguf");
  }

  @Test
  void makesTheSameBytesOnEveryRun() throws IOException {
    MadeUpdate first = delta(older, newer).archive(true).make(folder.resolve("updates"));
    byte[] tar = read(first.archive());
    assertThat(first.outcome()).isEqualTo(Outcome.WRITTEN);
    MadeUpdate again = delta(older, newer).archive(true).threads(1).make(folder.resolve("updates"));
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_THERE);
    Files.delete(first.archive());
    delta(older, newer).archive(true).threads(3).make(folder.resolve("updates"));
    assertThat(read(first.archive())).isEqualTo(tar);
    assertThat(names(folder.resolve("updates")))
        .containsExactly("tiny-1.0.0-to-1.1.0", "tiny-1.0.0-to-1.1.0.tar");
  }

  @Test
  void appliesTheTarOfAnUpdate() {
    Path tar = delta(older, newer).archive(true).make(folder.resolve("u")).archive();
    DeltaUpdate update = Delta.read(tar);
    assertThat(update.isTar()).isTrue();
    assertThat(update.verify().errors()).isEmpty();
    update.apply(older, folder.resolve("out/x"));
    assertThat(read(folder.resolve("out/x"))).isEqualTo(read(newer));
  }

  @Test
  void makesTheResultToVerifyItAndWritesItNowhere() {
    DeltaUpdate update = update();
    assertThat(update.verify(older, Progress.NONE).errors()).isEmpty();
    assertThatThrownBy(() -> update.verify(newer, Progress.NONE))
        .isInstanceOf(NexusException.BaseMismatch.class)
        .hasMessageContaining("expected is version 1.0.0");
    assertThat(names(folder)).containsExactly("new.gguf", "old.gguf", "out", "updates");
  }

  @Test
  void survivesRandomEdits() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 12; round++) {
      byte[] from = noise(round, 1 + random.nextInt(30_000));
      byte[] to = edited(from, random);
      Path a = bytes(folder.resolve("a"), from);
      Path b = bytes(folder.resolve("b"), to);
      DeltaUpdate update = delta(a, b).overwrite(true).writeTo(folder.resolve("updates"));
      Path out = folder.resolve("out/" + round);
      update.apply(a, out);
      assertThat(read(out)).isEqualTo(to);
    }
  }

  /// Cut, doubled, shifted or changed at random.
  private static byte[] edited(byte[] from, SplittableRandom random) {
    int cut = random.nextInt(from.length);
    byte[] more = noise(random.nextLong(), 1 + random.nextInt(2000));
    byte[] to = Arrays.copyOf(from, from.length + more.length);
    System.arraycopy(more, 0, to, cut, more.length);
    System.arraycopy(from, cut, to, cut + more.length, from.length - cut);
    for (int i = random.nextInt(50); i > 0; i--) {
      to[random.nextInt(to.length)]++;
    }
    return random.nextBoolean() ? to : Arrays.copyOfRange(to, to.length / 3, to.length);
  }

  @Test
  void refusesAnotherBaseWithVersionsAndDigests() {
    DeltaUpdate update = update();
    Path other = gguf(folder.resolve("other.gguf"), 3);
    assertThatThrownBy(() -> update.apply(other, folder.resolve("out/x")))
        .isInstanceOf(NexusException.BaseMismatch.class)
        .hasMessageContaining("expected is version 1.0.0, SHA-256 " + update.metadata().from())
        .hasMessageContaining("found is SHA-256 ");
    assertThatThrownBy(() -> update.apply(newer, folder.resolve("out/x")))
        .isInstanceOf(NexusException.BaseMismatch.class)
        .hasMessageContaining("found is version 1.1.0");
    assertThat(names(folder.resolve("out"))).isEmpty();
  }

  @Test
  void findsEveryDamageAndWritesNothing() throws IOException {
    DeltaUpdate update = update();
    Path delta = update.path().resolve(update.metadata().deltaType().fileName());
    byte[] right = read(delta);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 20; round++) {
      byte[] wrong = right.clone();
      wrong[round == 0 ? 0 : random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(delta, round % 5 == 4 ? Arrays.copyOf(right, right.length - round) : wrong);
      assertThat(Delta.read(update.path()).verify().valid()).isFalse();
      assertThatThrownBy(() -> Delta.read(update.path()).apply(older, folder.resolve("out/x")))
          .isInstanceOfAny(NexusException.Malformed.class, NexusException.DigestMismatch.class);
      assertThat(names(folder.resolve("out"))).isEmpty();
    }
  }

  @Test
  void takesOverWhatAKilledRunLeft() throws IOException {
    DeltaUpdate update = update();
    Path out = folder.resolve("out");
    Files.write(out.resolve(".x.part"), noise(9, 50_000));
    Files.createDirectory(out.resolve(".x.work.part"));
    Files.write(out.resolve(".x.work.part/step1"), noise(9, 50_000));
    Files.writeString(out.resolve(".x.work.lock"), "");
    update.apply(older, out.resolve("x"));
    assertThat(read(out.resolve("x"))).isEqualTo(read(newer));
    assertThat(names(out)).containsExactly("x");
  }

  @Test
  void replacesOtherFilesOnlyWhenTold() throws IOException {
    DeltaUpdate update = update();
    Path out = Files.writeString(folder.resolve("out/x"), "mine");
    assertThatThrownBy(() -> update.apply(older, out)).isInstanceOf(NexusException.Refused.class);
    assertThat(out).hasContent("mine");
    assertThatThrownBy(() -> update.apply(older, older))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("its own base");
    ApplyOptions force = ApplyOptions.defaults().withFile(out).withOverwrite(true);
    Applying.of(older, List.of(update), force).run();
    assertThat(read(out)).isEqualTo(read(newer));
  }
}
