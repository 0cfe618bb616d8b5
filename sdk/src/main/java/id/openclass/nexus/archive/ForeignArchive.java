package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/// A tar.gz or zip that is not chunked, as the older program writes them: read from front to end.
/// Opening a tar.gz decodes all of it once, because its small files may come last.
public final class ForeignArchive implements PackageArchive {
  private static final int BUFFER = 1 << 18;

  private final ByteSource source;
  private final ArchiveFormat format;
  private final List<SmallFile> smallFiles = new ArrayList<>();
  private String folder = "";
  private String modelEntry = "";
  private long modelBytes;

  private ForeignArchive(ByteSource source, ArchiveFormat format) {
    this.source = source;
    this.format = format;
  }

  /// What is done with each entry of the archive, in order.
  @FunctionalInterface
  private interface Visitor {
    void file(String name, long sizeBytes, InputStream content) throws IOException;

    default void folder(String name) {}
  }

  static ForeignArchive open(ByteSource source) {
    ForeignArchive archive = new ForeignArchive(source, recognise(source));
    archive.visit(archive.new Survey());
    if (archive.modelEntry.isEmpty()) {
      throw archive.malformed("there is no model file (.gguf) in this archive");
    }
    return archive;
  }

  private static ArchiveFormat recognise(ByteSource source) {
    if (ZipDirectory.looksLikeZip(source)) {
      return ArchiveFormat.ZIP;
    }
    byte[] start = source.read(new ByteRange(0, Math.min(2, source.length())));
    if (start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
      return ArchiveFormat.TAR_GZ;
    }
    throw NexusException.malformed(
        "this is neither a gzip nor a zip file",
        source.name(),
        0,
        "a package is a .tar.gz or a .zip");
  }

  /// Whether a file begins as an archive of either kind does.
  ///
  /// @param source the file
  /// @return true for gzip and zip
  public static boolean looksLikeArchive(ByteSource source) {
    try {
      recognise(source);
      return true;
    } catch (NexusException.Malformed e) {
      return false;
    }
  }

  /// Notes the model's entry and keeps the small files.
  private final class Survey implements Visitor {
    private final EntryNames names = new EntryNames(source.name());
    private int entries;
    private long smallBytes;

    @Override
    public void folder(String name) {
      count();
      names.acceptFolder(name);
    }

    private void count() {
      entries++;
      if (entries > PackageLayout.FOREIGN_ENTRIES) {
        throw malformed("there are more than " + PackageLayout.FOREIGN_ENTRIES + " entries");
      }
    }

    @Override
    public void file(String name, long sizeBytes, InputStream content) throws IOException {
      count();
      String path = names.accept(name);
      if (modelEntry.isEmpty() && path.endsWith(".gguf")) {
        if (sizeBytes > ChunkTable.MAX_MODEL_BYTES) {
          throw malformed("the model is said to have " + sizeBytes + " bytes");
        }
        modelEntry = name;
        modelBytes = sizeBytes;
        folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        return;
      }
      if (sizeBytes > PackageLayout.FOREIGN_SMALL_BYTES - smallBytes) {
        throw malformed(
            "entry "
                + Display.escape(name, 80)
                + " has "
                + sizeBytes
                + " bytes; all files but the model may have 16 MiB together");
      }
      smallBytes += sizeBytes;
      byte[] bytes = content.readNBytes((int) sizeBytes + 1);
      if (bytes.length != sizeBytes) {
        throw malformed("entry " + Display.escape(name, 80) + " is not as long as it declares");
      }
      smallFiles.add(new SmallFile(path, bytes));
    }
  }

  private void visit(Visitor visitor) {
    try {
      if (format == ArchiveFormat.ZIP) {
        visitZip(visitor);
      } else {
        visitTar(visitor);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw malformed(
          "the archive is damaged: " + Display.escape(String.valueOf(e.getMessage()), 120));
    }
  }

  private void visitZip(Visitor visitor) throws IOException {
    ZipDirectory directory = ZipDirectory.read(source);
    for (ZipArchiveEntry entry : directory.entries()) {
      if (entry.isDirectory()) {
        visitor.folder(entry.getName());
        continue;
      }
      try (InputStream in = directory.stream(entry)) {
        visitor.file(entry.getName(), entry.getSize(), in);
      }
    }
  }

  private void visitTar(Visitor visitor) throws IOException {
    try (TarGzInput tar = TarGzInput.open(source)) {
      for (TarArchiveEntry e = tar.next(); e != null; e = tar.next()) {
        if (e.isDirectory()) {
          visitor.folder(e.getName());
        } else {
          visitor.file(e.getName(), e.getSize(), tar.content());
        }
      }
    }
  }

  @Override
  public Unpacked unpack(UnpackOptions options, ModelSink sink, Progress.Task progress) {
    MessageDigest sha256 = Digest.sha256(modelBytes);
    MessageDigest md5 = Digest.md5();
    visit((name, size, content) -> {
      if (name.equals(modelEntry)) {
        copy(content, sink, progress, sha256, md5);
      }
    });
    return new Unpacked(
        modelBytes, Digest.finish(sha256), HexFormat.of().formatHex(md5.digest()), List.of());
  }

  private void copy(
      InputStream in,
      ModelSink sink,
      Progress.Task progress,
      MessageDigest sha256,
      MessageDigest md5)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (done + n > modelBytes) {
        throw malformed("the model is longer than its entry declares (" + modelBytes + " bytes)");
      }
      Digest.feed(sha256, buffer, n);
      Digest.feed(md5, buffer, n);
      sink.write(done, ByteBuffer.wrap(buffer, 0, n));
      progress.advance(n);
      done += n;
    }
    if (done != modelBytes) {
      throw malformed("the model ends after " + done + " of " + modelBytes + " bytes");
    }
  }

  private NexusException malformed(String message) {
    return NexusException.malformed(message, name(), -1, "get the package again");
  }

  /// The model's file name.
  ///
  /// @return the last part of its entry's name
  public String modelFile() {
    return modelEntry.substring(modelEntry.lastIndexOf('/') + 1);
  }

  /// The model's size, as its entry declares it.
  ///
  /// @return bytes
  public long modelBytes() {
    return modelBytes;
  }

  @Override
  public ArchiveFormat format() {
    return format;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long sizeBytes() {
    return source.length();
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public List<SmallFile> smallFiles() {
    return smallFiles.stream().map(f -> new SmallFile(relative(f.name()), f.content())).toList();
  }

  private String relative(String path) {
    return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : path;
  }

  /// Nothing to check: there is only one way to read it.
  @Override
  public void checkLayout(String modelFile) {}

  @Override
  public void close() {
    source.close();
  }
}
