package id.openclass.nexus.console;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class InterruptTest {
  @TempDir private Path folder;

  /// Begins a file and waits for the end of its input, which never comes.
  @Command(name = "hang")
  static final class Hang extends NexusCommand {
    private final Path target;

    Hang(Path target) {
      this.target = target;
    }

    static void main(String[] arguments) {
      CommandLines.main(new Hang(Path.of(arguments[0])));
    }

    @Override
    protected Answer answer() {
      try (OutputFile file = OutputFile.create(target);
          InputStream in = System.in) {
        file.channel().write(ByteBuffer.wrap(new byte[9]));
        System.out.println("writing");
        return Answer.empty().line("read " + in.read());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void dropsHalfWrittenFilesOnAnInterruptAndExits130() throws Exception {
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Hang.class.getName(),
                folder.resolve("out.bin").toString())
            .redirectError(err.toFile())
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("writing");
    assertThat(folder.resolve(".out.bin.part")).exists();
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(folder.resolve(".out.bin.part")).doesNotExist();
    assertThat(folder.resolve("out.bin")).doesNotExist();
    assertThat(Files.readString(err)).startsWith("nexus: interrupted");
  }
}
