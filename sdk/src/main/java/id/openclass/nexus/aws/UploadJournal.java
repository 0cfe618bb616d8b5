package id.openclass.nexus.aws;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Journal;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which parts of an object a server took, on disk: `docs/stores.md` section 6. Without a folder it
/// remembers nothing. Threads may share it.
final class UploadJournal implements AutoCloseable {
  private static final int ADDRESS_DIGITS = 12;

  /// Names on disk have 255 bytes at most.
  private static final int MOST_NAME = 100;

  private final @Nullable Journal journal;
  private final List<String> head;

  private UploadJournal(@Nullable Journal journal, List<String> head) {
    this.journal = journal;
    this.head = head;
  }

  /// Opens the journal of an object.
  ///
  /// @param folder where journals are; null for none
  /// @param address of the object and its server
  /// @param name what people call the object
  /// @param digest of its content
  static UploadJournal open(
      @Nullable Path folder, String address, String name, Digest digest, PartPlan plan) {
    List<String> head =
        List.of(
            "upload",
            "1",
            digest.hex(),
            String.valueOf(plan.sizeBytes()),
            String.valueOf(plan.partBytes()));
    if (folder == null) {
      return new UploadJournal(null, head);
    }
    String digits = Digest.of(address.getBytes(StandardCharsets.UTF_8)).hex();
    String file =
        "."
            + name.substring(0, Math.min(MOST_NAME, name.length()))
            + "."
            + digits.substring(0, ADDRESS_DIGITS)
            + ".upload";
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw NexusException.io("make", folder, e);
    }
    return new UploadJournal(Journal.open(folder.resolve(file)), head);
  }

  /// The upload that a run before began with the same content.
  ///
  /// @return its id, or null
  @Nullable String uploadId() {
    return isSame() ? decoded(first().getLast()) : null;
  }

  /// The upload that a run before began with other content, which nobody will end any more.
  ///
  /// @return its id, or null
  @Nullable String formerUploadId() {
    return isSame() || first().isEmpty() ? null : decoded(first().getLast());
  }

  private List<String> first() {
    return journal == null || journal.records().isEmpty()
        ? List.of()
        : journal.records().getFirst();
  }

  private boolean isSame() {
    List<String> first = first();
    return first.size() == head.size() + 1 && first.subList(0, head.size()).equals(head);
  }

  /// What a server made up, as one word, whatever is in it.
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String word) {
    try {
      return URLDecoder.decode(word, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // No word of ours: it names no upload and no part.
      return word;
    }
  }

  /// A new upload begins.
  void begin(String uploadId) {
    if (journal != null) {
      journal.clear();
      String[] words = new String[head.size() + 1];
      head.toArray(words);
      words[head.size()] = encoded(uploadId);
      journal.append(words);
      journal.force();
    }
  }

  void took(int part, String etag) {
    if (journal != null) {
      journal.append("part", String.valueOf(part), encoded(etag));
    }
  }

  /// ETags by the numbers of parts.
  Map<Integer, String> parts() {
    Map<Integer, String> parts = new HashMap<>();
    if (journal != null) {
      for (List<String> record : journal.records()) {
        if (record.size() == 3
            && record.getFirst().equals("part")
            && record.get(1).matches("\\d{1,5}")) {
          parts.put(Integer.parseInt(record.get(1)), decoded(record.get(2)));
        }
      }
    }
    return parts;
  }

  /// The object is there, or never will be.
  void remove() {
    if (journal != null) {
      journal.remove();
    }
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
