package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// The files and folders of a foreign tar.gz from front to end, in bounded memory. One thread.
final class TarGzInput implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  /// All the headers of one entry: GNU long names, PAX key-values, the entry's own.
  private static final int MOST_HEADER_BYTES = 64 << 10;

  /// What may be read of the file before the next byte comes out: gzip headers with names and
  /// comments, empty members.
  private static final int MOST_WITHOUT_CONTENT = 1 << 20;

  private final String name;
  private final LimitedInput decoded;
  private final TarArchiveInputStream tar;

  private TarGzInput(String name, LimitedInput decoded) {
    this.name = name;
    this.decoded = decoded;
    this.tar = new TarArchiveInputStream(decoded);
  }

  static TarGzInput open(ByteSource source) throws IOException {
    LimitedInput file =
        new LimitedInput(
            new BufferedInputStream(Channels.newInputStream(new SourceChannel(source)), BUFFER));
    file.allow(MOST_WITHOUT_CONTENT);
    InputStream gzip =
        GzipCompressorInputStream.builder()
            .setInputStream(file)
            .setDecompressConcatenated(true)
            .get();
    return new TarGzInput(source.name(), new LimitedInput(new Paced(gzip, file)));
  }

  /// Allows the file's bytes anew for each piece of content.
  private static final class Paced extends java.io.FilterInputStream {
    private final LimitedInput file;

    Paced(InputStream gzip, LimitedInput file) {
      super(gzip);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      file.allow(MOST_WITHOUT_CONTENT);
      return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      file.allow(MOST_WITHOUT_CONTENT);
      return super.read(into, offset, Math.min(length, BUFFER));
    }
  }

  /// The next file or folder; its content is read from [#content].
  ///
  /// @return null after the last one
  /// @throws NexusException.Malformed when it is neither
  @Nullable TarArchiveEntry next() throws IOException {
    if (tar.getCurrentEntry() != null) {
      tar.skip(Long.MAX_VALUE); // content is no header: it may be long
    }
    decoded.allow(MOST_HEADER_BYTES);
    TarArchiveEntry entry = tar.getNextEntry();
    decoded.allow(Long.MAX_VALUE);
    if (entry != null) {
      requirePlain(entry);
    }
    return entry;
  }

  private void requirePlain(TarArchiveEntry entry) {
    boolean file = isFile(entry) && !entry.getName().endsWith("/");
    boolean folder = entry.getLinkFlag() == TarConstants.LF_DIR && entry.getSize() == 0;
    if (!file && !folder) {
      throw NexusException.malformed(
          "entry " + Display.escape(entry.getName(), 80) + " is a link or a device",
          name,
          -1,
          "do not unpack this archive; get it again from its publisher");
    }
  }

  /// The library's own `isFile` takes a device for one.
  static boolean isFile(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return (type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM) && !entry.isSparse();
  }

  InputStream content() {
    return tar;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
