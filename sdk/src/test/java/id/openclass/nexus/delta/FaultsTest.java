package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.bytes;
import static id.openclass.nexus.delta.SampleVersions.gguf;
import static id.openclass.nexus.delta.SampleVersions.noise;
import static id.openclass.nexus.delta.SampleVersions.pack;
import static id.openclass.nexus.delta.SampleVersions.read;
import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.FaultLoop;
import id.openclass.nexus.core.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The disk fails, or becomes full, at every single operation of making and applying updates.
class FaultsTest {
  @TempDir Path folder;
  private Path v1;
  private Path v2;
  private Path v3;
  private byte[] base;
  private Path out;

  @BeforeEach
  void models() throws IOException {
    v1 = gguf(folder.resolve("v1.gguf"), 1);
    v2 = gguf(folder.resolve("v2.gguf"), 2);
    v3 = gguf(folder.resolve("v3.gguf"), 3);
    base = read(v1);
    out = Files.createDirectory(folder.resolve("out"));
  }

  private static Delta delta(Path from, Path to, int number, DeltaEngine engine) {
    return Delta.between(from, to)
        .name("tiny")
        .versions("1." + number + ".0", "1." + (number + 1) + ".0")
        .engine(engine);
  }

  private Path update(Path from, Path to, int number, DeltaEngine engine) {
    return delta(from, to, number, engine).writeTo(folder.resolve("updates")).path();
  }

  private static void everyOperation(FaultLoop loop, int least) {
    assertThat(loop.run(FaultyDisk::failingAt)).isGreaterThan(least);
    assertThat(loop.run(FaultyDisk::fullAt)).isGreaterThan(least);
  }

  private void apply(FaultyDisk disk, ApplyOptions options, List<Path> updates) {
    List<DeltaUpdate> chain = new ArrayList<>();
    updates.forEach(path -> chain.add(DeltaUpdate.open(disk.path(path))));
    Applying.of(disk.path(v1), chain, options).run();
  }

  private FaultLoop toFile(byte[] result, Path... updates) {
    return new FaultLoop(
        out,
        List.of("x.gguf"),
        disk ->
            apply(
                disk,
                ApplyOptions.defaults().withFile(disk.path(out.resolve("x.gguf"))),
                List.of(updates)),
        () -> requireRight(out.resolve("x.gguf"), result));
  }

  /// The base as it was; the result whole, or not there.
  private void requireRight(Path file, byte[] result) {
    assertThat(v1).hasBinaryContent(base);
    if (Files.exists(file)) {
      assertThat(file).hasBinaryContent(result);
    }
  }

  @ParameterizedTest
  @EnumSource(value = DeltaEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void applyingGetsOverEachFault(DeltaEngine engine) {
    everyOperation(toFile(read(v2), update(v1, v2, 1, engine)), 20);
  }

  @Test
  void applyingSeveralGetsOverEachFault() {
    Path first = update(v1, v2, 1, DeltaEngine.TENSOR);
    everyOperation(toFile(read(v3), first, update(v2, v3, 2, DeltaEngine.BSDIFF)), 40);
  }

  @Test
  void applyingAPackageGetsOverEachFault() {
    Path update =
        Delta.between(pack(v1, "1.0.0"), pack(v2, "1.1.0"))
            .writeTo(folder.resolve("updates"))
            .path();
    FaultLoop loop =
        new FaultLoop(
            out,
            List.of("tiny-1.1.0"),
            disk ->
                apply(disk, ApplyOptions.defaults().withFolder(disk.path(out)), List.of(update)),
            () -> requireRight(out.resolve("tiny-1.1.0/v2.gguf"), read(v2)));
    everyOperation(loop, 40);
  }

  @ParameterizedTest
  @EnumSource(value = DeltaEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void makingAnUpdateGetsOverEachFault(DeltaEngine engine) {
    // No tensors: what is made of them takes time and touches no disk.
    v1 = bytes(folder.resolve("v1.bin"), noise(1, 20_000));
    v2 = bytes(folder.resolve("v2.bin"), noise(1, 19_000));
    base = read(v1);
    String id = "tiny-1.1.0-to-1.2.0";
    Path sample = delta(v1, v2, 1, engine).archive(true).make(folder.resolve("sample")).archive();
    FaultLoop loop =
        new FaultLoop(
            out,
            List.of(id, id + ".tar"),
            disk ->
                delta(disk.path(v1), disk.path(v2), 1, engine).archive(true).make(disk.path(out)),
            () -> {
              requireRight(out.resolve(id + ".tar"), read(sample));
              assertThat(
                      !Files.exists(out.resolve(id))
                          || Delta.read(out.resolve(id)).verify().valid())
                  .isTrue();
            });
    everyOperation(loop, 30);
  }
}
