///usr/bin/env jbang "$0" "$@" ; exit $?
// Makes keys, shows them, and makes the next root of a repository.
//
//   jbang keys@openclass generate --for model
//   ./nexus keys show
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:keys.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN KeysCommand
//DESCRIPTION Makes and shows keys

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.GroupCommand;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.PassphraseOption;
import id.openclass.nexus.console.SigningKeyOption;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.keys.KeyFile;
import id.openclass.nexus.keys.KeyFolder;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.MetadataType;
import id.openclass.nexus.trust.RootFingerprint;
import id.openclass.nexus.trust.RootMetadata;
import id.openclass.nexus.trust.RootRotation;
import id.openclass.nexus.trust.SignedMetadata;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    description = "Makes keys, shows them, and makes the next root of a repository.",
    subcommands = {
      KeysGenerateCommand.class,
      KeysShowCommand.class,
      KeysRotateCommand.class
    })
final class KeysCommand extends GroupCommand {
  public static void main(String... arguments) {
    CommandLines.main(new KeysCommand(), arguments);
  }

  static Path usualFolder(CommandConsole console) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : List.of("XDG_CONFIG_HOME", "APPDATA")) {
      String value = console.environment(variable);
      if (value != null) {
        environment.put(variable, value);
      }
    }
    return KeyFolder.usual(console.home(), environment, System.getProperty("os.name")).folder();
  }

  static Answer fields(Answer answer, VerifyingKey key) {
    return answer
        .with("algorithm", key.algorithm().toString())
        .with("for", KeyPurpose.of(key.algorithm()).toString())
        .with("id", key.name());
  }

  /// `for=repo` and so on; picocli would know only the names of the constants.
  static <E extends Enum<E>> E oneOf(E[] values, String text, String option) {
    for (E value : values) {
      if (value.toString().equals(text)) {
        return value;
      }
    }
    String names = Stream.of(values).map(E::toString).collect(Collectors.joining(", "));
    throw NexusException.invalidValue(
        option + " does not know " + Display.escape(text, 40), "one of " + names);
  }
}

@Command(
    name = "generate",
    description = "Makes a key: NAME.pem with the private key, NAME.pub with the public one.",
    footer = {
      "Examples:",
      "  nexus keys generate --for model",
      "  nexus keys generate --for repo --name timestamp --out /media/stick/keys",
      "JSON: signing_key, public_key (files), algorithm, for, id, encrypted."
    })
final class KeysGenerateCommand extends NexusCommand {
  @Option(
      names = "--for",
      paramLabel = "repo|model",
      required = true,
      description = "what it signs: repository metadata (Ed25519), or models (P-256)")
  private String purpose;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "of the two files; by default what the key is for")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the files; by default that of your configuration")
  private Path out;

  @Mixin private PassphraseOption passphrase;

  @Override
  protected Answer answer() {
    KeyPurpose made = KeysCommand.oneOf(KeyPurpose.values(), purpose, "--for");
    Path folder = (out == null ? KeysCommand.usualFolder(console()) : out).normalize();
    char[] secret = passphrase.read(console());
    SigningKey key = SigningKey.generate(made);
    KeyFile.Written files =
        KeyFile.write(key, folder, name == null ? made.toString() : name, secret);
    if (secret == null) {
      console()
          .warn(
              "the private key is not encrypted: who copies the file can sign",
              "to encrypt it, set NEXUS_KEY_PASSPHRASE or name --passphrase-file FILE");
    } else {
      Arrays.fill(secret, '\0');
    }
    Answer answer =
        Answer.empty()
            .with("signing_key", files.signing())
            .with("public_key", files.verifying());
    return KeysCommand.fields(answer, key.verifyingKey())
        .with("encrypted", secret != null)
        .line("private  " + Display.escape(files.signing().toString()))
        .line("public   " + Display.escape(files.verifying().toString()))
        .line("kind     " + key.verifyingKey().algorithm() + ", for " + made)
        .line("id       " + key.verifyingKey().name())
        .next(
            made == KeyPurpose.MODEL
                ? "nexus package MODEL --signing-key " + ShellWord.quote(files.signing())
                : "nexus keys show " + ShellWord.quote(files.verifying()));
  }
}

@Command(
    name = "show",
    description = {
      "Shows what a key is, and its public key; without a file, the keys in your configuration.",
      "The private key is never shown."
    },
    footer = {
      "Examples:",
      "  nexus keys show",
      "  nexus keys show model.pub",
      "JSON: file, algorithm, for, id, public_key (PEM); without a file: folder, keys (a list of"
          + " such)."
    })
