package id.openclass.nexus.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.registry.JsonWebServer.Reply;
import id.openclass.nexus.registry.JsonWebServer.Request;
import id.openclass.nexus.store.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowRegistryTest {
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Patience ONCE =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(2), 1, said -> {});
  private static final Patience THRICE =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(2), 3, said -> {});
  private static final String SOURCE = "https://models.example.org/tiny-1.0.0.tar.gz";

  @TempDir Path folder;

  private final FakeMlflow mlflow = new FakeMlflow();
  private Function<Request, Reply> behaviour = mlflow::answer;
  private JsonWebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new JsonWebServer(request -> behaviour.apply(request));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static RegisteredVersion version(String version, String content) {
    PackageMetadata about =
        PackageMetadata.of("tiny", version, "me/tiny")
            .withDescription("For grade 10")
            .withSubjects(List.of("Fisika", "Kimia"))
            .with("quantization", "Q4_K_M");
    return RegisteredVersion.of(about, Digest.of(content.getBytes()), "apache-2.0", SOURCE)
        .withRepository("https://models.example.org");
  }

  private RegistryPush push(RegisteredVersion version) {
    return push(version, RegistryCredentials.none(), ONCE);
  }

  private RegistryPush push(
      RegisteredVersion version, RegistryCredentials credentials, Patience patience) {
    String address = "mlflow:" + server.url() + "path";
    try (MlflowRegistry registry = MlflowRegistry.at(address, credentials, PATIENT, patience)) {
      return registry.push(version);
    }
  }

  private List<String> changes() {
    return server.requests().stream()
        .filter(request -> request.method().equals("POST"))
        .map(request -> request.uri().replaceFirst(".*/mlflow/", ""))
        .toList();
  }

  @Test
  void aNewModelGetsAVersionWithTagsAndAliases() {
    RegistryPush push = push(version("1.0.0", "a").withChannels(List.of("stable", "pilot")));
    assertThat(push.outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(push.number()).isEqualTo("1");
    assertThat(push.page()).isEqualTo(server.url() + "path/#/models/tiny/versions/1");
    assertThat(push.aliasesSet()).containsExactly("stable", "pilot");
    assertThat(push.tagsSet()).isEmpty();
    assertThat(push.notes()).isEmpty();
    assertThat(mlflow.aliases).containsEntry("tiny", Map.of("stable", "1", "pilot", "1"));
    assertThat(mlflow.versions.getFirst())
        .containsEntry("source", SOURCE)
        .containsEntry("description", "For grade 10");
    assertThat(mlflow.versions.getFirst().get("tags"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(
            Map.of("key", "nexus.version", "value", "1.0.0"),
            Map.of("key", "nexus.sha256", "value", Digest.of("a".getBytes()).hex()),
            Map.of("key", "nexus.model_id", "value", "me/tiny"),
            Map.of("key", "nexus.license", "value", "apache-2.0"),
            Map.of("key", "nexus.repository", "value", "https://models.example.org"),
            Map.of("key", "nexus.quantization", "value", "Q4_K_M"),
            Map.of("key", "nexus.subjects", "value", "Fisika, Kimia"));
    assertThat(push).hasToString("RegistryPush[tiny, version 1, written]");
  }

  @Test
  void theSamePushAgainChangesNothing() {
    RegisteredVersion version = version("1.0.0", "a").withChannels(List.of("stable"));
    push(version);
    int before = changes().size();
    RegistryPush again = push(version);
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(again.number()).isEqualTo("1");
    assertThat(again.aliasesSet()).isEmpty();
    assertThat(again.tagsSet()).isEmpty();
    assertThat(changes()).hasSize(before);
  }

  @Test
  void onlyWhatDiffersIsSet() {
    push(version("1.0.0", "a").withChannels(List.of("stable")));
    push(version("1.1.0", "b").withChannels(List.of("stable")));
    int before = changes().size();
    RegisteredVersion moved =
        version("1.1.0", "b")
            .withRepository("https://new.example.org")
            .withChannels(List.of("stable", "pilot"));
    RegistryPush push = push(moved);
    assertThat(push.number()).isEqualTo("2");
    assertThat(push.tagsSet()).containsExactly("nexus.repository");
    assertThat(push.aliasesSet()).containsExactly("pilot");
    assertThat(changes().subList(before, changes().size()))
        .containsExactly("model-versions/set-tag", "registered-models/alias");
    assertThat(mlflow.aliases).containsEntry("tiny", Map.of("stable", "2", "pilot", "2"));
  }

  @Test
  void aPushThatWasInterruptedAtAnyMomentIsFinishedByTheNext() {
    RegisteredVersion version = version("1.0.0", "a").withChannels(List.of("stable", "pilot"));
    for (int broken = 0; broken < 8; broken++) {
      int at = broken;
      FakeMlflow fresh = new FakeMlflow();
      AtomicInteger count = new AtomicInteger();
      for (boolean done : new boolean[] {false, true}) {
        behaviour =
            request -> {
              if (count.getAndIncrement() == at) {
                // Once before the work is done, once after it: the answer is lost.
                if (done) {
                  fresh.answer(request);
                }
                return Reply.json(503, "");
              }
              return fresh.answer(request);
            };
        count.set(0);
        try {
          push(version);
        } catch (NexusException.Transfer e) {
          push(version);
        }
        assertThat(fresh.versions).hasSize(1);
        assertThat(fresh.aliases).containsEntry("tiny", Map.of("pilot", "1", "stable", "1"));
      }
    }
  }

  @Test
  void whatMayPassIsTriedAgain() {
    AtomicInteger count = new AtomicInteger();
    behaviour =
        request -> count.getAndIncrement() < 2 ? Reply.json(429, "") : mlflow.answer(request);
    assertThat(push(version("1.0.0", "a"), RegistryCredentials.none(), THRICE).number())
        .isEqualTo("1");
  }

  @Test
  void anotherContentUnderTheSameVersionIsRefused() {
    push(version("1.0.0", "a"));
    int before = changes().size();
    assertThatThrownBy(() -> push(version("1.0.0", "b").withChannels(List.of("stable"))))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("registered with another content, as MLflow's version 1");
    assertThat(changes()).hasSize(before);
  }

  @Test
  void versionsOnLaterPagesAreFound() {
    for (int i = 0; i < 5; i++) {
      push(version("1.0." + i, "" + i));
    }
    assertThat(push(version("1.0.0", "0")).outcome()).isEqualTo(Outcome.ALREADY_THERE);
  }

  @Test
  void aSourceThatChangedIsToldOf() {
    push(version("1.0.0", "a"));
    PackageMetadata about = PackageMetadata.of("tiny", "1.0.0", "me/tiny");
    RegistryPush push =
        push(
            RegisteredVersion.of(
                about, Digest.of("a".getBytes()), null, "s3://models/tiny-1.0.0.tar.gz"));
    assertThat(push.notes()).singleElement().asString().contains("MLflow cannot change it");
  }

  @Test
  void aliasesThatMlflowKeepsAreLeftOut() {
    RegistryPush push =
        push(version("1.0.0", "a").withChannels(List.of("latest", "v2", "v2-beta")));
    assertThat(push.aliasesSet()).containsExactly("v2-beta");
    assertThat(push.notes()).hasSize(2);
  }

  @Test
  void credentialsGoToTheServerAndAreNotPrinted() {
    push(version("1.0.0", "a"), RegistryCredentials.token("t0ken"), ONCE);
    push(version("1.0.0", "a"), RegistryCredentials.basic("me", "pä:ss"), ONCE);
    assertThat(server.requests().getFirst().header("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(server.requests().getLast().header("Authorization")).isEqualTo("Basic bWU6cMOkOnNz");
    assertThat(RegistryCredentials.token("t0ken")).hasToString("RegistryCredentials[token]");
    assertThat(RegistryCredentials.basic("me", "x")).hasToString("RegistryCredentials[basic]");
    behaviour = _ -> Reply.json(401, "");
    assertThatThrownBy(() -> push(version("1.0.0", "a"), RegistryCredentials.token("t0ken"), ONCE))
        .isInstanceOf(NexusException.Refused.class)
        .satisfies(e -> {
          NexusException refused = (NexusException) e;
          assertThat(refused.hint()).contains("MLFLOW_TRACKING_TOKEN");
          assertThat(refused + refused.hint() + refused.where()).doesNotContain("t0ken");
        });
  }

  @Test
  void credentialsThatAServerRepeatsAreNotToldOn() {
    behaviour =
        request ->
            Reply.json(
                400,
                "{\"error_code\":\"ODD\",\"message\":\"me:passw0rd "
                    + request.header("Authorization")
                    + "\"}");
    for (RegistryCredentials credentials :
        List.of(
            RegistryCredentials.basic("me", "passw0rd"), RegistryCredentials.token("passw0rd"))) {
      assertThatThrownBy(() -> push(version("1.0.0", "a"), credentials, ONCE))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("ODD: me:")
          .hasMessageNotContainingAny("passw0rd", "bWU6cGFzc3cwcmQ=");
    }
  }

  @Test
  void aPublishedVersionTellsItsObjectAndWhyNobodyShallRunIt() {
    Digest digest = Digest.of("package".getBytes(UTF_8));
    RegisteredVersion version =
        version("1.0.0", "a").withPackage("targets/tiny/x", 7, digest).withRevoked("wrong");
    push(version);
    assertThat(mlflow.versions.getFirst().get("tags"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(
            Map.of("key", "nexus.package_url", "value", SOURCE),
            Map.of("key", "nexus.package_key", "value", "targets/tiny/x"),
            Map.of("key", "nexus.package_size_bytes", "value", "7"),
            Map.of("key", "nexus.package_sha256", "value", digest.hex()),
            Map.of("key", "nexus.revoked", "value", "wrong"));
  }

  @Test
  void credentialsComeFromTheVariablesOfMlflow() {
    Map<String, String> all =
        Map.of(
            "MLFLOW_TRACKING_USERNAME", "u",
            "MLFLOW_TRACKING_PASSWORD", "p",
            "MLFLOW_TRACKING_TOKEN", "t");
    assertThat(RegistryCredentials.ofEnvironment(all::get).header()).contains("Basic dTpw");
    assertThat(RegistryCredentials.ofEnvironment(_ -> null).header()).isEmpty();
    assertThat(
            RegistryCredentials.ofEnvironment(Map.of("MLFLOW_TRACKING_TOKEN", "t")::get).header())
        .contains("Bearer t");
    assertThatThrownBy(
            () -> RegistryCredentials.ofEnvironment(Map.of("MLFLOW_TRACKING_USERNAME", "u")::get))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> RegistryCredentials.token("t\r\nX-Evil: 1"))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> RegistryCredentials.basic("a:b", "c"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  private void refusedAs(Class<? extends NexusException> kind, String words, Reply reply) {
    behaviour = _ -> reply;
    assertThatThrownBy(() -> push(version("1.0.0", "a")))
        .isInstanceOf(kind)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl));
  }

  @Test
  void whatIsNotMlflowIsNotBelieved() {
    Reply page = new Reply(200, Map.of("Content-Type", "text/html"), "<html>log in</html>");
    refusedAs(NexusException.Malformed.class, "no JSON object", page);
    refusedAs(NexusException.Malformed.class, "no JSON object", Reply.json(200, ""));
    refusedAs(NexusException.Malformed.class, "no JSON object", Reply.json(200, "[]"));
    refusedAs(
        NexusException.Malformed.class, "no JSON object", Reply.json(200, "[".repeat(100_000)));
    refusedAs(NexusException.Malformed.class, "no registered_model", Reply.json(200, "{}"));
    refusedAs(
        NexusException.Malformed.class,
        "no registered_model",
        Reply.json(200, "{\"registered_model\":{\"name\":\"other\"}}"));
    refusedAs(
        NexusException.NotFound.class,
        "no MLflow at this address: 404",
        new Reply(404, Map.of(), "<!doctype html>"));
    refusedAs(
        NexusException.Refused.class, "It \\u{1B}[31mfailed", FakeMlflow.error(400, "INVALID"));
    refusedAs(NexusException.Refused.class, "403", FakeMlflow.error(403, "PERMISSION_DENIED"));
    refusedAs(NexusException.Transfer.class, "answers 500", Reply.json(500, "oops"));
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    refusedAs(NexusException.Malformed.class, "more than 8.39 MB", Reply.endless(200));
  }

  @Test
  void aListWithoutEndIsCutOff() {
    mlflow.aliases.put("tiny", Map.of());
    String page = "{\"model_versions\":[],\"next_page_token\":\"again\"}";
    behaviour =
        request ->
            request.uri().contains("search") ? Reply.json(200, page) : mlflow.answer(request);
    assertThatThrownBy(() -> push(version("1.0.0", "a")))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("does not end");
    assertThat(server.requests()).hasSizeLessThan(200);
  }

  @Test
  void aNumberThatIsNoneIsNotBelieved() {
    mlflow.aliases.put("tiny", Map.of());
    for (String number : List.of("\"../../x\"", "\"\"", "null", "{}", "\"1e9\"")) {
      String list =
          "{\"model_versions\":[{\"name\":\"tiny\",\"version\":" + number + ",\"tags\":7}]}";
      behaviour =
          request ->
              request.uri().contains("search") ? Reply.json(200, list) : mlflow.answer(request);
      assertThatThrownBy(() -> push(version("1.0.0", "a")))
          .isInstanceOf(NexusException.Malformed.class);
    }
  }

  @Test
  void credentialsDoNotFollowARedirect() throws IOException {
    try (JsonWebServer other = new JsonWebServer(_ -> Reply.json(200, "{}"))) {
      for (String target : List.of(other.url(), "file:///etc/passwd", "%%%")) {
        refusedAs(
            NexusException.Refused.class,
            "sends elsewhere: 302",
            new Reply(302, Map.of("Location", target), ""));
      }
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    CountDownLatch done = new CountDownLatch(1);
    behaviour =
        _ -> {
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Reply.json(200, "{}");
        };
    String address = "mlflow:" + server.url();
    try (MlflowRegistry registry =
        MlflowRegistry.at(address, RegistryCredentials.none(), Duration.ofMillis(300), ONCE)) {
      assertThatThrownBy(() -> registry.push(version("1.0.0", "a")))
          .isInstanceOf(NexusException.Transfer.class)
          .hasMessageContaining("no whole answer within 0.3 s");
    } finally {
      done.countDown();
    }
  }

  @Test
  void nobodyThereIsANetworkError() {
    server.close();
    assertThatThrownBy(() -> push(version("1.0.0", "a")))
        .isInstanceOf(NexusException.Transfer.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void addressesThatAreNoneAreRefused() {
    for (String bad :
        List.of(
            "",
            "https://mlflow.example.org",
            "mlflow:",
            "mlflow:file:///x",
            "mlflow:mlflow.example.org",
            "mlflow:https://me:secret@mlflow.example.org",
            "mlflow:https://mlflow.example.org?secret",
            "mlflow:https://mlflow.example.org/#secret")) {
      assertThatThrownBy(() -> MlflowRegistry.at(bad, RegistryCredentials.none()))
          .isInstanceOf(NexusException.InvalidValue.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
    for (String bad :
        List.of(
            "",
            "tiny.tar.gz",
            "/tmp/x",
            "file:///x",
            "https://me:secret@host/x",
            "https://host/x?secret",
            "https://h/ secret",
            "https:/x")) {
      PackageMetadata about = PackageMetadata.of("tiny", "1.0.0", "me/tiny");
      assertThatThrownBy(() -> RegisteredVersion.of(about, Digest.of(new byte[0]), null, bad))
          .isInstanceOf(NexusException.InvalidValue.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
      assertThatThrownBy(() -> version("1.0.0", "a").withRepository(bad))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
    assertThatThrownBy(() -> version("1.0.0", "a").withChannels(List.of("a/b")))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void aPackageSaysItAll() throws IOException {
    Path model = Files.write(folder.resolve("m.bin"), new byte[1000]);
    PackageMetadata about = PackageMetadata.of("tiny", "1.0.0", "me/tiny");
    PackageOptions options = PackageOptions.defaults().withFolder(folder);
    try (ModelPackage pack = ModelPackage.create(model, about, options)) {
      RegisteredVersion version = RegisteredVersion.of(pack, SOURCE);
      assertThat(version.tags())
          .containsEntry("nexus.size_bytes", "1000")
          .containsEntry("nexus.sha256", Digest.of(new byte[1000]).hex())
          .containsEntry("nexus.model_id", "me/tiny")
          .doesNotContainKey("nexus.license");
      assertThat(version).hasToString("RegisteredVersion[tiny 1.0.0]");
    }
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    PackageMetadata about =
        PackageMetadata.of("tiny", "1.0.0", "😀".repeat(6000)).withDescription("x".repeat(6000));
    RegisteredVersion version = RegisteredVersion.of(about, Digest.of(new byte[0]), null, SOURCE);
    assertThat(version.tags()).containsEntry("nexus.model_id", "😀".repeat(5000));
    assertThat(version.description()).hasSize(5000);
  }
}
