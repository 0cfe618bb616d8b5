package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// Tells which [NexusException] a failure of the AWS SDK is, and what to do about it. What a server
/// says is cut short; requests and credentials are never repeated.
final class S3Failures {
  private static final Set<String> CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          "InvalidSecurity",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "XAdminUserNotFound");
  private static final Set<String> CLOCK =
      Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
  private static final Set<String> ELSEWHERE =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IncorrectEndpoint",
          "IllegalLocationConstraintException");
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "SlowDown",
          "Throttling",
          "InternalError",
          "OperationAborted",
          "ConditionalRequestConflict",
          "BadDigest",
          "XAmzContentSHA256Mismatch",
          "IncompleteBody");
  private static final Pattern EXPECTED_REGION =
      Pattern.compile("expecting ['\"]?([A-Za-z0-9-]{1,40})");

  private static final Pattern LINE = Pattern.compile("line \\d{1,6}");

  private final String server;
  private final String bucket;
  private final String where;

  /// @param server what people call it
  /// @param bucket which one was asked for
  /// @param where what errors call the object
  S3Failures(String server, String bucket, String where) {
    this.server = server;
    this.bucket = bucket;
    this.where = where;
  }

  static NexusException noCredentials(S3Options options, Throwable cause) {
    String hint =
        options.profile() == null
            ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure; or name a"
                + " profile of ~/.aws with --profile"
            : "look at ~/.aws/config and ~/.aws/credentials, or run: aws configure --profile "
                + Display.escape(options.profile(), 60);
    NexusException refused =
        NexusException.refused(
            options.profile() == null
                ? "no credentials for S3 were found"
                : "no credentials for S3 were found in profile "
                    + Display.escape(options.profile(), 60),
            null,
            hint);
    refused.addSuppressed(cause);
    return refused;
  }

  /// Files of profiles that are written wrongly. Of what the SDK says only the line's number is
  /// repeated: the line may hold a key.
  static NexusException unreadableProfiles(IllegalArgumentException failure) {
    Matcher line = LINE.matcher(String.valueOf(failure.getMessage()));
    return NexusException.refused(
        "~/.aws/config or ~/.aws/credentials cannot be understood"
            + (line.find() ? ", " + line.group() : ""),
        null,
        "each line is NAME = VALUE or [PROFILE]; mend it, or run: aws configure");
  }

  /// The code that the server gave, empty for a failure of another kind.
  static String code(Throwable failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException service ? service.awsErrorDetails() : null;
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /// The status of the answer, 0 for a failure of another kind.
  static int status(Throwable failure) {
    return failure instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  /// Translates.
  ///
  /// @param action what was being done, as a verb and a permission of S3: `write`, `s3:PutObject`
  NexusException translate(SdkException failure, String action, String permission) {
    NexusException ours = ourOwn(failure);
    if (ours != null) {
      return ours;
    }
    NexusException told =
        failure instanceof AwsServiceException service
            ? answered(service, action, permission)
            : unanswered(failure);
    if (told.getCause() == null) {
      told.addSuppressed(failure);
    }
    return told;
  }

  /// What was thrown while the SDK read from a file of ours.
  private static @Nullable NexusException ourOwn(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof NexusException ours) {
        return ours;
      }
    }
    return null;
  }

  private NexusException unanswered(SdkException failure) {
    if (failure instanceof AbortedException) {
      return NexusException.transfer("interrupted", where, "run this again", failure);
    }
    Throwable deepest = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      deepest = t instanceof IOException ? t : deepest;
    }
    String kind = deepest.getClass().getSimpleName().replaceFirst("Exception$", "");
    return NexusException.transfer(
        server + " cannot be reached: " + kind + ": " + shortly(deepest.getMessage()),
        where,
        "look at the line and at --endpoint, then run this again",
        failure);
  }

  private NexusException answered(AwsServiceException failure, String action, String permission) {
    String code = code(failure);
    int status = failure.statusCode();
    if (code.equals("NoSuchBucket")) {
      return NexusException.notFound(
          "there is no bucket " + bucket,
          where,
          "look at its name and at --endpoint; to make it: aws s3api create-bucket --bucket "
              + bucket);
    }
    if (CLOCK.contains(code)) {
      return NexusException.refused(
          "this machine's clock differs too much from the server's, which says "
              + header(failure, "Date").orElse("another time"),
          where,
          "set the clock, for example: timedatectl set-ntp true");
    }
    if (CREDENTIALS.contains(code)) {
      return NexusException.refused(
          "the credentials are not accepted: " + code, where, credentialsHint(code));
    }
    if (ELSEWHERE.contains(code) || status == 301 || status == 307) {
      return elsewhere(failure);
    }
    if (PASSING.contains(code) || (status >= 500 && status != 501) || status == 429) {
      return NexusException.transfer(
          server + " cannot " + action + " this now: " + said(failure),
          where,
          "run this again",
          failure);
    }
    if (status == 404) {
      return NexusException.notFound("no such object", where, "look at its name");
    }
    if (status == 403) {
      return NexusException.refused(
          "not allowed to " + action + " this: " + said(failure),
          where,
          "the credentials need " + permission + " on arn:aws:s3:::" + bucket + "/*");
    }
    return NexusException.refused(
        server + " refuses to " + action + " this: " + said(failure), where, null);
  }

  private static String credentialsHint(String code) {
    return switch (code) {
      case "InvalidAccessKeyId", "XAdminUserNotFound" ->
          "the server does not know this access key: look at AWS_ACCESS_KEY_ID, --profile and"
              + " --endpoint";
      case "SignatureDoesNotMatch" ->
          "the secret key does not belong to the access key: look at AWS_SECRET_ACCESS_KEY or run:"
              + " aws configure";
      default -> "they have expired: sign in again, for example: aws sso login";
    };
  }

  private NexusException elsewhere(AwsServiceException failure) {
    String message =
        failure.awsErrorDetails() == null ? "" : failure.awsErrorDetails().errorMessage();
    Matcher expected = EXPECTED_REGION.matcher(message == null ? "" : message);
    String region =
        header(failure, "x-amz-bucket-region")
            .or(() -> expected.find() ? Optional.of(expected.group(1)) : Optional.empty())
            .orElse("REGION");
    return NexusException.invalidValue(
        "bucket " + bucket + " is in another region: " + said(failure),
        where,
        region.equals("REGION")
            ? "name its region with --region"
            : "add --region " + region.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> header(AwsServiceException failure, String name) {
    AwsErrorDetails details = failure.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? Optional.empty()
        : details.sdkHttpResponse().firstMatchingHeader(name).map(text -> Display.escape(text, 60));
  }

  private static String said(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    String code = code(failure);
    String message = details == null ? null : details.errorMessage();
    return (code.isEmpty() ? "status " + failure.statusCode() : Display.escape(code, 60))
        + (message == null || message.isBlank() ? "" : ", " + shortly(message));
  }

  private static String shortly(@Nullable String text) {
    return Display.escape(String.valueOf(text), 120);
  }
}
