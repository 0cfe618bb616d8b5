package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PackageBenchTest {
  @TempDir private Path folder;

  @Test
  void runsEverybodyOnceARoundAndLeavesNothing() throws Exception {
    Path file = Files.write(folder.resolve("in"), new byte[100_000]);
    Path outputs = Files.createDirectory(folder.resolve("outputs"));
    Path out = outputs.resolve("out");
    Contestant a = Contestant.of("a", out, List.of("cp", file.toString(), out.toString()));
    Contestant b = new Contestant("b", List.of(List.of("cat", file.toString())), out, true);
    List<String> steps = new ArrayList<>();

    PackageBench bench = new PackageBench(file, outputs, steps::add);
    bench.warmUp(file, List.of(a, b));
    PackageBench.Rounds rounds = bench.run(List.of(a, b), 2);

    assertThat(rounds.fileBytes()).isEqualTo(100_000);
    assertThat(rounds.samples()).containsOnlyKeys(a, b);
    assertThat(rounds.samples().values())
        .allSatisfy(samples ->
            assertThat(samples)
                .extracting(Sample::outputBytes)
                .containsExactly(100_000L, 100_000L));
    assertThat(rounds.limits()).containsOnlyKeys(MachineLimits.values());
    assertThat(steps.stream().filter(step -> step.endsWith(": a") || step.endsWith(": b")))
        .containsExactly(
            "warm-up: a",
            "warm-up: b",
            "round 1 of 2: a",
            "round 1 of 2: b",
            "round 2 of 2: a",
            "round 2 of 2: b");
    try (Stream<Path> left = Files.list(outputs)) {
      assertThat(left).isEmpty();
    }
  }
}
