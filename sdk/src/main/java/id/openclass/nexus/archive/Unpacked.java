package id.openclass.nexus.archive;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What reading a whole model found.
///
/// @param sizeBytes bytes of model that the archive holds
/// @param sha256 the model's digest; null when a chunk is damaged
/// @param md5Hex its MD5; null when not asked for or when a chunk is damaged
/// @param damaged the chunks that are not what their digests say, in order
public record Unpacked(
    long sizeBytes, @Nullable Digest sha256, @Nullable String md5Hex, List<Damage> damaged) {
  /// Copies the list.
  public Unpacked {
    damaged = List.copyOf(damaged);
  }

  /// A chunk whose bytes are wrong.
  ///
  /// @param chunk its number, from 0
  /// @param content the bytes of the model file that are lost
  /// @param coded the bytes of the archive that should hold them
  /// @param reason what is wrong
  public record Damage(int chunk, ByteRange content, ByteRange coded, String reason) {
    /// The damage as an error.
    ///
    /// @param archive what errors call the archive
    /// @return the exception, to be thrown
    public NexusException toException(String archive) {
      return NexusException.digestMismatch(
          "chunk " + chunk + " of the model is damaged: " + reason,
          archive + ", " + coded + " (" + content + " of the model)",
          "get the package again; the rest of it may be whole: nexus verify lists every damaged"
              + " chunk");
    }
  }
}
