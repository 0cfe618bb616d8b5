package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/// A client of S3 as `docs/stores.md` section 5 has it. Threads may share it.
final class S3Connection implements AutoCloseable {
  /// A part of 8 MiB over a line of 1 Mbit/s takes 67 s; the server is silent meanwhile.
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final Duration CONNECT = Duration.ofSeconds(30);

  /// The SDK repeats what fails at once; the longer waits are ours.
  private static final int SDK_ATTEMPTS = 3;

  /// What servers that are not AWS go by when nobody says otherwise.
  private static final Region USUAL = Region.US_EAST_1;

  /// What carries content: each has a digest of it that is computed before.
  private static final Set<String> CONTENT_OPERATIONS = Set.of("PutObject", "UploadPart");

  private final S3Client client;
  private final S3Options options;
  private final @Nullable URI endpoint;

  private S3Connection(S3Client client, S3Options options, @Nullable URI endpoint) {
    this.client = client;
    this.options = options;
    this.endpoint = endpoint;
  }

  /// Connects.
  ///
  /// @throws NexusException.Refused when there are no credentials
  /// @throws NexusException.InvalidValue when there is no region
  static S3Connection open(S3Options options) {
    AwsCredentialsProvider credentials = credentials(options);
    Region region = region(options);
    URI endpoint = options.endpoint();
    if (endpoint == null) {
      // Environment and profile may name one, too; only a client tells.
      try (S3Client plain = builder(options, credentials, region, null).build()) {
        endpoint = plain.serviceClientConfiguration().endpointOverride().orElse(null);
      }
    }
    if (isAws(endpoint) && region == null) {
      region = regionOfMachine();
    }
    return new S3Connection(
        builder(options, credentials, region, endpoint).build(), options, endpoint);
  }

  /// What to sign with.
  ///
  /// @throws NexusException.Refused when there is nothing, or nothing that can be sent
  static AwsCredentialsProvider credentials(S3Options options) {
    DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
    AwsCredentialsProvider found = builder.profileName(options.profile()).build();
    try {
      requireVisible(found.resolveCredentials());
      return found;
    } catch (SdkClientException e) {
      throw S3Failures.noCredentials(options, e);
    } catch (IllegalArgumentException e) {
      throw S3Failures.unreadableProfiles(e);
    }
  }

  /// Others than these cannot be sent, and errors of the SDK would repeat them.
  private static void requireVisible(AwsCredentials found) {
    String token = found instanceof AwsSessionCredentials session ? session.sessionToken() : "";
    if (!(found.accessKeyId() + found.secretAccessKey() + token).matches("[!-~]*")) {
      throw NexusException.refused(
          "a credential for S3 has a character that credentials have not",
          null,
          "look for a line feed or a space in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN");
    }
  }

  /// As the user, the environment or a profile says.
  static @Nullable Region region(S3Options options) {
    if (options.region() != null) {
      return Region.of(options.region());
    }
    try {
      AwsProfileRegionProvider profile = new AwsProfileRegionProvider(null, options.profile());
      return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), profile).getRegion();
    } catch (SdkClientException e) {
      return null;
    }
  }

  /// As the machine says, if it is one of AWS: asking takes a second elsewhere.
  private static Region regionOfMachine() {
    try {
      return new InstanceProfileRegionProvider().getRegion();
    } catch (SdkClientException e) {
      throw NexusException.invalidValue(
          "no region is known", "add --region, for example --region ap-southeast-3");
    }
  }

  private static boolean isAws(@Nullable URI endpoint) {
    String host = endpoint == null ? "amazonaws.com" : String.valueOf(endpoint.getHost());
    return host.toLowerCase(Locale.ROOT).matches("(.*\\.)?amazonaws\\.com(\\.cn)?");
  }

  private static S3ClientBuilder builder(
      S3Options options,
      AwsCredentialsProvider credentials,
      @Nullable Region region,
      @Nullable URI endpoint) {
    boolean aws = isAws(endpoint);
    Boolean inPath = options.pathStyle();
    return S3Client.builder()
        .credentialsProvider(credentials)
        .region(region == null ? USUAL : region)
        .endpointOverride(endpoint)
        .forcePathStyle(inPath == null ? !aws : inPath)
        .httpClientBuilder(
            UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
        .putAuthScheme(new PayloadSigner())
        .authSchemeProvider(schemes(partCheck(endpoint)))
        .overrideConfiguration(c ->
            c.retryStrategy(StandardRetryStrategy.builder().maxAttempts(SDK_ATTEMPTS).build()));
  }

  /// To other servers than AWS all is signed with what it carries, but what has a digest already.
  private static S3AuthSchemeProvider schemes(PartCheck check) {
    S3AuthSchemeProvider usual = S3AuthSchemeProvider.defaultProvider();
    return check == PartCheck.SHA256
        ? usual
        : parameters -> {
          boolean digested =
              check == PartCheck.CRC32C && CONTENT_OPERATIONS.contains(parameters.operation());
          return usual.resolveAuthScheme(parameters).stream()
              .map(scheme ->
                  scheme.toBuilder()
                      .putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, !digested)
                      .build())
              .toList();
        };
  }

  /// By what the server knows that parts came whole, if it takes it.
  PartCheck partCheck() {
    return partCheck(endpoint);
  }

  /// @param endpoint null for AWS
  static PartCheck partCheck(@Nullable URI endpoint) {
    if (endpoint == null || isAws(endpoint)) {
      return PartCheck.SHA256;
    }
    boolean sealed =
        "https".equalsIgnoreCase(endpoint.getScheme())
            || String.valueOf(endpoint.getHost())
                .matches("(?i)localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    return sealed ? PartCheck.CRC32C : PartCheck.SIGNATURE;
  }

  S3Client client() {
    return client;
  }

  S3Options options() {
    return options;
  }

  /// Whether this is AWS itself.
  boolean isAws() {
    return isAws(endpoint);
  }

  /// What tells two servers apart.
  String server() {
    return endpoint == null ? "aws" : endpoint.toString();
  }

  /// What errors call the server.
  String shown() {
    return endpoint == null ? "S3" : Display.escape(endpoint.toString(), 100);
  }

  /// The address that anybody may type.
  String url(String bucket, String name) {
    return client.utilities().getUrl(request -> request.bucket(bucket).key(name)).toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
