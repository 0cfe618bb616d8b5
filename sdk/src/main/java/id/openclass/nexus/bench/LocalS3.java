package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An S3-compatible server on this machine for as long as it is measured: `versitygw` over a
/// folder, where each object is a file.
public final class LocalS3 implements AutoCloseable {
  /// The one bucket that there is.
  public static final String BUCKET = "bench";

  private static final String PROGRAM = "versitygw";
  private static final long START_SECONDS = 30;
  private static final long LOOK_MILLIS = 50;

  private static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "benchaccess", "AWS_SECRET_ACCESS_KEY", "benchsecret");

  private final Path folder;
  private final Process process;
  private final int port;

  private LocalS3(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /// The program, as Go installs it.
  ///
  /// @param named by the user, or null
  /// @return what can be started; empty when it is not installed
  public static Optional<String> program(@Nullable Path named) {
    if (named != null) {
      return Files.isExecutable(named) ? Optional.of(named.toString()) : Optional.empty();
    }
    Path installed = Path.of(System.getProperty("user.home", ""), "go", "bin", PROGRAM);
    return Surroundings.version(PROGRAM, "--version").isPresent()
        ? Optional.of(PROGRAM)
        : Optional.of(installed).filter(Files::isExecutable).map(Path::toString);
  }

  /// Starts the server.
  ///
  /// @param program from [#program]
  /// @param folder an empty folder for its files
  /// @return the server, to be closed
  /// @throws NexusException.Storage when it does not start
  public static LocalS3 start(String program, Path folder) {
    try {
      Files.createDirectories(folder.resolve(BUCKET));
      int port = freePort();
      List<String> command =
          List.of(
              program,
              "--quiet",
              "--keep-alive",
              "--port",
              "127.0.0.1:" + port,
              "posix",
              folder.toString());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("ROOT_ACCESS_KEY", "benchaccess");
      builder.environment().put("ROOT_SECRET_KEY", "benchsecret");
      LocalS3 server = new LocalS3(folder, builder.start(), port);
      server.await();
      return server;
    } catch (IOException e) {
      throw NexusException.io("start", Path.of(program), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      while (System.nanoTime() < end && !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (answers()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new IOException("it does not answer on port " + port);
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Where it listens.
  ///
  /// @return a port on loopback
  public int port() {
    return port;
  }

  /// Its address.
  ///
  /// @return for clients that take an endpoint
  public String endpoint() {
    return endpoint(port);
  }

  /// An address on loopback.
  ///
  /// @param port of the server, or of a line to it
  /// @return for clients that take an endpoint
  public static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  /// The file of an object in the bucket.
  ///
  /// @param key of the object
  /// @return its path, whether it is there or not
  public Path file(String key) {
    return folder.resolve(BUCKET).resolve(key);
  }

  /// A command with credentials of this server in its environment, and nothing else there that
  /// makes clients differ.
  ///
  /// @param command the program with its arguments
  /// @return the command to start
  public static List<String> withCredentials(List<String> command) {
    List<String> words =
        new ArrayList<>(List.of("env", "-u", "AWS_CA_BUNDLE", "-u", "AWS_PROFILE"));
    CREDENTIALS.forEach((name, value) -> words.add(name + "=" + value));
    words.add("AWS_REGION=us-east-1");
    words.addAll(command);
    return words;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As `LocalS3[http://127.0.0.1:40000]`.
  @Override
  public String toString() {
    return "LocalS3[" + endpoint() + "]";
  }
}
