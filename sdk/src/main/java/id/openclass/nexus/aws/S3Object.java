package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ByteSink;
import id.openclass.nexus.store.ObjectInfo;
import id.openclass.nexus.store.ObjectSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object in a bucket, at the version that was found.
///
/// @param bucket where it is
/// @param key the object's name in the bucket
/// @param info what the server said of it
/// @param modified when it was written, by the server's clock
record S3Object(S3Bucket bucket, String key, ObjectInfo info, @Nullable Instant modified)
    implements ObjectSource {
  private static final int BUFFER = 1 << 16;

  @Override
  public String name() {
    return bucket.shown(key);
  }

  @Override
  public void transfer(ByteRange range, ByteSink sink) {
    if (range.length() == 0) {
      return;
    }
    String bytes = "bytes=" + range.offset() + "-" + (range.end() - 1);
    try (ResponseInputStream<GetObjectResponse> in =
        bucket
            .client()
            .getObject(request ->
                request
                    .bucket(bucket.name())
                    .key(key)
                    .range(bytes)
                    .ifMatch(info.version().tag()))) {
      requireSame(in.response(), range);
      copy(in, range, sink);
    } catch (SdkException e) {
      throw S3Failures.status(e) == 412
          ? changed()
          : bucket.failure(e, key, "read", "s3:GetObject");
    } catch (IOException e) {
      throw broken(e.getClass().getSimpleName(), e);
    }
  }

  private void requireSame(GetObjectResponse response, ByteRange range) {
    if (response.eTag() != null && !response.eTag().equals(info.version().tag())) {
      throw changed();
    }
    if (response.contentLength() != range.length()) {
      throw broken("the server answers " + response.contentLength() + " bytes for " + range, null);
    }
  }

  private NexusException changed() {
    return NexusException.malformed(
        "the object changed while it was read", name(), -1, "run this again to get the new one");
  }

  private NexusException broken(String why, @Nullable Throwable cause) {
    return NexusException.transfer("the line broke: " + why, name(), "run this again", cause);
  }

  private void copy(ResponseInputStream<GetObjectResponse> in, ByteRange range, ByteSink sink)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = range.length();
    try {
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw broken("after " + Display.grouped(range.length() - left) + " bytes", null);
        }
        sink.accept(ByteBuffer.wrap(buffer, 0, n));
        left -= n;
      }
    } finally {
      if (left > 0) {
        // Else the rest would be read before the stream closes.
        in.abort();
      }
    }
  }

  @Override
  public String toString() {
    return "S3Object[" + Display.escape(name(), 60) + ", " + info + "]";
  }
}
