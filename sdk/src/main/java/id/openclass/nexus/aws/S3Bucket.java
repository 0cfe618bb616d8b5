package id.openclass.nexus.aws;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectInfo;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// A bucket over a connection.
///
/// @param connection to the server
/// @param name the bucket's
record S3Bucket(S3Connection connection, String name) {
  private static final String RECORDED = "sha256";

  S3Client client() {
    return connection.client();
  }

  /// What errors call an object.
  String shown(String key) {
    return Display.escape("s3://" + name + "/" + key);
  }

  NexusException failure(SdkException failure, String key, String action, String permission) {
    return new S3Failures(connection.shown(), name, shown(key))
        .translate(failure, action, permission);
  }

  /// What is sent with an object so that [#find] knows its digest.
  static Map<String, String> metadata(Digest sha256) {
    return Map.of(RECORDED, sha256.hex());
  }

  /// Looks for an object. A `GET` of one byte, not a `HEAD`: only its answer says what is wrong.
  Optional<S3Object> find(String key) {
    try (ResponseInputStream<GetObjectResponse> in =
        client().getObject(request -> request.bucket(name).key(key).range("bytes=0-0"))) {
      GetObjectResponse found = in.response();
      if (found.contentLength() > 1) {
        // The server knows no ranges: all of it would come.
        in.abort();
      }
      return Optional.of(
          object(key, size(found), found.eTag(), found.metadata(), found.lastModified()));
    } catch (SdkException e) {
      return notFound(e, key);
    } catch (IOException e) {
      throw NexusException.transfer("the line broke", shown(key), "run this again", e);
    }
  }

  /// Reads a small object as it is now, in one request: no other can come between.
  Optional<Small> readSmall(String key, int mostBytes) {
    try (ResponseInputStream<GetObjectResponse> in =
        client().getObject(request -> request.bucket(name).key(key))) {
      long length = in.response().contentLength();
      if (length > mostBytes) {
        in.abort();
        throw Store.tooLarge(shown(key), mostBytes);
      }
      byte[] bytes = in.readNBytes((int) length);
      if (bytes.length < length) {
        throw NexusException.transfer(
            "the line broke after " + bytes.length + " bytes", shown(key), "run this again", null);
      }
      return Optional.of(new Small(bytes, new ObjectVersion(in.response().eTag())));
    } catch (SdkException e) {
      requireMissing(e, key);
      return Optional.empty();
    } catch (IOException e) {
      throw NexusException.transfer("the line broke", shown(key), "run this again", e);
    }
  }

  /// What a small object held.
  ///
  /// @param bytes all of it
  /// @param version which content it was
  record Small(byte[] bytes, ObjectVersion version) {}

  private Optional<S3Object> notFound(SdkException failure, String key) {
    if (S3Failures.status(failure) == 416) {
      return head(key);
    }
    requireMissing(failure, key);
    return Optional.empty();
  }

  /// Throws what is no plain no.
  private void requireMissing(SdkException failure, String key) {
    String code = S3Failures.code(failure);
    boolean hidden = S3Failures.status(failure) == 403 && code.equals("AccessDenied");
    boolean missing =
        code.equals("NoSuchKey") || (S3Failures.status(failure) == 404 && code.isEmpty());
    if (!hidden && !missing) {
      throw failure(failure, key, "read", "s3:GetObject");
    }
  }

  /// An empty object has no first byte.
  private Optional<S3Object> head(String key) {
    try {
      HeadObjectResponse found = client().headObject(request -> request.bucket(name).key(key));
      return Optional.of(
          object(key, found.contentLength(), found.eTag(), found.metadata(), found.lastModified()));
    } catch (SdkException e) {
      throw failure(e, key, "read", "s3:GetObject");
    }
  }

  private long size(GetObjectResponse found) {
    String range = found.contentRange();
    return range != null && range.matches("bytes 0-0/\\d{1,18}")
        ? Long.parseLong(range.substring(range.indexOf('/') + 1))
        : found.contentLength();
  }

  private S3Object object(
      String key,
      long size,
      String etag,
      Map<String, String> metadata,
      @Nullable Instant modified) {
    String hex = metadata.getOrDefault(RECORDED, "");
    Digest recorded = hex.matches("[0-9a-f]{64}") ? Digest.parse(hex) : null;
    return new S3Object(
        this, key, new ObjectInfo(size, new ObjectVersion(etag), recorded), modified);
  }
}
