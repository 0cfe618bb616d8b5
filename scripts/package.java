///usr/bin/env jbang "$0" "$@" ; exit $?
// Packages a model file, lists and extracts packages; prints digests.
//
//   jbang package@openclass model.gguf --version 1.1.0
//   ./nexus extract packages/model-1.1.0.tar.gz
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:package.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -Xms24m
//MAIN PackageCommand
//DESCRIPTION Packages a model file

import module java.base;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.SigningKeyOption;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.UpdateList;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.pack.Checksums;
import id.openclass.nexus.pack.ExtractOptions;
import id.openclass.nexus.pack.Extraction;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageList;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.Packing;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "package",
    description = {
      "Packages a model file: one archive that any tool opens, with digests of every part.",
      "What the model file says of itself is read from it."
    },
    footer = {
      "Examples:",
      "  nexus package model.gguf",
      "  nexus package model.gguf --name tiny --version 1.1.0 --set"
          + " curriculum_subjects=Fisika,Kimia",
      "  nexus package model.gguf --signing-key model.pem",
      "JSON: package, outcome (written, already_there), size_bytes, model_size_bytes, ratio,"
          + " warnings, metadata, signed_by (the key's hint, or null)."
    })
final class PackageCommand extends NexusCommand {
  @Parameters(paramLabel = "MODEL", description = "the model file, usually a .gguf")
  private Path model;

  @Mixin private PackingMixin packing;

  @Mixin private SigningKeyOption signingKey;

  public static void main(String... arguments) {
    CommandLines.main(new PackageCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    SigningKey key = signingKey.one(console(), KeyPurpose.MODEL).orElse(null);
    PackageOptions options = packing.options(console()).withSigningKey(key);
    Packing.Result made = Packing.of(model, packing.metadata(model), options).run();
    made.warnings().forEach(warning -> console().warn(warning, null));
    long modelBytes = made.metadata().fileSizeBytes();
    double ratio = (double) made.archiveBytes() / modelBytes;
    boolean there = made.outcome() == OutputFile.Outcome.ALREADY_THERE;
    String signedBy = key == null ? null : key.verifyingKey().hint();
    Answer answer =
        Answer.empty()
        .with("package", made.archive())
        .with("outcome", made.outcome().toString())
        .with("size_bytes", made.archiveBytes())
        .with("model_size_bytes", modelBytes)
        .with("ratio", ratio)
        .with("warnings", made.warnings())
        .with("metadata", made.metadata().asMap())
        .with("signed_by", signedBy)
        .line((there ? "already there: " : "") + Display.escape(made.archive().toString()))
        .line(
            String.format(
                Locale.ROOT,
                "%s, %.1f %% of the model's %s",
                Display.bytes(made.archiveBytes()),
                100 * ratio,
                Display.bytes(modelBytes)))
        .line("SHA-256 of the model: " + made.metadata().sha256());
    String verify = "nexus verify " + ShellWord.quote(made.archive());
    return signedBy == null
        ? answer.next(verify)
        : answer
            .line("signed by key " + signedBy)
            .next(verify + " --public-key " + signingKey.publicKeyWord());
  }
}

/// How a model is packaged, the same options for every command that does.
final class PackingMixin {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the package's name; by default made of the model's name")
  private String name;

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "a semantic version; nexus package takes 1.0.0 if nothing is said")
  private String version;

  @Option(
      names = "--model-id",
      paramLabel = "ID",
      description = "what you call the model, by default the package's name")
  private String modelId;

  @Option(
      names = "--format",
      paramLabel = "tar.gz|zip",
      defaultValue = "tar.gz",
      description = "kind of archive, by default ${DEFAULT-VALUE}")
  private String format;

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "a JSON file with keys of metadata.json")
  private Path metadataFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "set one key of metadata.json; lists by commas; may repeat")
  private List<String> settings = List.of();

  @Option(names = "--store", description = "store the model as it is: faster, up to 6 %% larger")
  private boolean store;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "packages",
      description = "folder for the package, by default ${DEFAULT-VALUE}")
  private Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "by default one per processor; the bytes do not depend on it")
  private Integer threads;

  @Option(names = "--force", description = "replace another file of the same name")
  private boolean force;

  /// What was typed for the version.
  Optional<String> version() {
    return Optional.ofNullable(version);
  }

  Path folder() {
    return out;
  }

  PackageOptions options(CommandConsole console) {
    PackageOptions options =
        PackageOptions.defaults()
            .withFolder(out)
            .withFormat(ArchiveFormat.parse(format))
            .withStore(store)
            .withOverwrite(force)
            .withCreatedAt(console.sourceDateEpoch().orElse(null))
            .withProgress(console.progress());
    return threads == null ? options : options.withThreads(threads);
  }

  /// The file's keys, over them --set, over them --name, --version and --model-id.
  PackageMetadata metadata(Path model) {
    PackageMetadata given = metadataFile == null ? PackageMetadata.empty() : readMetadata();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw NexusException.invalidValue(
            "--set takes KEY=VALUE, not " + Display.escape(setting, 60),
            "for example --set description=Grade10");
      }
      given = given.withText(setting.substring(0, equals), setting.substring(equals + 1));
    }
    String chosen = name != null ? name : given.name().isEmpty() ? nameFromModel(model) : given.name();
    String id = modelId != null ? modelId : given.modelId().isEmpty() ? chosen : given.modelId();
    String number =
        version != null ? version : given.version().isEmpty() ? "1.0.0" : given.version();
    return given.with(PackageMetadata.of(chosen, number, id));
  }

  private PackageMetadata readMetadata() {
    try {
      return PackageMetadata.parse(
          Files.readAllBytes(metadataFile), Display.escape(metadataFile.toString()));
    } catch (IOException e) {
      throw NexusException.io("read", metadataFile, e);
    }
  }

  private static String nameFromModel(Path model) {
    try (ModelFile file = ModelFile.open(model)) {
      String own = file.describe().name();
      String stem = String.valueOf(model.getFileName()).replaceFirst("\\.[A-Za-z0-9]+$", "");
      return PackageName.from(own == null || own.isBlank() ? stem : own);
    }
  }
}

