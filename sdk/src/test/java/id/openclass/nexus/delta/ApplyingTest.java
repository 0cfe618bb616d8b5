package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.gguf;
import static id.openclass.nexus.delta.SampleVersions.names;
import static id.openclass.nexus.delta.SampleVersions.pack;
import static id.openclass.nexus.delta.SampleVersions.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.FaultyDisk;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApplyingTest {
  @TempDir Path folder;
  private Path v1;
  private Path v2;
  private Path v3;
  private Path out;

  @BeforeEach
  void models() throws IOException {
    v1 = gguf(folder.resolve("m1.gguf"), 1);
    v2 = gguf(folder.resolve("m2.gguf"), 2);
    v3 = gguf(folder.resolve("m3.gguf"), 3);
    out = Files.createDirectory(folder.resolve("out"));
  }

  private DeltaUpdate update(Path from, Path to, int older, int newer) {
    return Delta.between(from, to)
        .name("tiny")
        .versions("1." + older + ".0", "1." + newer + ".0")
        .writeTo(folder.resolve("updates"));
  }

  private DeltaUpdate packaged(Path from, Path to, int older, int newer) {
    Path a = pack(from, "1." + older + ".0");
    Path b = pack(to, "1." + newer + ".0");
    return Delta.between(a, b).writeTo(folder.resolve("updates"));
  }

  private Applying.Result apply(Path base, ApplyOptions options, DeltaUpdate... updates) {
    return Applying.of(base, List.of(updates), options).run();
  }

  private ApplyOptions toFile() {
    return ApplyOptions.defaults().withFile(out.resolve("x.gguf"));
  }

  @Test
  void writesBesideTheBaseUnlessTold() {
    Applying.Result made = apply(v1, ApplyOptions.defaults(), update(v1, v2, 1, 2));
    assertThat(made.model()).isEqualTo(folder.resolve("m1_updated.gguf"));
    assertThat(read(made.model())).isEqualTo(read(v2));
  }

  @Test
  void appliesSeveralInOrder() {
    DeltaUpdate last = update(v2, v3, 2, 3);
    apply(v1, toFile(), update(v1, v2, 1, 2), last);
    assertThat(read(out.resolve("x.gguf"))).isEqualTo(read(v3));
    assertThat(names(out)).containsExactly("x.gguf");
  }

  @Test
  void refusesAGapNamingBothVersionsAndWritesNothing() {
    DeltaUpdate first = update(v1, v2, 1, 2);
    DeltaUpdate wrong = update(v1, v3, 1, 3);
    assertThatThrownBy(() -> apply(v1, toFile(), first, wrong))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("one makes tiny 1.2.0, the next needs tiny 1.1.0");
    assertThat(names(out)).isEmpty();
  }

  @Test
  void refusesVersionsThatMeetWithOtherDigests() {
    DeltaUpdate first = update(v1, v2, 1, 2);
    DeltaUpdate wrong = update(v1, v3, 2, 3);
    assertThatThrownBy(() -> apply(v1, toFile(), first, wrong))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("with another digest");
  }

  @Test
  void aChainThatFailsOnItsWayLeavesNothing() throws IOException {
    DeltaUpdate first = update(v1, v2, 1, 2);
    DeltaUpdate last = update(v2, v3, 2, 3);
    Path delta = last.path().resolve(last.metadata().deltaType().fileName());
    byte[] bytes = read(delta);
    bytes[bytes.length / 2] ^= 1;
    Files.write(delta, bytes);
    assertThatThrownBy(() -> apply(v1, toFile(), first, last)).isInstanceOf(NexusException.class);
    assertThat(names(out)).isEmpty();
  }

  @Test
  void goesBackBitForBit() {
    DeltaUpdate first = update(v1, v2, 1, 2);
    DeltaUpdate last = update(v2, v3, 2, 3);
    Applying.Result made = apply(v1, toFile().withKeepReverse(true), first, last);
    DeltaUpdate reverse = made.reverse();
    assertThat(reverse.path()).isEqualTo(out.resolve("tiny-1.3.0-to-1.1.0"));
    assertThat(reverse.metadata().modelId()).isEqualTo(first.metadata().modelId());
    reverse.apply(out.resolve("x.gguf"), out.resolve("back.gguf"));
    assertThat(read(out.resolve("back.gguf"))).isEqualTo(read(v1));
    assertThat(apply(v1, toFile().withKeepReverse(true), first, last).outcome())
        .isEqualTo(Outcome.ALREADY_THERE);
    assertThat(names(out)).containsExactly("back.gguf", "tiny-1.3.0-to-1.1.0", "x.gguf");
  }

  @Test
  void writesTheWholePackageFolder() {
    DeltaUpdate update = packaged(v1, v2, 1, 2);
    assertThat(update.verify().errors()).isEmpty();
    ApplyOptions options = ApplyOptions.defaults().withFolder(out).withKeepReverse(true);
    Applying.Result made = apply(pack(v1, "1.1.0"), options, update);
    assertThat(made.folder()).isEqualTo(out.resolve("tiny-1.2.0"));
    assertThat(made.model()).isEqualTo(out.resolve("tiny-1.2.0/m2.gguf"));
    assertThat(names(made.folder()))
        .containsExactly("README.md", "config", "m2.gguf", "manifest.json", "metadata.json");
    assertThat(read(made.model())).isEqualTo(read(v2));
    assertThat(names(out)).containsExactly("tiny-1.2.0", "tiny-1.2.0-to-1.1.0");
    assertThat(made.reverse().hasPackage()).isTrue();
    assertThat(apply(v1, ApplyOptions.defaults().withFolder(out), update).outcome())
        .isEqualTo(Outcome.ALREADY_THERE);
  }

  @Test
  void saysWhenAnUpdateHasNoPackage() {
    DeltaUpdate update = update(v1, v2, 1, 2);
    assertThatThrownBy(() -> apply(v1, ApplyOptions.defaults().withFolder(out), update))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("made from bare model files");
    assertThat(names(out)).isEmpty();
  }

  @Test
  void aPackageThatContradictsTheUpdateIsNotValid() throws IOException {
    DeltaUpdate update = packaged(v1, v2, 1, 2);
    Path metadata = update.path().resolve("package/metadata.json");
    Files.writeString(metadata, Files.readString(metadata).replace("1.2.0", "1.9.0"));
    assertThat(Delta.read(update.path()).verify().errors())
        .anyMatch(error -> error.contains("another model or version"));
  }

  @Test
  void versionsOfModelFilesMustBeGiven() {
    assertThatThrownBy(() -> Delta.between(v1, v2).writeTo(out))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("does not say its version");
    assertThatThrownBy(() -> Delta.between(v1, v2).versions("1.0.0", "1.0.0").writeTo(out))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThat(names(out)).isEmpty();
  }

  @Test
  void anInterruptedDiskLeavesNothing() throws IOException {
    DeltaUpdate update = update(v1, v2, 1, 2);
    Path file = Files.writeString(out.resolve("file"), "x");
    assertThatThrownBy(() -> update.apply(v1, file.resolve("below")))
        .isInstanceOf(NexusException.Storage.class);
    assertThatThrownBy(() -> Delta.between(v1, v2).versions("1.0.0", "2.0.0").writeTo(file))
        .isInstanceOf(NexusException.Storage.class);
    assertThat(names(out)).containsExactly("file");
  }

  @ParameterizedTest
  @EnumSource(value = DeltaEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void aBaseThatChangesMeanwhileIsToldAndMakesNothingWrong(DeltaEngine engine) throws IOException {
    DeltaUpdate update =
        Delta.between(v1, v2)
            .name("tiny")
            .versions("1.0.0", "1.1.0")
            .engine(engine)
            .writeTo(folder.resolve("updates"));
    byte[] right = read(v1);
    Path result = out.resolve("x.gguf");
    boolean told = false;
    boolean reached = true;
    for (int number = 0; reached; number++) {
      FaultyDisk disk =
          FaultyDisk.at(number, (operation, since) -> edit(since == 0 ? v1 : null, right));
      try {
        Applying.of(disk.path(v1), List.of(update), toFile()).run();
        assertThat(read(result)).isEqualTo(read(v2));
        Files.delete(result);
      } catch (NexusException.Malformed e) {
        told |= e.getMessage().contains("changed while it was read");
      } catch (NexusException.BaseMismatch e) {
        told |= e.getMessage().contains("expected is version 1.0.0");
      }
      assertThat(names(out)).isEmpty();
      reached = disk.isReached();
      Files.write(v1, right);
    }
    assertThat(told).isTrue();
  }

  /// Turns a byte in the middle over.
  private static void edit(Path file, byte[] right) throws IOException {
    if (file != null) {
      byte[] wrong = right.clone();
      wrong[wrong.length / 2] ^= 1;
      Files.write(file, wrong);
    }
  }
}
