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
class DeliveryTest {
  /// Where the SDK looks for another server than CloudFront.
  private static final String ENDPOINT = "aws.endpointUrlCloudFront";

  private static final S3Address PLACE = S3Address.parse("s3://models/repo");
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

  private static Delivery found() {
    return Delivery.of(PLACE, true, S3Options.defaults(), null);
  }

  private List<Request> invalidations() {
    return server.requests().stream().filter(r -> r.method().equals("POST")).toList();
  }

  @Test
  void everyObjectHasAnAddressBehindTheDistributionOfTheBucket() {
    assertThat(found().url(TIMESTAMP))
        .contains("https://d1.cloudfront.net/repo/metadata/timestamp.json");
    originPath = "/repo";
    Delivery shorter = found();
    assertThat(shorter.url(ObjectKey.of("a b+c"))).contains("https://d1.cloudfront.net/a%20b%2Bc");
    assertThat(shorter.notes()).isEmpty();
    assertThat(shorter).hasToString("Delivery[s3://models/repo, d1.cloudfront.net]");
  }

  @Test
  void everyObjectHasAnAddressBehindTheDomainThatIsNamed() {
    Delivery named = Delivery.of(PLACE, false, S3Options.defaults(), "models.example.org");
    assertThat(named.url(TIMESTAMP))
        .contains("https://models.example.org/repo/metadata/timestamp.json");
    assertThat(named.invalidate(List.of(TIMESTAMP))).isEmpty();
    assertThat(named.notes())
        .containsExactly("caches of models.example.org may keep the former content for a while");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void cachesForgetWhatWasReplacedAndNothingElse() {
    originPath = "/repo";
    assertThat(found().invalidate(List.of(TIMESTAMP, ObjectKey.of("index.html")))).contains("I1");
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
    Delivery delivery = found();
    assertThat(delivery.url(TIMESTAMP)).isEmpty();
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
    Delivery delivery = found();
    assertThat(delivery.invalidate(List.of(TIMESTAMP))).isEmpty();
    assertThat(delivery.notes()).singleElement().asString().startsWith("caches were not told");
    server.stop();
    Delivery unknown = found();
    assertThat(unknown.url(TIMESTAMP)).isEmpty();
    assertThat(unknown.notes()).singleElement().asString().startsWith("CloudFront was not asked");
  }

  @Test
  void otherServersAndWhoWantsNoneAreNotAskedAbout() {
    for (Delivery none :
        List.of(
            Delivery.of(PLACE, false, S3Options.defaults(), null),
            Delivery.of(PLACE, true, S3Options.defaults(), "none"))) {
      assertThat(none.url(TIMESTAMP)).isEmpty();
      assertThat(none.invalidate(List.of(TIMESTAMP))).isEmpty();
      assertThat(none.notes()).isEmpty();
    }
    assertThat(server.requests()).isEmpty();
    assertThatThrownBy(
            () -> Delivery.of(PLACE, true, S3Options.defaults(), "https://m.example.org"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }
}
