package id.openclass.nexus.aws;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.OutputFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object that was uploaded.
///
/// @param bucket where it is
/// @param key the object's name in the bucket
/// @param outcome whether it was there already with the same bytes
/// @param sizeBytes how long it is
/// @param sha256 of it as it is stored
/// @param s3Url its address in S3; only who may read it there can use it
/// @param cloudfrontUrl its address behind CloudFront; null when no distribution is known
/// @param invalidation the id of CloudFront's invalidation, when another content was replaced
/// @param uploadTime when it was written, by the server's clock; null when the server does not say
/// @param sentParts how many parts went over the line
/// @param keptParts how many runs before had sent
/// @param notes what the user may want to know, a sentence each
public record UploadedObject(
    String bucket,
    String key,
    OutputFile.Outcome outcome,
    long sizeBytes,
    Digest sha256,
    String s3Url,
    @Nullable String cloudfrontUrl,
    @Nullable String invalidation,
    @Nullable Instant uploadTime,
    int sentParts,
    int keptParts,
    List<String> notes) {
  /// Copies the notes.
  public UploadedObject {
    notes = List.copyOf(notes);
  }

  /// As `UploadedObject[s3://bucket/models/tiny-1.0.0.tar.gz, 231 MB]`.
  @Override
  public String toString() {
    return "UploadedObject["
        + Display.escape("s3://" + bucket + "/" + key, 70)
        + ", "
        + Display.bytes(sizeBytes)
        + "]";
  }
}
