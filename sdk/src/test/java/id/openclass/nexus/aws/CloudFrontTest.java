package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.aws.FakeS3.Reply;
import id.openclass.nexus.aws.FakeS3.Request;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that answers as CloudFront's description says: there is none to run here.
class CloudFrontTest {
  private static final String ARN = "arn:aws:cloudfront::111122223333:distribution/";

  private FakeS3 server;
  private Reply reply = Reply.ok("");

  @BeforeEach
  void start() throws IOException {
    S3Server.useCredentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    server = new FakeS3(request -> reply);
  }

  @AfterEach
  void stop() {
    server.stop();
    S3Server.forgetCredentials();
  }

  private CloudFront connect() {
    return CloudFront.connect(
        S3Options.defaults(), URI.create("http://127.0.0.1:" + server.port()));
  }

  private static String distribution(
      String id, boolean enabled, String origin, String path, String alias) {
    return "<DistributionSummary><Id>"
        + id
        + "</Id><ARN>"
        + ARN
        + id
        + "</ARN>"
        + "<DomainName>"
        + id.toLowerCase()
        + ".cloudfront.net</DomainName><Enabled>"
        + enabled
        + "</Enabled>"
        + "<Aliases><Quantity>1</Quantity>"
        + (alias.isEmpty() ? "" : "<Items><CNAME>" + alias + "</CNAME></Items>")
        + "</Aliases><Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id><DomainName>"
        + origin
        + "</DomainName><OriginPath>"
        + path
        + "</OriginPath></Origin></Items></Origins></DistributionSummary>";
  }

  private static Reply list(String... distributions) {
    return Reply.ok(
        "<DistributionList><IsTruncated>false</IsTruncated><Items>"
            + String.join("", distributions)
            + "</Items></DistributionList>");
  }

  @Test
  void findsTheDistributionWhoseOriginIsTheBucket() {
    reply =
        list(
            distribution("E1", true, "other-models.s3.eu-west-1.amazonaws.com", "", ""),
            distribution("E2", false, "models.s3.eu-west-1.amazonaws.com", "", ""),
            distribution("E3", true, "models.s3.eu-west-1.amazonaws.com", "/repo", "m.example.org"),
            distribution("E4", true, "models.s3.amazonaws.com", "", ""));
    try (CloudFront cloudFront = connect()) {
      Distribution found = cloudFront.ofBucket("models").orElseThrow();
      assertThat(found).isEqualTo(new Distribution("E3", ARN + "E3", "m.example.org", "/repo"));
      assertThat(found.serves("repo/a b.json")).isTrue();
      assertThat(found.serves("repository/x")).isFalse();
      assertThat(found.url("repo/a b+c.json")).isEqualTo("https://m.example.org/a%20b%2Bc.json");
      assertThat(cloudFront.ofBucket("none")).isEmpty();
      reply = list(distribution("E4", true, "models.s3.amazonaws.com", "", ""));
      assertThat(cloudFront.ofBucket("models").orElseThrow().url("a/b.json"))
          .isEqualTo("https://e4.cloudfront.net/a/b.json");
    }
    assertThat(server.requests().getFirst().uri()).startsWith("/2020-05-31/distribution");
  }

  @Test
  void invalidatesOnlyWhatItIsTold() {
    reply =
        new Reply(
            201,
            java.util.Map.of(),
            "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>");
    try (CloudFront cloudFront = connect()) {
      assertThat(cloudFront.invalidate("E3", List.of("/metadata/timestamp.json", "/index.html")))
          .isEqualTo("I1");
      Request request = server.requests().getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.uri()).isEqualTo("/2020-05-31/distribution/E3/invalidation");
      assertThat(request.header("Authorization")).contains("/cloudfront/aws4_request");
      String body = new String(request.body(), StandardCharsets.UTF_8);
      assertThat(body)
          .contains("<Quantity>2</Quantity>")
          .contains("<Path>/metadata/timestamp.json</Path><Path>/index.html</Path>")
          .containsPattern("<CallerReference>[0-9a-f-]{36}</CallerReference>");
      for (String bad : new String[] {"no-slash", "/a b", "/\n", ""}) {
        assertThatThrownBy(() -> cloudFront.invalidate("E3", List.of(bad)))
            .isInstanceOf(NexusException.InvalidValue.class);
      }
      assertThatThrownBy(() -> cloudFront.invalidate("E3", List.of()))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void saysWhichPermissionIsMissing() {
    reply =
        new Reply(
            403,
            java.util.Map.of(),
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
    try (CloudFront cloudFront = connect()) {
      assertThatThrownBy(() -> cloudFront.ofBucket("models"))
          .isInstanceOf(NexusException.Refused.class)
          .satisfies(e ->
              assertThat(((NexusException) e).hint()).contains("cloudfront:ListDistributions"));
      reply =
          new Reply(
              404,
              java.util.Map.of(),
              "<ErrorResponse><Error><Code>NoSuchDistribution</Code><Message>no</Message></Error></ErrorResponse>");
      assertThatThrownBy(() -> cloudFront.invalidate("E9", List.of("/x")))
          .isInstanceOf(NexusException.NotFound.class);
    }
  }
}
