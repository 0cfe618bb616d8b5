package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.trust.ContentCheck;
import id.openclass.nexus.trust.MetadataName;
import id.openclass.nexus.trust.MetadataSource;
import id.openclass.nexus.trust.TargetFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A repository's metadata over HTTP, and its targets, one at a time and without resuming.
///
/// @param base address of the metadata
public record MetadataDownload(URI base) implements MetadataSource {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(30).toMillis();
  private static final int BUFFER = 64 << 10;

  /// A repository at an address.
  ///
  /// @param base address of the metadata, with or without a slash at its end
  /// @return the repository
  public static MetadataDownload from(String base) {
    return new MetadataDownload(folder(base));
  }

  private static URI folder(String address) {
    return URI.create(address.endsWith("/") ? address : address + "/");
  }

  @Override
  public Optional<byte[]> read(MetadataName name, int mostBytes) {
    String address = where(name);
    try (InputStream in = open(address)) {
      return in == null ? Optional.empty() : Optional.of(in.readNBytes(mostBytes + 1));
    } catch (IOException e) {
      throw broken(address, e);
    }
  }

  @Override
  public String where(MetadataName name) {
    return base + name.urlSegment();
  }

  /// Fetches a target into a file, which appears only when all of it is as signed.
  ///
  /// @param target what is signed of it
  /// @param base address of the targets
  /// @param consistentSnapshot whether the root says that names have hashes in them
  /// @param file where it goes; another file of that name is replaced
  /// @throws NexusException.Untrusted when it is not what is signed
  /// @throws NexusException.NotFound when the repository lacks it
  public static void target(TargetFile target, String base, boolean consistentSnapshot, Path file) {
    String address = folder(base) + target.location(consistentSnapshot);
    try (InputStream in = open(address);
        OutputFile out = OutputFile.create(file)) {
      if (in == null) {
        throw NexusException.notFound("the repository lacks this", address, null);
      }
      copy(in, out.channel(), target.check(address));
      out.commit(true);
    } catch (IOException e) {
      throw broken(address, e);
    }
  }

  private static void copy(InputStream in, FileChannel out, ContentCheck check) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      check.update(ByteBuffer.wrap(buffer, 0, n));
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    check.finish();
  }

  /// The body; null when the server says that there is none. By Java's older client: the newer one
  /// alone takes longer to start than a whole refresh.
  private static @Nullable InputStream open(String address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_FORBIDDEN) {
      return null;
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("HTTP status " + status);
    }
    return connection.getInputStream();
  }

  private static NexusException broken(String address, IOException cause) {
    return NexusException.transfer(
        "could not fetch this: " + Display.escape(String.valueOf(cause.getMessage()), 100),
        Display.escape(address),
        "run the same command again",
        cause);
  }
}
