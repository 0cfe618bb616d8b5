package id.openclass.nexus.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/// What is done of a long piece of work, so that it goes on after a kill: records of words in a
/// file, each with a checksum. `docs/stores.md` section 6.
///
/// A record counts once [#append] returned and the machine did not stop; after [#force] it counts
/// in any case. Opening drops what follows the first record that is not whole. One process at a
/// time has it; threads may share it.
public final class Journal implements AutoCloseable {
  /// Longer journals are none of ours; they are not read.
  private static final int MOST_BYTES = 64 << 20;

  private static final int CHECKSUM_DIGITS = 8;

  private final Path path;
  private final FileChannel channel;
  private final List<List<String>> records = new ArrayList<>();

  private Journal(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Opens a journal, or makes an empty one.
  ///
  /// @param path its file, in a folder that exists
  /// @return the journal with what a run before left in it
  /// @throws NexusException.Refused when another process has it
  /// @throws NexusException.Storage when it cannot be written
  public static Journal open(Path path) {
    try {
      FileChannel channel =
          LockedFile.takeOver(path, "another process is at this work already", path);
      Journal journal = new Journal(path, channel);
      journal.read();
      return journal;
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  private void read() throws IOException {
    int size = (int) Math.min(channel.size(), MOST_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Until the file ends.
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    int end = 0;
    for (int line = text.indexOf('\n'); line >= 0; line = text.indexOf('\n', end)) {
      String record = text.substring(end, line);
      if (!isWhole(record)) {
        break;
      }
      records.add(List.of(record.substring(CHECKSUM_DIGITS + 1).split(" ", -1)));
      end = line + 1;
    }
    channel.truncate(end);
  }

  private static boolean isWhole(String line) {
    return line.length() > CHECKSUM_DIGITS
        && line.equals(withChecksum(line.substring(CHECKSUM_DIGITS + 1)));
  }

  private static String withChecksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return String.format("%08x %s", crc.getValue(), text);
  }

  /// The records, oldest first.
  ///
  /// @return those that were there and those that were appended
  public synchronized List<List<String>> records() {
    return Collections.unmodifiableList(new ArrayList<>(records));
  }

  /// Adds a record.
  ///
  /// @param words of printable ASCII without spaces, at least one
  /// @throws NexusException.Storage when the disk fails
  public synchronized void append(String... words) {
    String text = String.join(" ", words);
    if (!text.matches("[!-~]+( [!-~]+)*") || text.split(" ").length != words.length) {
      throw new IllegalArgumentException("not words of a journal: " + Display.escape(text, 60));
    }
    ByteBuffer line =
        ByteBuffer.wrap((withChecksum(text) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    try {
      long end = channel.size();
      while (line.hasRemaining()) {
        channel.write(line, end + line.position());
      }
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
    records.add(List.of(words));
  }

  /// Makes all records outlast a stop of the machine.
  ///
  /// @throws NexusException.Storage when the disk fails
  public void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  /// Forgets all records.
  ///
  /// @throws NexusException.Storage when the disk fails
  public synchronized void clear() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
    records.clear();
  }

  /// The work is done: removes the file and gives it up.
  ///
  /// @throws NexusException.Storage when it cannot be removed
  public void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw NexusException.io("remove", path, e);
    }
    close();
  }

  /// Gives the journal up and leaves it for the next run. Repeating it does nothing.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw NexusException.io("close", path, e);
    }
  }

  /// As `Journal[.tiny.tar.gz.fetch, 12 records]`.
  @Override
  public String toString() {
    return "Journal["
        + Display.escape(String.valueOf(path.getFileName()), 60)
        + ", "
        + records().size()
        + " records]";
  }
}
