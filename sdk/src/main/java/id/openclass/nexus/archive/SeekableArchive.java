package id.openclass.nexus.archive;

import id.openclass.nexus.codec.ChunkDecoder;
import id.openclass.nexus.codec.Ending;
import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An archive of ours: small files and chunk table are found at once, and each chunk decodes alone.
public abstract sealed class SeekableArchive implements PackageArchive
    permits SeekableTarGz, SeekableZip {
  final ByteSource source;
  private @Nullable String folder;
  private @Nullable List<SmallFile> smallFiles;
  private @Nullable ChunkTable table;

  SeekableArchive(ByteSource source) {
    this.source = source;
  }

  /// Recognises an archive of ours by its last bytes.
  ///
  /// @param source any bytes; closed with the archive
  /// @return the archive; empty when it is another's, or no archive at all
  /// @throws NexusException.Malformed when it begins as one of ours and breaks a rule of section 8
  public static Optional<SeekableArchive> recognise(ByteSource source) {
    return Optional.ofNullable(tryOpen(source));
  }

  static @Nullable SeekableArchive tryOpen(ByteSource source) {
    SeekableArchive archive = SeekableTarGz.tryOpen(source);
    return archive != null ? archive : SeekableZip.tryOpen(source);
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
    smallFiles();
    return folder == null ? "" : folder;
  }

  @Override
  public synchronized List<SmallFile> smallFiles() {
    if (smallFiles == null) {
      EntryNames names = new EntryNames(name());
      List<SmallFile> files = new ArrayList<>();
      for (SmallFile entry : readSmallEntries()) {
        files.add(new SmallFile(inFolder(names.accept(entry.name())), entry.content()));
      }
      smallFiles = List.copyOf(files);
    }
    return smallFiles;
  }

  /// The path inside the one folder that every entry must lie in.
  private String inFolder(String path) {
    int slash = path.indexOf('/');
    String first = path.substring(0, Math.max(slash, 0));
    if (folder == null) {
      folder = first;
    }
    if (first.isEmpty() || !first.equals(folder)) {
      throw malformed("entry " + Display.escape(path, 80) + " is not in the package's folder", 0);
    }
    return path.substring(slash + 1);
  }

  /// The chunk table, read when first asked for.
  ///
  /// @return the table
  /// @throws NexusException.Malformed when it breaks a rule of section 4
  public synchronized ChunkTable table() {
    if (table == null) {
      table = ChunkTable.parse(readTable(), name(), sizeBytes());
    }
    return table;
  }

  /// The chunk table as the archive has it: `docs/package-format.md` section 4.
  ///
  /// @return its bytes, to be read beside the archive
  public byte[] tableBytes() {
    return readTable();
  }

  /// Where the model, with all that belongs to it, ends: from there on this archive is small files
  /// and table.
  ///
  /// @return a byte offset; what comes before it is the same in an archive with other small files
  public abstract long modelEnd();

  /// What writes the rest of an archive that begins as this one does, up to [#modelEnd].
  abstract ArchiveWriter writerAfterModel(Appender out);

  /// Entries with names as the archive has them, the chunk table's left out.
  abstract List<SmallFile> readSmallEntries();

  abstract byte[] readTable();

  /// Where in a coded chunk its DEFLATE data is.
  abstract ByteRange body(ByteRange coded);

  /// How the DEFLATE data of a chunk ends.
  abstract Ending ending();

  /// Whether what surrounds the DEFLATE data fits the content.
  abstract boolean frameFits(byte[] coded, int codedLength, byte[] content, int length);

  /// Checks what the archive's headers say of the whole model.
  ///
  /// @throws NexusException.Malformed when it is not this CRC-32
  abstract void checkCrc(long crc);

  /// Decodes one chunk.
  ///
  /// @param chunk from 0 to the table's count - 1
  /// @return its bytes; their digest is not checked here
  /// @throws NexusException.Malformed when they do not decode to the chunk's length
  public byte[] decode(int chunk) {
    byte[] content = new byte[(int) table().content(chunk).length()];
    byte[] coded = new byte[(int) table().range(chunk).length()];
    String fault = decode(chunk, coded, content);
    if (fault != null) {
      throw malformed("chunk " + chunk + ": " + fault, table().range(chunk).offset());
    }
    return content;
  }

  /// Whether bytes are a chunk as it is coded here: decodes them and compares the digest.
  ///
  /// @param chunk from 0 to the table's count - 1
  /// @param coded as many bytes as the chunk's range has, from anywhere
  /// @return true when they are
  public boolean holds(int chunk, byte[] coded) {
    byte[] content = new byte[(int) table().content(chunk).length()];
    ByteRange body = body(new ByteRange(0, coded.length));
    return body.length() > 0
        && inflate(coded, body, content, content.length) == null
        && frameFits(coded, coded.length, content, content.length)
        && Digest.of(content).equals(table().digest(chunk));
  }

  /// Decodes one chunk into an array.
  ///
  /// @param coded room for the coded chunk
  /// @param content room for the chunk
  /// @return what is wrong, or null
  @Nullable String decode(int chunk, byte[] coded, byte[] content) {
    int length = (int) table().content(chunk).length();
    ByteRange range = table().range(chunk);
    int codedLength = (int) range.length();
    source.read(range.offset(), ByteBuffer.wrap(coded, 0, codedLength));
    ByteRange body = body(range);
    if (body.length() <= 0) {
      return "it is too short";
    }
    String fault = inflate(coded, body, content, length);
    return fault == null && !frameFits(coded, codedLength, content, length)
        ? "its frame does not fit its content"
        : fault;
  }

  private @Nullable String inflate(byte[] coded, ByteRange body, byte[] content, int length) {
    try (ChunkDecoder decoder = new ChunkDecoder(name())) {
      int at = (int) body.offset();
      decoder.decode(coded, at, (int) body.length(), 0, content, length, ending());
      return null;
    } catch (NexusException.Malformed e) {
      return e.getMessage();
    }
  }

  @Override
  public Unpacked unpack(UnpackOptions options, ModelSink sink, Progress.Task progress) {
    return new ChunkUnpacker(this, options, sink, progress).run();
  }

  NexusException malformed(String message, long offset) {
    return NexusException.malformed(message, name(), offset, "get the package again");
  }

  /// Checks that the chunks follow each other without a gap.
  ///
  /// @return the first byte after the last one
  /// @throws NexusException.Malformed when they do not
  public long checkChunksTouch() {
    long end = table().range(0).offset();
    for (int i = 0; i < table().count(); i++) {
      ByteRange range = table().range(i);
      if (range.offset() != end) {
        throw malformed(
            "chunk " + i + " does not begin where the one before it ends", range.offset());
      }
      end = range.end();
    }
    return end;
  }

  byte[] readUpTo(long start, long end, int most) {
    if (end < start || end - start > most) {
      throw malformed(
          "a part of the archive has " + (end - start) + " bytes, allowed are " + most, start);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
    source.read(start, bytes);
    return bytes.array();
  }

  @Override
  public void close() {
    source.close();
  }
}
