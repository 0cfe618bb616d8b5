package id.openclass.nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
  @TempDir private Path folder;

  @Test
  void readsTheTimesOfChildrenBehindANameWithSpaces() {
    String stat = "7 (a (odd) name) S 1 7 7 0 -1 4194560 10 20 0 0 500 600 150 50 20 0 12 0 99";
    assertThat(MeasuredProcess.childSeconds(stat)).isEqualTo(2.0);
  }

  @Test
  void readsMemoryInKibibytes() {
    List<String> status = List.of("Name:\tjava", "VmHWM:\t    2048 kB", "RssAnon:\t       3 kB");
    assertThat(ProcessMemory.bytes(status, "RssAnon:")).isEqualTo(3072);
    assertThat(ProcessMemory.bytes(status, "VmHWM:")).isEqualTo(2 << 20);
    assertThat(ProcessMemory.bytes(List.of(), "VmHWM:")).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void measuresAPipelineAsAWhole() throws Exception {
    Path file = Files.write(folder.resolve("in"), new byte[100_000]);
    Contestant copy =
        new Contestant(
            "cat | cat",
            List.of(List.of("cat", file.toString()), List.of("cat")),
            folder.resolve("out"),
            true);
    Sample sample = MeasuredProcess.run(copy, folder.resolve("log"));
    assertThat(sample.outputBytes()).isEqualTo(100_000);
    assertThat(sample.cpuSeconds()).isNotNegative();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFailureTellsWhatTheProgramSaid() {
    Contestant bad =
        Contestant.of("failing", folder.resolve("out"), List.of("ls", "/no/such/folder"));
    assertThatThrownBy(() -> MeasuredProcess.run(bad, folder.resolve("log")))
        .isInstanceOfSatisfying(
            NexusException.class,
            e -> {
              assertThat(e).hasMessageContaining("failing failed with exit code");
              assertThat(e.where()).contains("/no/such/folder");
            });
  }

  @Test
  void findsTheVersionInWhatAProgramSays() {
    assertThat(Surroundings.versionIn("tar (GNU tar) 1.35\nCopyright (C) 2023")).isEqualTo("1.35");
    assertThat(Surroundings.versionIn("(c) 1990-2008\nThis is Zip 3.0 (July 5th)"))
        .isEqualTo("3.0");
    assertThat(Surroundings.versionIn("no number")).isEqualTo("?");
    assertThat(Surroundings.version("no-such-program-anywhere")).isEmpty();
  }
}
