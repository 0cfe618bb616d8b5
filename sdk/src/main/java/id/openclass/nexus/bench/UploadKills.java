package id.openclass.nexus.bench;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Kills uploads at random moments, starts them again, and counts what goes over the line, by a
/// line of its own that knows nothing of the program.
public final class UploadKills {
  private final Path file;
  private final LocalS3 server;
  private final String key;
  private final IntFunction<List<String>> command;
  private final Consumer<String> listener;

  /// An upload to be killed.
  ///
  /// @param file what is uploaded
  /// @param server where to
  /// @param key the object's name
  /// @param command uploads the file through the port that it is given
  /// @param listener hears how far it is, a few words at a time
  public UploadKills(
      Path file,
      LocalS3 server,
      String key,
      IntFunction<List<String>> command,
      Consumer<String> listener) {
    this.file = file;
    this.server = server;
    this.key = key;
    this.command = command;
    this.listener = listener;
  }

  /// What came of it.
  ///
  /// @param kills how many runs were killed
  /// @param uploads how many uploads were brought to their end; each object is the file, byte for
  ///   byte
  /// @param fileBytes size of the file
  /// @param sentBytes what went over the line in all, heads of requests counted, too
  public record Result(int kills, int uploads, long fileBytes, long sentBytes) {
    /// What was sent more than once, for each kill.
    ///
    /// @return bytes
    public long resentBytesPerKill() {
      return Math.max(0, sentBytes - uploads * fileBytes) / Math.max(1, kills);
    }

    /// As `Result[20 kills, 3.10 MB sent again for each]`.
    @Override
    public String toString() {
      return "Result["
          + kills
          + " kills, "
          + Display.bytes(resentBytesPerKill())
          + " sent again for each]";
    }
  }

  /// Uploads, over and over, until enough runs were killed and the last upload has ended.
  ///
  /// @param kills how many runs to kill
  /// @param seed of the moments
  /// @return what was counted
  /// @throws NexusException when an upload fails that was not killed, or makes another object
  public Result run(int kills, long seed) {
    Random random = new Random(seed);
    int killed = 0;
    int uploads = 0;
    try (CountedLine line = CountedLine.to(server.port())) {
      long size = Files.size(file);
      boolean ended = true;
      while (killed < kills || !ended) {
        if (ended) {
          Files.deleteIfExists(server.file(key));
        }
        boolean kill = killed < kills;
        CompletableFuture<Void> moment =
            line.callAfter(kill ? random.nextLong(size) : Long.MAX_VALUE / 2);
        ended = !isKilled(line.port(), moment);
        if (ended) {
          requireWhole();
          uploads++;
        } else {
          killed++;
          listener.accept("kill " + killed + " of " + kills);
        }
      }
      return new Result(killed, uploads, size, line.sentBytes());
    } catch (IOException e) {
      throw NexusException.io("upload", file, e);
    }
  }

  /// Runs once.
  ///
  /// @return true when the moment came before the end
  private boolean isKilled(int port, CompletableFuture<Void> moment) throws IOException {
    Path log = Files.createTempFile("upload", ".txt");
    try {
      Process process =
          new ProcessBuilder(command.apply(port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Object first = CompletableFuture.anyOf(moment, process.onExit()).join();
      assert first == null || first instanceof Process;
      if (process.isAlive()) {
        process.destroyForcibly().onExit().join();
        return true;
      }
      if (process.exitValue() != 0) {
        String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
        throw NexusException.storage(
            "an upload failed that nobody killed", Display.escape(said, 300), null, null);
      }
      return false;
    } finally {
      Files.delete(log);
    }
  }

  private void requireWhole() throws IOException {
    if (Files.mismatch(file, server.file(key)) >= 0) {
      throw NexusException.digestMismatch(
          "the object is not the file", Display.escape(server.file(key).toString()), null);
    }
  }
}