@Command(
    name = "list",
    description = "Lists the packages in a folder, newest first.",
    footer = {
      "Examples:",
      "  nexus list",
      "JSON: folder, packages (path, size_bytes, modified, metadata, fault)."
    })
final class ListCommand extends NexusCommand {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "packages",
      description = "a folder, by default ${DEFAULT-VALUE}")
  private Path folder;

  @Override
  protected Answer answer() {
    List<PackageList.Item> items = PackageList.of(folder);
    Table table = Table.of("package", "version", "model", "size", "written", "file");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (PackageList.Item item : items) {
      PackageMetadata m = item.metadata();
      String file = String.valueOf(item.path().getFileName());
      table.row(
          m == null ? "unreadable" : m.name(),
          m == null ? "" : m.version(),
          m == null ? item.fault() : m.get("quantization").orElse(""),
          Display.bytes(item.sizeBytes()),
          item.modified().truncatedTo(ChronoUnit.SECONDS),
          file);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("path", item.path());
      row.put("size_bytes", item.sizeBytes());
      row.put("modified", item.modified().toString());
      row.put("metadata", m == null ? null : m.asMap());
      row.put("fault", item.fault());
      rows.add(row);
    }
    Answer answer = Answer.empty().with("folder", folder).with("packages", rows);
    return items.isEmpty()
        ? answer
            .line("no packages in " + Display.escape(folder.toString()))
            .next(
                UpdateList.of(folder).isEmpty()
                    ? "nexus package MODEL --out " + ShellWord.quote(folder)
                    : "nexus delta list " + ShellWord.quote(folder))
        : answer
            .lines(table.lines())
            .next("nexus inspect " + ShellWord.quote(items.getFirst().path()));
  }
}

@Command(
    name = "extract",
    description = "Unpacks a package into a folder of its own, checking every digest on the way.",
    footer = {
      "Examples:",
      "  nexus extract packages/tiny-1.0.0.tar.gz --out models",
      "JSON: folder, model, outcome (written, already_there)."
    })
final class ExtractCommand extends NexusCommand {
  @Parameters(paramLabel = "PACKAGE", description = "a .tar.gz or .zip")
  private Path path;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "where the package's folder goes, by default here")
  private Path out;

  @Option(names = "--force", description = "replace a folder with other content")
  private boolean force;

  @Override
  protected Answer answer() {
    try (ModelPackage pack = ModelPackage.open(path)) {
      Extraction.Result made =
          pack.extract(
              out,
              new ExtractOptions(
                  Runtime.getRuntime().availableProcessors(), force, console().progress()));
      boolean there = made.outcome() == OutputFile.Outcome.ALREADY_THERE;
      return Answer.empty()
          .with("folder", made.folder())
          .with("model", made.model())
          .with("outcome", made.outcome().toString())
          .line(
              (there ? "already there: " : "")
                  + Display.escape(made.folder().normalize().toString()))
          .next("nexus inspect " + ShellWord.quote(made.model().normalize()));
    }
  }
}

@Command(
    name = "checksum",
    description = "Prints the SHA-256 and MD5 of a file, or compares one with what is expected.",
    footer = {
      "Examples:",
      "  nexus checksum model.gguf",
      "  nexus checksum model.gguf --expect"
          + " 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "JSON: file, size_bytes, sha256, md5, and expected and matches with --expect."
    })
final class ChecksumCommand extends NexusCommand {
  @Parameters(paramLabel = "FILE", description = "any file")
  private Path file;

  @Option(
      names = "--expect",
      paramLabel = "HEX",
      description = "the SHA-256 (or the MD5) it should have")
  private String expected;

  @Override
  protected Answer answer() {
    Checksums sums = Checksums.of(file, console().progress());
    Answer answer =
        Answer.empty()
            .with("file", file)
            .with("size_bytes", sums.sizeBytes())
            .with("sha256", sums.sha256())
            .with("md5", sums.md5Hex());
    return expected == null ? listed(answer, sums) : compared(answer, sums);
  }

  private Answer listed(Answer answer, Checksums sums) {
    return answer
        .line("sha256  " + sums.sha256())
        .line("md5     " + sums.md5Hex())
        .next("nexus checksum " + ShellWord.quote(file) + " --expect " + sums.sha256());
  }

  private Answer compared(Answer answer, Checksums sums) {
    boolean matches = sums.matches(expected);
    Answer compared = answer.with("expected", expected).with("matches", matches);
    if (matches) {
      return compared.line(Display.escape(file.toString()) + ": as expected");
    }
    String found =
        expected.length() == 32 ? "MD5 is " + sums.md5Hex() : "SHA-256 is " + sums.sha256();
    console()
        .report(
            NexusException.digestMismatch(
                "the " + found + ", not " + expected,
                Display.escape(file.toString()),
                "the file is another one or was damaged on its way; fetch it again"));
    return compared.exit(ExitCode.CONTENT);
  }
}
