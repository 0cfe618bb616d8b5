package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The head of a web server's answer, and what may be believed of it.
final class HttpAnswer implements AutoCloseable {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");
  private static final int WHOLE = 200;
  private static final int PART = 206;
  private static final int NO_SUCH_RANGE = 416;

  private final URI uri;
  private final HttpResponse.ResponseInfo head;
  private final HttpBody body;

  HttpAnswer(URI uri, HttpResponse.ResponseInfo head, HttpBody body) {
    this.uri = uri;
    this.head = head;
    this.body = body;
  }

  static NexusException.Transfer broken(URI uri, String message, @Nullable Throwable cause) {
    return NexusException.transfer(
        message, HttpAddress.shown(uri), "look at the line, then run this again", cause);
  }

  HttpBody body() {
    return body;
  }

  boolean isMissing() {
    int status = head.statusCode();
    return status == 403 || status == 404 || status == 410;
  }

  /// Section 4: what is neither an answer nor a plain no.
  void requireUsable(boolean page) {
    int status = head.statusCode();
    if (status == 511 || (isContent() && !page && isHtml())) {
      throw broken(
          uri, "a web page came instead, as login pages of networks do: sign in to it", null);
    }
    if (isMissing() || isContent() || status == NO_SUCH_RANGE) {
      requireUncoded();
      return;
    }
    if (status >= 300 && status < 400) {
      throw broken(uri, "the server leads to " + target(), null);
    }
    if (status >= 500 || status == 408 || status == 425 || status == 429) {
      throw broken(uri, "the server cannot answer now: status " + status, null);
    }
    boolean password = status == 401 || status == 407;
    throw NexusException.refused(
        password
            ? "the server or a proxy asks for a password: status " + status
            : "the server refuses to answer: status " + status,
        HttpAddress.shown(uri),
        "look at the address, or ask who runs the server");
  }

  private void requireUncoded() {
    String coding = header("content-encoding").orElse("identity");
    if (isContent() && !coding.equalsIgnoreCase("identity")) {
      throw broken(
          uri, "something on the way codes what it passes on: " + Display.escape(coding, 40), null);
    }
  }

  private boolean isContent() {
    return head.statusCode() == WHOLE || head.statusCode() == PART;
  }

  private boolean isHtml() {
    return header("content-type").orElse("").toLowerCase(Locale.ROOT).startsWith("text/html");
  }

  private String target() {
    String location = header("location").orElse("nowhere").split("\\?", 2)[0];
    return "another address, which is not followed: " + Display.escape(location, 120);
  }

  /// What the answer says of the object.
  ObjectInfo info() {
    long size =
        size().orElseThrow(() -> broken(uri, "the server does not say how long it is", null));
    if (head.statusCode() == NO_SUCH_RANGE && size != 0) {
      throw broken(uri, "the server has no first byte of " + Display.grouped(size), null);
    }
    return new ObjectInfo(size, version(), recordedDigest());
  }

  private Optional<Long> size() {
    if (head.statusCode() == WHOLE) {
      return length();
    }
    return contentRange().map(range -> Long.parseLong(range.group(3)));
  }

  private Optional<Long> length() {
    return header("content-length").filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
  }

  private Optional<Matcher> contentRange() {
    return header("content-range").map(CONTENT_RANGE::matcher).filter(Matcher::matches);
  }

  private ObjectVersion version() {
    return new ObjectVersion(header("etag").or(() -> header("last-modified")).orElse("-"));
  }

  private @Nullable Digest recordedDigest() {
    return header("x-amz-meta-sha256")
        .filter(hex -> hex.matches("[0-9a-f]{64}"))
        .map(Digest::parse)
        .orElse(null);
  }

  /// Insists on an answer that is the whole object.
  void requireWhole() {
    if (head.statusCode() != WHOLE) {
      throw broken(uri, "the server sends a part where the whole was asked for", null);
    }
  }

  /// Insists on as many bytes as the head says.
  void requireLength(long bytes) {
    if (length().orElse(bytes) != bytes) {
      throw broken(uri, "the line broke after " + Display.grouped(bytes) + " bytes", null);
    }
  }

  /// Insists on the same object as was found, and on the range or the whole of it.
  void requireSame(ObjectInfo found, ByteRange range) {
    if (!isContent()) {
      throw broken(uri, "the server has no " + range, null);
    }
    if (!version().equals(found.version())) {
      throw NexusException.malformed(
          "the object changed while it was read",
          HttpAddress.shown(uri),
          -1,
          "run this again to get the new one");
    }
    boolean fits =
        head.statusCode() == WHOLE
            ? length().orElse(found.sizeBytes()) == found.sizeBytes()
            : contentRange().filter(answer -> fits(answer, found, range)).isPresent();
    if (!fits) {
      throw broken(
          uri,
          "the server answers another range than was asked for: "
              + Display.escape(header("content-range").orElse("the whole"), 60),
          null);
    }
  }

  private static boolean fits(Matcher answer, ObjectInfo found, ByteRange range) {
    return answer.group(1) != null
        && Long.parseLong(answer.group(1)) == range.offset()
        && Long.parseLong(answer.group(2)) < range.end()
        && Long.parseLong(answer.group(3)) == found.sizeBytes();
  }

  /// Where in the object the body begins.
  long firstByte() {
    return head.statusCode() == WHOLE
        ? 0
        : contentRange().map(range -> Long.parseLong(range.group(1))).orElse(0L);
  }

  private Optional<String> header(String name) {
    return head.headers().firstValue(name);
  }

  @Override
  public void close() {
    length().ifPresent(body::finish);
    body.close();
  }
}
