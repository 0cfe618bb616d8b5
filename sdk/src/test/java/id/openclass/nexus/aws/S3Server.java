package id.openclass.nexus.aws;

import id.openclass.nexus.store.Patience;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/// A real S3-compatible server: one in this process over a folder, or the one that `.ci/stores` has
/// started. Credentials are put where the AWS SDK looks for them.
final class S3Server {
  static final String ACCESS_KEY = "ACCESSKEYOFTESTS";
  static final String SECRET_KEY = "SECRETKEYOFTESTS/abc+def";

  /// One attempt, and a broken line ends it.
  static final Patience NONE =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(2), 1, said -> {});

  /// The port of a server outside, which has these credentials and the buckets.
  private static final Integer OUTSIDE = Integer.getInteger("nexus.s3.port");

  private final @Nullable S3Proxy proxy;

  S3Server(Path folder, String... buckets) throws Exception {
    useCredentials(ACCESS_KEY, SECRET_KEY);
    proxy = OUTSIDE == null ? inside(folder, buckets) : null;
  }

  private static S3Proxy inside(Path folder, String... buckets) throws Exception {
    for (String bucket : buckets) {
      Files.createDirectories(folder.resolve(bucket));
    }
    S3Proxy inside =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .stopTimeout(0)
            .build();
    inside.start();
    return inside;
  }

  boolean isOutside() {
    return proxy == null;
  }

  static void useCredentials(String accessKey, String secretKey) {
    System.setProperty("aws.accessKeyId", accessKey);
    System.setProperty("aws.secretAccessKey", secretKey);
  }

  static void forgetCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  int port() {
    return proxy == null ? OUTSIDE : proxy.getPort();
  }

  S3Options options() {
    return optionsFor(port());
  }

  static S3Options optionsFor(int port) {
    return S3Options.defaults()
        .withEndpoint("http://127.0.0.1:" + port)
        .withPatience(new Patience(Duration.ofMillis(1), Duration.ofMillis(4), 3, said -> {}));
  }

  /// Writes an object with no digest beside it.
  void writeAsAnotherProgram(String bucket, String key, byte[] content) {
    try (S3Connection connection = S3Connection.open(options())) {
      connection
          .client()
          .putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }
  }

  void stop() throws Exception {
    if (proxy != null) {
      proxy.stop();
    }
    forgetCredentials();
  }
}
