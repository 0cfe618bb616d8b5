package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.bench.DeltaAims.Aim;
import id.openclass.nexus.bench.DeltaRun.ToolRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeltaAimsTest {
  private static ToolRun took(long bytes, double create, double apply) {
    return new ToolRun(Optional.empty(), List.of(sample(bytes, create)), List.of(sample(1, apply)));
  }

  private static Sample sample(long bytes, double seconds) {
    OptionalLong memory = OptionalLong.of(100 << 20);
    return new Sample(seconds, seconds, memory, memory, bytes);
  }

  private static DeltaRun run(String name, String file, long size, Map<String, ToolRun> tools) {
    DeltaPair pair = new DeltaPair(name, Path.of("old"), Path.of(file));
    return new DeltaRun(pair, size, size, tools, List.of(1.0));
  }

  private static List<Boolean> reached(List<Aim> aims, String what) {
    return aims.stream().filter(a -> a.what().contains(what)).map(Aim::isReached).toList();
  }

  @Test
  void sizesMayBeFourPercentAboveTheirAimAndNeverAboveTheBestPeer() {
    ToolRun peer = took(400_000, 1, 1);
    ToolRun small = took(252_000, 1, 1);
    ToolRun large = took(402_000, 1, 1);
    List<Aim> good =
        DeltaAims.of(
            List.of(
                run("finetune-q4_k_m", "x.gguf", 2_618_688, Map.of("nexus", small, "p", peer))));
    List<Aim> bad =
        DeltaAims.of(
            List.of(
                run("finetune-q4_k_m", "x.gguf", 2_618_688, Map.of("nexus", large, "p", peer))));

    assertThat(reached(good, "bytes")).containsExactly(true, true);
    assertThat(reached(bad, "bytes")).containsExactly(false, false);
    assertThat(reached(good, "MiB")).containsExactly(true, true);
  }

  @Test
  void otherFilesAreComparedWithZstdOnly() {
    Map<String, ToolRun> tools =
        Map.of(
            "nexus", took(900, 1, 1),
            "bsdiff", took(10, 1, 1),
            "zstd -19 --patch-from", took(1000, 1, 1));

    assertThat(DeltaAims.of(List.of(run("x", "x.json", 100_000, tools))))
        .filteredOn(aim -> aim.what().contains("zstd"))
        .singleElement()
        .satisfies(aim -> assertThat(aim.isReached()).isTrue());
  }

  @Test
  void speedsOfLargePairsAreHeldAgainstTheMachine() {
    Map<String, ToolRun> tools = Map.of("nexus", took(50_000_000, 15, 3.5));

    List<Aim> aims = DeltaAims.of(List.of(run("x", "x.gguf", 1_100_000_000, tools)));

    assertThat(reached(aims, "seconds to create")).containsExactly(true);
    assertThat(reached(aims, "limit to apply")).containsExactly(false);
  }

  @Test
  void aWarmEngineIsComparedWithSlowPeersAndAllPairsTogether() {
    Map<String, ToolRun> tools =
        Map.of(
            "nexus", took(1_000_000, 1, 1),
            "nexus, warm", took(1_000_000, 0.5, 1),
            "bsdiff", took(4_000_000, 30, 1));
    DeltaRun run = run("x", "x.gguf", 30_000_000, tools);

    List<Aim> aims = DeltaAims.of(List.of(run, run));

    assertThat(reached(aims, "times faster to create than bsdiff")).containsExactly(true, true);
    assertThat(aims.getLast().measured()).isBetween(0.249, 0.251);
    assertThat(aims.getLast().pair()).isEqualTo("all");
  }
}