final class KeysShowCommand extends NexusCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "a private (.pem) or public key (.pub)")
  private Path file;

  @Mixin private PassphraseOption passphrase;

  @Override
  protected Answer answer() {
    return file == null ? all(KeysCommand.usualFolder(console())) : one();
  }

  private Answer one() {
    VerifyingKey key =
        file.toString().endsWith(".pub")
            ? KeyFile.readVerifying(file)
            : KeyFile.readSigning(file, passphrase.read(console())).verifyingKey();
    Answer answer = KeysCommand.fields(Answer.empty().with("file", file), key);
    return answer
        .with("public_key", key.pem())
        .line("kind  " + key.algorithm() + ", for " + KeyPurpose.of(key.algorithm()))
        .line("id    " + key.name())
        .lines(key.pem().lines().toList());
  }

  private Answer all(Path folder) {
    Table table = Table.of("key", "kind", "for", "id");
    List<Map<String, Object>> keys = new ArrayList<>();
    for (Path each : new KeyFolder(folder).publicKeys()) {
      VerifyingKey key = KeyFile.readVerifying(each);
      table.row(
          each.getFileName(), key.algorithm(), KeyPurpose.of(key.algorithm()), key.name());
      keys.add(
          KeysCommand.fields(Answer.empty().with("file", each), key)
              .with("public_key", key.pem())
              .fields());
    }
    Answer answer =
        Answer.empty()
            .with("folder", folder)
            .with("keys", keys)
            .line("keys in " + Display.escape(folder.toString()));
    return keys.isEmpty()
        ? answer.line("none").next("nexus keys generate --for model")
        : answer.lines(table.lines());
  }
}

@Command(
    name = "rotate",
    description = {
      "Makes the next root of a repository, with other keys or only a new date, as N+1.root.json.",
      "It counts for clients when it is published; until then nothing has changed."
    },
    footer = {
      "Examples:",
      "  nexus keys rotate 1.root.json --role timestamp --add new.pub --remove 3f2a91bc"
          + " --signing-key root.pem",
      "  nexus keys rotate 1.root.json --signing-key root.pem",
      "JSON: root (the file), outcome (written, already_there), version, expires, fingerprint."
    })
final class KeysRotateCommand extends NexusCommand {
  @Parameters(paramLabel = "ROOT", description = "the newest N.root.json")
  private Path root;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "whose keys change: root, targets, snapshot or timestamp")
  private String role;

  @Option(
      names = "--add",
      paramLabel = "FILE",
      description = "public key that signs the role from now on; may repeat")
  private List<Path> added = List.of();

  @Option(
      names = "--remove",
      paramLabel = "ID",
      description = "id, or its beginning, of a key that no longer does; may repeat")
  private List<String> removed = List.of();

  @Option(names = "--threshold", paramLabel = "N", description = "how many of its keys must sign")
  private Integer threshold;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the new root, by default that of ROOT")
  private Path out;

  @Mixin private SigningKeyOption signingKeys;

  @Override
  protected Answer answer() {
    RootRotation rotation = changed(RootRotation.from(read(root), root.toString()));
    String name = rotation.nextVersion() + ".root.json";
    Path file = out != null ? out.resolve(name) : root.resolveSibling(name);
    requireOutside(file);
    SignedMetadata<RootMetadata> made = madeBefore(rotation, file);
    boolean there = made != null;
    if (!there) {
      List<SigningKey> keys = signingKeys.all(console(), KeyPurpose.REPO);
      made = rotation.sign(keys, console().clock().instant());
      write(file, made.bytes());
    }
    String fingerprint = RootFingerprint.of(made.bytes()).text();
    Instant expires = made.signed().validity().expires();
    return Answer.empty()
        .with("root", file)
        .with("outcome", there ? "already_there" : "written")
        .with("version", made.signed().version())
        .with("expires", expires.toString())
        .with("fingerprint", fingerprint)
        .line((there ? "already there: " : "") + Display.escape(file.toString()))
        .line("version " + made.signed().version() + ", expires " + expires)
        .line("fingerprint " + fingerprint);
  }

  /// In a repository it would count before what follows it is signed by the new keys.
  private static void requireOutside(Path file) {
    if (Files.exists(file.resolveSibling("timestamp.json"))) {
      throw NexusException.refused(
          "this is the metadata of a repository, where sites would read the root at once",
          Display.escape(file.toString()),
          "add --out DIR, then publish it: nexus repo refresh --root DIR/" + file.getFileName());
    }
  }

  /// A root that is there is kept, when it is the one that would be made, and never rewritten.
  private static SignedMetadata<RootMetadata> madeBefore(RootRotation rotation, Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    SignedMetadata<RootMetadata> made = rotation.ifMadeBefore(read(file), file.toString());
    if (made == null) {
      throw NexusException.refused(
          "a file with other content has this name",
          Display.escape(file.toString()),
          "a root is never rewritten: publish this one, or name another folder with --out");
    }
    return made;
  }

  private RootRotation changed(RootRotation rotation) {
    boolean changes = !added.isEmpty() || !removed.isEmpty() || threshold != null;
    if (!changes) {
      return rotation;
    }
    if (role == null) {
      throw NexusException.invalidValue(
          "--role is missing: whose keys are to change?", "root, targets, snapshot or timestamp");
    }
    MetadataType type = KeysCommand.oneOf(MetadataType.values(), role, "--role");
    RootRotation changed = rotation;
    for (Path file : added) {
      VerifyingKey key = KeyFile.readVerifying(file);
      changed = changed.add(type, KeyPurpose.REPO.require(key, file.toString()));
    }
    for (String id : removed) {
      changed = changed.remove(type, id);
    }
    return threshold == null ? changed : changed.threshold(type, threshold);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try (OutputFile output = OutputFile.create(file)) {
      output.channel().write(ByteBuffer.wrap(bytes));
      output.commit(false);
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }
}
