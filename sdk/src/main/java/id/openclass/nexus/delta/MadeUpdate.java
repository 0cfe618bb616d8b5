package id.openclass.nexus.delta;

import id.openclass.nexus.core.OutputFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What making an update did.
///
/// @param update the update, in its folder
/// @param outcome whether the same bytes were there already
/// @param archive the tar, null when none was asked for
/// @param notes what the publisher should know, each a sentence that is safe for a terminal
public record MadeUpdate(
    DeltaUpdate update, OutputFile.Outcome outcome, @Nullable Path archive, List<String> notes) {
  /// Copies the list.
  public MadeUpdate {
    notes = List.copyOf(notes);
  }

  /// As `MadeUpdate[tiny-1.0.0-to-1.1.0, written]`.
  @Override
  public String toString() {
    String id = update.metadata().updateId();
    String shown = id.length() <= 70 ? id : id.substring(0, 67) + "...";
    return "MadeUpdate[" + shown + ", " + outcome + "]";
  }
}
