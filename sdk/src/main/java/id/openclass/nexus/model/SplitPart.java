package id.openclass.nexus.model;

import id.openclass.nexus.core.NexusException;
import java.util.Map;
import java.util.Optional;

/// Which part of a split GGUF model a file is, as its keys `split.no`, `split.count` and
/// `split.tensors.count` say.
///
/// @param index number of the part, counted from 0
/// @param count how many parts there are, 2 or more
/// @param tensors count of tensors in all parts, -1 when it is not said
public record SplitPart(int index, int count, long tensors) {
  /// Parts of one model: the file names have room for five digits.
  static final int MOST = 99_999;

  static Optional<SplitPart> of(GgufFile file) {
    Map<String, Object> metadata = file.metadata();
    Object count = metadata.get("split.count");
    if (count == null || (count instanceof Long n && (n == 0 || n == 1))) {
      return Optional.empty();
    }
    Object index = metadata.getOrDefault("split.no", 0L);
    if (!(count instanceof Long parts)
        || !(index instanceof Long no)
        || parts < 0
        || parts > MOST
        || no < 0
        || no >= parts) {
      throw NexusException.malformed(
          "split.no and split.count do not name a part of a model",
          file.path().toString(),
          -1,
          null);
    }
    long tensors = metadata.get("split.tensors.count") instanceof Long n ? n : -1;
    return Optional.of(new SplitPart(no.intValue(), parts.intValue(), tensors));
  }

  /// As `part 1 of 3`.
  @Override
  public String toString() {
    return "part " + (index + 1) + " of " + count;
  }
}
