package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DeltaBenchTest {
  @TempDir private Path folder;
  private DeltaPair pair;

  @BeforeEach
  void makesAPair() throws Exception {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);
    Path old = Files.write(folder.resolve("v1.bin"), content);
    content[150_000]++;
    pair = DeltaPair.of(old, Files.write(folder.resolve("v2.bin"), content));
  }

  private DeltaBench bench(DeltaTool... tools) {
    return DeltaBench.of(pair)
        .withTools(List.of(tools))
        .withFolder(folder.resolve("bench"))
        .withRepeats(2);
  }

  private static DeltaTool tool(String text) {
    return DeltaPeers.parse(text);
  }

  @Test
  void runsEverybodyOnceARoundComparesTheResultsAndLeavesNothing() throws Exception {
    List<String> steps = new ArrayList<>();
    DeltaTool whole = tool("whole=make cp {new} {delta}; apply cp {delta} {out}");
    DeltaTool lazy = tool("lazy=make cp {new} {delta}; apply sh -c 'cp $0 $2' {old} {delta} {out}");
    DeltaTool missing =
        tool("missing=make no-such {old} {new} {delta}; apply x {old} {delta} {out}");
    DeltaTool failing =
        tool("failing=make false {old} {new} {delta}; apply cp {old} {delta} {out}");

    DeltaRun run =
        bench(whole, lazy, missing, failing, new ChunkCount())
            .withListener(steps::add)
            .run()
            .getFirst();

    assertThat(run.tools()).containsOnlyKeys("whole", "lazy", "missing", "failing", chunks());
    assertThat(run.tools().get("whole").deltaBytes()).hasValue(300_000);
    assertThat(run.tools().get("whole").problem()).isEmpty();
    assertThat(run.tools().get("whole").applies()).hasSize(2);
    assertThat(run.tools().get("lazy").problem()).contains("wrong from byte 150,000 on");
    assertThat(run.tools().get("lazy").deltaBytes()).isEmpty();
    assertThat(run.tools().get("missing").problem()).contains("not installed");
    assertThat(run.tools().get("failing").problem().orElse("")).contains("exit code 1");
    assertThat(run.percent("whole")).hasValue(100);
    assertThat(run.bestPeerBytes()).as("counts are no deltas").hasValue(300_000);
    assertThat(run.limits()).hasSize(2);
    assertThat(steps)
        .startsWith(
            "v2, round 1 of 2: whole", "v2, round 1 of 2: lazy", "v2, round 1 of 2: failing");
    try (Stream<Path> left = Files.list(folder.resolve("bench"))) {
      assertThat(left).isEmpty();
    }
  }

  private static String chunks() {
    return new ChunkCount().name();
  }

  @Test
  void makesAndAppliesWithThePeersThatItHasItself() {
    DeltaRun run =
        DeltaBench.of(pair)
            .withTools(DeltaPeers.named(List.of("jbsdiff", "zstd-jni"), folder))
            .withFolder(folder.resolve("bench"))
            .withRepeats(1)
            .run()
            .getFirst();

    assertThat(run.tools().values())
        .allSatisfy(tool -> {
          assertThat(tool.problem()).isEmpty();
          assertThat(tool.deltaBytes().orElseThrow()).isLessThan(1000);
        });
  }

  @Test
  void oursTakesPartInAProcessAndHere() {
    DeltaRun run = bench(DeltaBench.ours().toArray(DeltaTool[]::new)).run().getFirst();

    assertThat(run.tools()).containsOnlyKeys(DeltaBench.OURS, DeltaBench.OURS_WARM);
    assertThat(run.tools().values())
        .allSatisfy(tool -> {
          assertThat(tool.problem()).isEmpty();
          assertThat(tool.creates()).hasSize(2);
          assertThat(tool.deltaBytes().orElseThrow()).isLessThan(1000);
        });
    assertThat(run.bestPeerBytes()).as("ours is no peer").isEmpty();
    assertThat(DeltaAims.of(List.of(run))).allMatch(DeltaAims.Aim::isReached);
  }

  @Test
  void theSameEnginesRunInThisProcess() {
    JvmTool warm = new JvmTool("warm", java.util.Optional.of("1"), DeltaWork.JBSDIFF);

    DeltaRun.ToolRun run = bench(warm).run().getFirst().tools().get("warm");

    assertThat(run.problem()).isEmpty();
    assertThat(run.applySeconds()).isPresent();
    assertThat(run.createMemory()).isEmpty();
  }

  @Test
  void aToolThatTookTooLongSitsOutTheOtherRounds() {
    DeltaTool whole = tool("whole=make cp {new} {delta}; apply cp {delta} {out}");

    DeltaRun run = bench(whole).withPatience(Duration.ZERO).run().getFirst();

    assertThat(run.tools().get("whole").creates()).hasSize(1);
    assertThat(run.limits()).hasSize(2);
  }

  @Test
  void countsTheBytesOfChunksThatTheOldFileDoesNotHave() {
    DeltaRun run = bench(new ChunkCount()).run().getFirst();

    assertThat(run.tools().get(chunks()).deltaBytes().orElseThrow())
        .isBetween(16L << 10, 256L << 10);
  }

  @Test
  void writesEveryMeasurement() throws Exception {
    DeltaTool whole = tool("a \"b\"=make cp {new} {delta}; apply cp {delta} {out}");
    DeltaTool missing =
        tool("missing=make no-such {old} {new} {delta}; apply x {old} {delta} {out}");
    Path csv = folder.resolve("all.csv");

    DeltaCsv.write(bench(whole, missing, new ChunkCount()).run(), csv);

    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(1 + 2 + 1 + 2);
    assertThat(lines.get(1)).startsWith("\"v2\",300000,300000,\"a \"\"b\"\"\",1,,300000,");
    long columns = commas(lines.getFirst());
    assertThat(lines.stream().filter(line -> !line.contains("chunks")).map(DeltaBenchTest::commas))
        .containsOnly(columns);
  }

  private static long commas(String line) {
    return line.chars().filter(c -> c == ',').count();
  }

  @Test
  void drawsSizesAsPngAndSvg() throws Exception {
    DeltaTool whole = tool("whole=make cp {new} {delta}; apply cp {delta} {out}");

    List<Path> files = DeltaChart.of(bench(whole).run()).writeTo(folder.resolve("sizes.png"));

    assertThat(files).containsExactly(folder.resolve("sizes.png"), folder.resolve("sizes.svg"));
    assertThat(Files.readAllBytes(files.getFirst())).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Files.readString(files.getLast())).contains("<svg", "</svg>");
  }

  @Test
  void readsCommandsOfTheUsersOwn() {
    ProcessTool own =
        (ProcessTool)
            tool(
                "my tool=make sh -c 'a; b' x {old} {new} {delta};apply sh \"c d\" {old}{delta} {out}");

    assertThat(own.name()).isEqualTo("my tool");
    assertThat(own.create()).containsExactly("sh", "-c", "a; b", "x", "{old}", "{new}", "{delta}");
    assertThat(own.apply()).containsExactly("sh", "c d", "{old}{delta}", "{out}");
    for (String bad :
        List.of(
            "",
            "name",
            "=make a {old} {new} {delta}; apply b {old} {delta} {out}",
            "n=make a {old} {new} {delta}",
            "n=make a {old} {new}; apply b {old} {delta} {out}",
            "n=apply b {old} {delta} {out}; make a {old} {new} {delta}",
            "n=make a {old} {new} {delta}; apply 'b {old} {delta} {out}")) {
      assertThatThrownBy(() -> tool(bad)).isInstanceOf(NexusException.InvalidValue.class);
    }
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatThrownBy(() -> DeltaBench.of(List.of()))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> DeltaBench.of(DeltaPair.of(pair.base(), folder.resolve("nowhere"))))
        .isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> bench().withRepeats(0))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> DeltaPeers.named(List.of("winzip"), folder))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("winzip");
  }
}
