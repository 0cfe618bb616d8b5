package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.aws.FakeS3.Reply;
import id.openclass.nexus.aws.FakeS3.Request;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that answers as CloudFront's description says: there is none to run here.
class BucketFrontTest {
  /// Where the SDK looks for another server than CloudFront.
  private static final String ENDPOINT = "aws.endpointUrlCloudFront";

  private static final ObjectKey TIMESTAMP = ObjectKey.of("metadata/timestamp.json");

  private FakeS3 server;
  private Reply invalidated = new Reply(201, Map.of(), "<Invalidation><Id>I1</Id></Invalidation>");
  private String originPath = "";

  @BeforeEach
  void start() throws IOException {
    S3Server.useCredentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    server =
        new FakeS3(request -> request.method().equals("POST") ? invalidated : Reply.ok(list()));
    System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.port());
  }

  @AfterEach
  void stop() {
    System.clearProperty(ENDPOINT);
    server.stop();
    S3Server.forgetCredentials();
  }

  private String list() {
    return "<DistributionList><IsTruncated>false</IsTruncated><Items><DistributionSummary>"
        + "<Id>E1</Id><DomainName>d1.cloudfront.net</DomainName><Enabled>true</Enabled>"
        + "<Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id>"
        + "<DomainName>models.s3.ap-southeast-3.amazonaws.com</DomainName><OriginPath>"
        + originPath
        + "</OriginPath></Origin></Items></Origins></DistributionSummary></Items></DistributionList>";
  }

  private static final S3Options AWS = S3Options.defaults().withRegion("ap-southeast-3");
  private static final S3Options OTHER = S3Options.defaults().withEndpoint("http://127.0.0.1:9");

  private static BucketFront front(S3Options options, String domain) {
    return BucketFront.of(S3Store.at("s3://models/repo", options), domain, options);
  }

  private static BucketFront found() {
    return front(AWS, null);
  }

  private List<Request> invalidations() {
    return server.requests().stream().filter(r -> r.method().equals("POST")).toList();
  }

  @Test
  void everyObjectHasAnAddressBehindTheDistributionOfTheBucket() {
    assertThat(found().cloudfrontUrl(TIMESTAMP))
        .isEqualTo("https://d1.cloudfront.net/repo/metadata/timestamp.json");
    originPath = "/repo";
    BucketFront shorter = found();
    assertThat(shorter.cloudfrontUrl(ObjectKey.of("a b+c")))
        .isEqualTo("https://d1.cloudfront.net/a%20b%2Bc");
    assertThat(shorter.notes()).isEmpty();
    assertThat(shorter).hasToString("BucketFront[models, d1.cloudfront.net]");
  }

  @Test
  void everyObjectHasAnAddressBehindTheDomainThatIsNamed() {
    BucketFront named = front(AWS, "models.example.org");
    assertThat(named.cloudfrontUrl(TIMESTAMP))
        .isEqualTo("https://models.example.org/repo/metadata/timestamp.json");
    assertThat(named.invalidate(List.of(TIMESTAMP))).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void cachesForgetWhatWasReplacedAndNothingElse() {
    originPath = "/repo";
    assertThat(found().invalidate(List.of(TIMESTAMP, ObjectKey.of("index.html"))))
        .containsExactly("I1");
    assertThat(invalidations()).hasSize(1);
    assertThat(new String(invalidations().getFirst().body(), StandardCharsets.UTF_8))
        .contains("<Quantity>2</Quantity>")
        .contains("<Path>/metadata/timestamp.json</Path><Path>/index.html</Path>");
  }

  @Test
  void nothingIsForgottenWhereNothingWasReplaced() {
    assertThat(found().invalidate(List.of())).isEmpty();
    assertThat(invalidations()).isEmpty();
  }

  @Test
  void whatTheOriginDoesNotServeHasNoAddress() {
    originPath = "/other";
    BucketFront delivery = found();
    assertThat(delivery.cloudfrontUrl(TIMESTAMP)).isNull();
    assertThat(delivery.invalidate(List.of(TIMESTAMP))).isEmpty();
    assertThat(invalidations()).isEmpty();
  }

  @Test
  void aPublicationStandsWhenCloudFrontDoesNotAnswer() {
    invalidated =
        new Reply(
            403,
            Map.of(),
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
    BucketFront delivery = found();
    assertThat(delivery.invalidate(List.of(TIMESTAMP))).isEmpty();
    assertThat(delivery.notes())
        .singleElement()
        .asString()
        .startsWith("CloudFront keeps the former state");
    server.stop();
    BucketFront unknown = found();
    assertThat(unknown.cloudfrontUrl(TIMESTAMP)).isNull();
    assertThat(unknown.notes()).singleElement().asString().startsWith("CloudFront was not asked");
  }

  @Test
  void otherServersAndWhoWantsNoneAreNotAskedAbout() {
    for (BucketFront none : List.of(front(OTHER, null), front(AWS, "none"))) {
      assertThat(none.cloudfrontUrl(TIMESTAMP)).isNull();
      assertThat(none.invalidate(List.of(TIMESTAMP))).isEmpty();
      assertThat(none.notes()).isEmpty();
    }
    assertThat(server.requests()).isEmpty();
    assertThatThrownBy(() -> front(AWS, "https://m.example.org"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }
}
