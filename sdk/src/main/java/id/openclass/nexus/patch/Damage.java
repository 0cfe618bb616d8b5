package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.List;
import java.util.stream.Collectors;

/// A record of a delta that is not what it should be.
///
/// @param record its number, from 0
/// @param range where it is in the delta
/// @param what what is wrong with it
public record Damage(int record, ByteRange range, String what) {
  private static final int MOST_NAMED = 5;

  static NexusException refusal(List<Damage> damages, String file) {
    String named =
        damages.stream().limit(MOST_NAMED).map(Damage::toString).collect(Collectors.joining("; "));
    int left = damages.size() - MOST_NAMED;
    String more = left > 0 ? "; and " + Display.grouped(left) + " more" : "";
    String count = damages.size() == 1 ? "a segment" : damages.size() + " segments";
    return NexusException.malformed(
        count + " of the delta damaged: " + named + more,
        file,
        damages.getFirst().range().offset(),
        "fetch the update again");
  }

  /// As `record 12 (bytes 4,096 to 8,191): its checksum is wrong`.
  @Override
  public String toString() {
    return "record " + Display.grouped(record) + " (" + range + "): " + what;
  }
}
