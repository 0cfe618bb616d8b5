package id.openclass.nexus.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.ModelSignature;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Private keys and passphrases on the command line: where they come from, and that nothing of them
/// comes out, with `NEXUS_DEBUG` neither.
class SecretsTest {
  private static final String PASSPHRASE = "correct horse battery";

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>(Map.of("NEXUS_DEBUG", "1"));
  private final List<String> secrets = new ArrayList<>(List.of(PASSPHRASE));
  private SigningKey used;

  @Command(name = "probe")
  private final class Probe extends NexusCommand {
    @Mixin private SigningKeyOption signingKey;

    @Override
    protected Answer answer() {
      used = signingKey.one(console(), KeyPurpose.MODEL).orElse(null);
      return Answer.empty()
          .with("key", String.valueOf(used))
          .with("file", signingKey.publicKeyWord())
          .line(String.valueOf(used));
    }
  }

  @BeforeEach
  void makeKeys() throws IOException {
    file("plain.pem", TestKeys.pem("p256.pem"), "rw-------");
    file("encrypted.pem", TestKeys.pem("encrypted-words.pem"), "rw-------");
    file("open.pem", TestKeys.pem("p256.pem"), "rw-r--r--");
    file("phrase", PASSPHRASE + "\n", "rw-------");
    file("phrase-open", PASSPHRASE + "\n", "rw-r--r--");
    file("repo.pem", TestKeys.pem("ed25519.pem"), "rw-------");
    file("cut.pem", TestKeys.pem("p256.pem").substring(0, 120), "rw-------");
    file("bent.pem", TestKeys.pem("p256.pem").replace("M", "*"), "rw-------");
    file("sec1.pem", TestKeys.pem("sec1.pem"), "rw-------");
  }

  private void file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    text.lines().filter(line -> line.length() > 20 && !line.startsWith("-")).forEach(secrets::add);
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(printed, true, UTF_8);
    CommandConsole console = CommandConsole.of(stream, stream, environment, Clock.systemUTC());
    used = null;
    int code = CommandLines.run(new Probe(), console, arguments);
    assertThat(printed.toString(UTF_8)).isNotEmpty().doesNotContain(secrets);
    return code;
  }

  private int runWith(String key, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--signing-key", folder.resolve(key).toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private void assertSays(String text) {
    assertThat(printed.toString(UTF_8)).contains(text);
  }

  @Test
  void aKeyComesFromAFile() {
    assertThat(runWith("plain.pem")).isZero();
    assertThat(used.verifyingKey()).isEqualTo(TestKeys.verifying("p256.pub"));
    assertSays("SigningKey[P-256, ");
    assertThat(runWith("plain.pem", "--json")).isZero();
    assertSays("plain.pub");
  }

  @Test
  void aKeyComesFromTheEnvironment() {
    environment.put("MODEL_KEY", TestKeys.pem("p256.pem"));
    assertThat(run("--signing-key", "env:MODEL_KEY")).isZero();
    assertThat(used.verifyingKey()).isEqualTo(TestKeys.verifying("p256.pub"));
    assertThat(run("--signing-key", "env:NONE")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertSays("no such environment variable");
    environment.put("MODEL_KEY", TestKeys.pem("p256.pem").replace("\n", "\\n"));
    assertThat(run("--signing-key", "env:MODEL_KEY")).isEqualTo(ExitCode.CONTENT.number());
    environment.put("MODEL_KEY", PASSPHRASE);
    assertThat(run("--signing-key", "env:MODEL_KEY")).isEqualTo(ExitCode.CONTENT.number());
  }

  @Test
  void aPassphraseComesFromAFileOrTheEnvironment() {
    assertThat(runWith("encrypted.pem")).isEqualTo(ExitCode.USAGE.number());
    assertSays("this key is encrypted, and there is no passphrase");
    assertThat(runWith("encrypted.pem", "--passphrase-file", folder.resolve("phrase").toString()))
        .isZero();
    environment.put("NEXUS_KEY_PASSPHRASE", PASSPHRASE);
    assertThat(runWith("encrypted.pem")).isZero();
    environment.put("NEXUS_KEY_PASSPHRASE", PASSPHRASE + "!");
    assertThat(runWith("encrypted.pem")).isEqualTo(ExitCode.USAGE.number());
    assertSays("this is not the key's passphrase");
    assertThat(
            runWith("encrypted.pem", "--passphrase-file", folder.resolve("phrase-open").toString()))
        .isEqualTo(ExitCode.REFUSED.number());
  }

  @Test
  void keysThatCannotBeUsedAreRefusedWithoutShowingThem() {
    assertThat(runWith("open.pem")).isEqualTo(ExitCode.REFUSED.number());
    assertSays("chmod 600");
    assertThat(runWith("repo.pem")).isEqualTo(ExitCode.USAGE.number());
    assertSays("does not sign models");
    assertThat(runWith("cut.pem")).isEqualTo(ExitCode.CONTENT.number());
    assertThat(runWith("bent.pem")).isEqualTo(ExitCode.CONTENT.number());
    assertThat(runWith("sec1.pem")).isEqualTo(ExitCode.CONTENT.number());
    assertThat(runWith("phrase")).isEqualTo(ExitCode.CONTENT.number());
    assertThat(runWith("none.pem")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(runWith("plain.pem", "--signing-key", folder.resolve("repo.pem").toString()))
        .isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void whatIsSignedHoldsNothingOfTheKey() {
    SigningKey key = KeyFile.readSigning(folder.resolve("plain.pem"), null);
    ModelStatement statement =
        ModelStatement.of(
            "m",
            List.of(new SignedFile("a", id.openclass.nexus.core.Digest.of(new byte[0]))),
            List.of());
    assertThat(new String(ModelSignature.sign(statement, key).toJson(), UTF_8))
        .doesNotContain(secrets);
    // Of the others some lines are the public key, too.
    String secret = TestKeys.pem("p256.pem").lines().skip(1).findFirst().orElseThrow();
    assertThat(key.verifyingKey().pem()).doesNotContain(secret);
  }
}
