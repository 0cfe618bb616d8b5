package id.openclass.nexus.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlOriginTypes;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningBehaviors;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSigningProtocols;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is printed is held against what AWS documents; `.ci/stores` gives it to a server.
class ReadAccessTest {
  private static final DistributionArn ARN =
      new DistributionArn("arn:aws:cloudfront::111122223333:distribution/E2QWRUHAPOMQZL");
  private static final S3Address PLACE = S3Address.parse("s3://models/repository");
  private static final S3Options OPTIONS = S3Options.defaults().withRegion("ap-southeast-3");

  private static JsonNode document(ReadAccess access, String name) {
    return access.documents().stream()
        .filter(document -> document.name().equals(name))
        .map(document -> new JsonMapper().readTree(document.text()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everybodyReadsTheRepositoryAndNothingElse() {
    ReadAccess access = ReadAccess.publicRead(PLACE, OPTIONS);
    assertThat(access.isComplete()).isTrue();
    assertThat(access.documents())
        .extracting(AccessDocument::name)
        .containsExactly("public_access_block", "bucket_policy", "cors");
    assertThat(document(access, "bucket_policy").toString())
        .isEqualTo(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"PublicRead\","
                + "\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
                + "\"Resource\":\"arn:aws:s3:::models/repository/*\"}]}");
    JsonNode block = document(access, "public_access_block");
    assertThat(block.get("BlockPublicPolicy").asBoolean()).isFalse();
    assertThat(block.get("RestrictPublicBuckets").asBoolean()).isFalse();
    assertThat(block.get("BlockPublicAcls").asBoolean()).isTrue();
    assertThat(block.get("IgnorePublicAcls").asBoolean()).isTrue();
  }

  @Test
  void onlyTheDistributionReadsWhatIsBehindCloudFront() {
    ReadAccess access = ReadAccess.behind(PLACE, ARN);
    assertThat(access.documents())
        .extracting(AccessDocument::fileName)
        .containsExactly(
            "origin-access-control.json",
            "public-access-block.json",
            "bucket-policy.json",
            "cors.json");
    assertThat(document(access, "bucket_policy").at("/Statement/0").toString())
        .isEqualTo(
            "{\"Sid\":\"ReadThroughCloudFront\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},"
                + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::models/repository/*\","
                + "\"Condition\":{\"StringEquals\":{\"AWS:SourceArn\":\""
                + ARN.text()
                + "\"}}}");
    document(access, "public_access_block")
        .valueStream()
        .forEach(value -> assertThat(value.asBoolean()).isTrue());
  }

  @Test
  void theOriginAccessControlHasTheValuesThatTheSdkKnows() {
    JsonNode control = document(ReadAccess.behind(PLACE, ARN), "origin_access_control");
    assertThat(control.propertyNames())
        .containsExactly(
            "Name",
            "Description",
            "SigningProtocol",
            "SigningBehavior",
            "OriginAccessControlOriginType");
    assertThat(control.get("Name").asString()).isEqualTo("nexus-models");
    assertThat(
            OriginAccessControlSigningProtocols.fromValue(
                control.get("SigningProtocol").asString()))
        .isEqualTo(OriginAccessControlSigningProtocols.SIGV4);
    assertThat(
            OriginAccessControlSigningBehaviors.fromValue(
                control.get("SigningBehavior").asString()))
        .isEqualTo(OriginAccessControlSigningBehaviors.ALWAYS);
    assertThat(
            OriginAccessControlOriginTypes.fromValue(
                control.get("OriginAccessControlOriginType").asString()))
        .isEqualTo(OriginAccessControlOriginTypes.S3);
    S3Address longest = S3Address.ofBucket("b".repeat(63));
    assertThat(
            document(ReadAccess.behind(longest, ARN), "origin_access_control")
                .get("Name")
                .asString())
        .hasSize(64);
  }

  @Test
  void browsersMayReadRangesAndSeeWhatTheyGot() {
    JsonNode rule = document(ReadAccess.behind(PLACE, ARN), "cors").at("/CORSRules/0");
    assertThat(rule.get("AllowedMethods").toString()).isEqualTo("[\"GET\",\"HEAD\"]");
    assertThat(rule.get("AllowedOrigins").toString()).isEqualTo("[\"*\"]");
    assertThat(rule.get("AllowedHeaders").toString()).contains("Range");
    assertThat(rule.get("ExposeHeaders").toString()).contains("ETag", "x-amz-meta-sha256");
    assertThat(rule.get("MaxAgeSeconds").isInt()).isTrue();
  }

  @Test
  void withoutADistributionItSaysWhereItsNameBelongs() {
    ReadAccess access = ReadAccess.behindNone(PLACE, OPTIONS);
    assertThat(access.isComplete()).isFalse();
    assertThat(document(access, "bucket_policy").toString()).contains(ReadAccess.NO_DISTRIBUTION);
  }

  @Test
  void bucketsInChinaAreNamedAsThere() {
    S3Options china = S3Options.defaults().withRegion("cn-north-1");
    assertThat(document(ReadAccess.publicRead(PLACE, china), "bucket_policy").toString())
        .contains("arn:aws-cn:s3:::models/");
    DistributionArn arn =
        new DistributionArn("arn:aws-cn:cloudfront::111122223333:distribution/E1");
    assertThat(document(ReadAccess.behind(PLACE, arn), "bucket_policy").toString())
        .contains("arn:aws-cn:s3:::models/", "arn:aws-cn:cloudfront::111122223333");
  }

  @Test
  void nothingInAPrefixIsAVariableOfThePolicy() {
    S3Address odd = new S3Address("models", "a${awsusername}");
    assertThat(document(ReadAccess.publicRead(odd, OPTIONS), "bucket_policy").toString())
        .contains("models/a${$}{awsusername}/*");
    assertThat(BucketPolicy.publicRead("models", "")).contains("\"arn:aws:s3:::models/*\"");
  }

  @Test
  void commandsNameTheFileThatTheyRead() {
    for (AccessDocument document : ReadAccess.behind(PLACE, ARN).documents()) {
      assertThat(document.command()).startsWith("aws ").endsWith("file://" + document.fileName());
      assertThat(document.toString()).hasSizeLessThanOrEqualTo(100);
    }
  }

  @Test
  void namesThatAreNoneAreRefused() {
    for (String bad :
        List.of(
            "",
            "E2QWRUHAPOMQZL",
            "arn:aws:cloudfront::1:distribution/E1",
            "arn:aws:cloudfront::111122223333:distribution/",
            "arn:aws:cloudfront::111122223333:distribution/E1\"",
            "arn:aws:s3:::models")) {
      assertThatThrownBy(() -> new DistributionArn(bad))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
  }

  @Test
  void printsItselfInAHundredCharacters() {
    S3Address longest = new S3Address("b".repeat(63), "p".repeat(240));
    for (ReadAccess access :
        List.of(
            ReadAccess.behind(longest, ARN),
            ReadAccess.publicRead(longest, OPTIONS),
            ReadAccess.behindNone(longest, OPTIONS))) {
      assertThat(access.toString()).hasSizeLessThanOrEqualTo(100);
    }
    assertThat(ReadAccess.publicRead(PLACE, OPTIONS))
        .hasToString("ReadAccess[s3://models/repository, public]");
    assertThat(Map.of("a", ARN)).hasToString("{a=" + ARN.text() + "}");
  }
}
