///usr/bin/env jbang "$0" "$@" ; exit $?
// Tells what a model file or a package is, lists the models on this machine, merges split models.
//
//   jbang inspect@openclass model.gguf --tensors
//   ./nexus models
//
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:inspect.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN InspectCommand
//DESCRIPTION Tells what a model file or a package is

import module java.base;

import id.openclass.nexus.archive.ForeignArchive;
import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.Table;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.ShellWord;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.model.CacheRoot;
import id.openclass.nexus.model.CachedModel;
import id.openclass.nexus.model.GgufFile;
import id.openclass.nexus.model.ModelCaches;
import id.openclass.nexus.model.ModelDescription;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.SplitModel;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    description = "Tells what a model file or a package is, from its header alone.",
    footer = {
      "Examples:",
      "  nexus inspect model.gguf --tensors",
      "  nexus inspect packages/tiny-1.0.0.tar.gz",
      "JSON: file, kind (model, package), size_bytes, model (name, architecture, ...), metadata for"
          + " a package,",
      "      tensors (name, type, shape, range) with --tensors."
    })
final class InspectCommand extends NexusCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "a model file, any part of a split one, or a package")
  private Path file;

  @Option(names = "--tensors", description = "list every tensor")
  private boolean tensors;

  public static void main(String... arguments) {
    CommandLines.main(new InspectCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    if (DeltaUpdate.isUpdate(file)) {
      String name = ShellWord.quote(DeltaUpdate.open(file).path());
      throw NexusException.invalidValue(
          "this is a delta update, neither a model nor a package",
          Display.escape(file.toString()),
          "nexus verify " + name + " tells whether it is whole, nexus delta explain " + name
              + " where its bytes go");
    }
    return isPackage() ? ofPackage() : ofModel();
  }

  private boolean isPackage() {
    try (ByteSource source = ByteSource.of(file)) {
      return source.length() > 0 && ForeignArchive.looksLikeArchive(source);
    }
  }

  private Answer ofModel() {
    try (ModelFile model = ModelFile.open(file)) {
      if (model instanceof GgufFile gguf && gguf.part().isPresent()) {
        return ofSplitModel();
      }
      ModelDescription d = model.describe();
      Answer answer =
          Answer.empty()
              .with("file", file)
              .with("kind", "model")
              .with("size_bytes", model.sizeBytes())
              .with("model", d)
              .lines(ModelText.of(d, model.sizeBytes()));
      return withTensors(answer, model.tensors()).next("nexus package " + ShellWord.quote(file));
    }
  }

  /// All parts as the one model that they are.
  private Answer ofSplitModel() {
    try (SplitModel model = SplitModel.open(file)) {
      ModelDescription d = model.describe();
      Answer answer =
          Answer.empty()
              .with("file", file)
              .with("kind", "model")
              .with("parts", model.parts().stream().map(GgufFile::path).toList())
              .with("size_bytes", model.sizeBytes())
              .with("model", d)
              .line("parts          " + model.parts().size())
              .lines(ModelText.of(d, model.sizeBytes()));
      return withTensors(answer, model.tensors())
          .next("nexus merge " + ShellWord.quote(file) + " -o FILE");
    }
  }

  private Answer ofPackage() {
    try (ModelPackage pack = ModelPackage.open(file)) {
      PackageMetadata m = pack.metadata();
      Optional<ModelDescription> d = pack.describe();
      Answer answer =
          Answer.empty()
              .with("file", file)
              .with("kind", "package")
              .with("size_bytes", pack.sizeBytes())
              .with("model", d.orElse(null))
              .with("metadata", m.asMap())
              .line("package        " + Display.escape(m.name() + " " + m.version(), 100))
              .line("archive        " + pack.format() + ", " + Display.bytes(pack.sizeBytes()))
              .line("created        " + Display.escape(m.createdAt(), 40))
              .line("SHA-256        " + m.sha256());
      answer =
          d.isPresent()
              ? answer.lines(ModelText.of(d.get(), m.fileSizeBytes()))
              : answer.lines(ModelText.of(m));
      return withTensors(answer, pack.tensors()).next("nexus verify " + ShellWord.quote(file));
    }
  }

  private Answer withTensors(Answer answer, List<Tensor> all) {
    if (!tensors) {
      return answer;
    }
    Table table = Table.of("tensor", "type", "shape", "first byte", "bytes");
    for (Tensor t : all) {
      table.row(
          t.name(),
          t.type(),
          t.shape(),
          Display.grouped(t.range().offset()),
          Display.grouped(t.range().length()));
    }
    return answer.with("tensors", all).line("").lines(table.lines());
  }
}

/// A description as lines for people. Texts of the model are escaped.
final class ModelText {
  private static final int LONGEST = 100;
  private static final String ROW = "%-15s%s";

  private ModelText() {}

  static List<String> of(ModelDescription d, long sizeBytes) {
    List<String> lines = new ArrayList<>();
    row(lines, "name", d.name());
    row(lines, "format", d.format());
    row(lines, "size", Display.bytes(sizeBytes) + " (" + Display.grouped(sizeBytes) + " bytes)");
    row(lines, "architecture", d.architecture());
    row(lines, "quantization", d.quantization());
    row(lines, "parameters", d.parameters() == 0 ? null : Display.count(d.parameters()));
    row(lines, "context length", tokens(d.contextLength()));
    row(lines, "layers", d.layers());
    row(lines, "tokenizer", tokenizer(d));
    row(
        lines,
        "chat template",
        d.chatTemplate() == null
            ? null
            : Display.grouped(d.chatTemplate().length()) + " characters");
    row(lines, "licence", d.license());
    row(lines, "author", d.author());
    row(lines, "source", d.sourceUrl());
    row(lines, "made from", d.baseModels().isEmpty() ? null : String.join(", ", d.baseModels()));
    lines.addAll(types(d));
    lines.addAll(memory(d));
    return lines;
  }

  static List<String> of(PackageMetadata m) {
    List<String> lines = new ArrayList<>();
    row(lines, "model", m.modelId());
    row(
        lines,
        "size",
        Display.bytes(m.fileSizeBytes()) + " (" + Display.grouped(m.fileSizeBytes()) + " bytes)");
    row(lines, "architecture", m.get("model_type").orElse(null));
    row(lines, "quantization", m.get("quantization").orElse(null));
    row(lines, "context window", m.contextWindow() + " tokens");
    row(
        lines,
        "made by",
        "the older program; its model file is broken, so only metadata.json is told");
    return lines;
  }

  private static void row(List<String> lines, String label, Object value) {
    if (value != null) {
      lines.add(String.format(Locale.ROOT, ROW, label, Display.escape(value.toString(), LONGEST)));
    }
  }

  private static String tokens(Long tokens) {
    return tokens == null ? null : Display.grouped(tokens) + " tokens";
  }

  private static String tokenizer(ModelDescription d) {
    if (d.tokenizer() == null) {
      return null;
    }
    return d.tokenizer()
        + (d.vocabularySize() == null
            ? ""
            : ", " + Display.grouped(d.vocabularySize()) + " tokens");
  }

  private static List<String> types(ModelDescription d) {
    if (d.types().isEmpty()) {
      return List.of();
    }
    Table table = Table.of("type", "tensors", "weights", "size");
    d.types()
        .forEach(t ->
            table.row(
                t.type(), t.tensors(), Display.count(t.elements()), Display.bytes(t.bytes())));
    return Stream.concat(Stream.of(""), table.lines().stream()).toList();
  }

  private static List<String> memory(ModelDescription d) {
    if (d.memory().isEmpty()) {
      return List.of();
    }
    Table table = Table.of("context", "memory", "weights", "cache", "buffers");
    d.memory()
        .forEach(n ->
            table.row(
                Display.grouped(n.contextTokens()),
                Display.bytes(n.totalBytes()),
                Display.bytes(n.weightsBytes()),
                Display.bytes(n.cacheBytes()),
                Display.bytes(n.buffersBytes())));
    return Stream.concat(Stream.of(""), table.lines().stream()).toList();
  }
}

@Command(
    name = "models",
    description =
        "Lists the models that Hugging Face, Ollama, LM Studio and llama.cpp keep on this machine.",
    footer = {
      "Examples:",
      "  nexus models",
      "  nexus models --duplicates",
      "JSON: models (path, source, name, architecture, quantization, size_bytes, parts, digest,"
          + " error), duplicates (lists of paths)."
    })
final class ModelsCommand extends NexusCommand {
  private static final List<String> VARIABLES =
      List.of(
          "HF_HUB_CACHE",
          "HUGGINGFACE_HUB_CACHE",
          "HF_HOME",
          "XDG_CACHE_HOME",
          "OLLAMA_MODELS",
          "LLAMA_CACHE",
          "LOCALAPPDATA");

  @Option(
      names = "--duplicates",
      description = "read files of equal size to learn which are the same")
  private boolean duplicates;

  @Override
  protected Answer answer() {
    List<CachedModel> models = ModelCaches.list(roots());
    if (duplicates) {
      models = ModelCaches.withDigestsOfSameSize(models, console().progress());
    }
    List<List<CachedModel>> same = ModelCaches.duplicates(models);
    Answer answer =
        Answer.empty()
            .with("models", models.stream().map(ModelsCommand::fields).toList())
            .with(
                "duplicates",
                same.stream()
                    .map(group -> group.stream().map(CachedModel::path).toList())
                    .toList());
    if (models.isEmpty()) {
      return answer.line(
          "no models in the usual places of Hugging Face, Ollama, LM Studio and llama.cpp");
    }
    Table table = Table.of("model", "kept by", "architecture", "type", "size", "digest");
    models.forEach(m ->
        table.row(
            name(m),
            m.source().title(),
            text(m.architecture()),
            text(m.quantization()),
            m.error() == null ? Display.bytes(m.sizeBytes()) : "broken",
            m.digest() == null ? "" : m.digest().hex().substring(0, 12)));
    answer = answer.lines(table.lines());
    for (List<CachedModel> group : same) {
      answer =
          answer.line(
              "the same "
                  + group.size()
                  + " times: "
                  + group.stream()
                      .map(m -> Display.escape(m.path().toString()))
                      .collect(Collectors.joining(", ")));
    }
    return answer.next("nexus inspect " + ShellWord.quote(models.getFirst().path()));
  }

  private List<CacheRoot> roots() {
    Map<String, String> environment = new HashMap<>();
    for (String variable : VARIABLES) {
      String value = console().environment(variable);
      if (value != null) {
        environment.put(variable, value);
      }
    }
    return CacheRoot.usual(console().home(), environment, System.getProperty("os.name"));
  }

  private static String name(CachedModel m) {
    return Display.escape(m.name(), 60) + (m.parts() > 1 ? " (" + m.parts() + " parts)" : "");
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private static Map<String, Object> fields(CachedModel m) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", m.path());
    fields.put("source", m.source().title());
    fields.put("name", m.name());
    fields.put("architecture", m.architecture());
    fields.put("quantization", m.quantization());
    fields.put("size_bytes", m.sizeBytes());
    fields.put("parts", m.parts());
    fields.put("digest", m.digest());
    fields.put("error", m.error() == null ? null : m.error().getMessage());
    return fields;
  }
}

@Command(
    name = "merge",
    description = "Merges the parts of a split GGUF model into the one file that packages take.",
    footer = {
      "Examples:",
      "  nexus merge big-00001-of-00003.gguf -o big.gguf",
      "JSON: model, outcome (written, already_there), parts, size_bytes."
    })
final class MergeCommand extends NexusCommand {
  @Parameters(paramLabel = "PART", description = "any part; the others are found beside it")
  private Path part;

  @Option(names = "-o", paramLabel = "FILE", required = true, description = "the merged file")
  private Path output;

  @Option(names = "--force", description = "replace another file of the same name")
  private boolean force;

  @Override
  protected Answer answer() {
    requireSplit();
    try (SplitModel model = SplitModel.open(part)) {
      OutputFile.Outcome outcome = model.mergeTo(output, force, console().progress());
      boolean there = outcome == OutputFile.Outcome.ALREADY_THERE;
      return Answer.empty()
          .with("model", output)
          .with("outcome", outcome.toString())
          .with("parts", model.parts().size())
          .with("size_bytes", size())
          .line((there ? "already there: " : "") + Display.escape(output.toString()))
          .line(model.parts().size() + " parts, " + Display.bytes(size()))
          .next("nexus package " + ShellWord.quote(output));
    }
  }

  private void requireSplit() {
    try (ModelFile file = ModelFile.open(part)) {
      if (!(file instanceof GgufFile gguf) || gguf.part().isEmpty()) {
        throw NexusException.invalidValue(
            "this file is no part of a split model",
            Display.escape(part.toString()),
            "it can be packaged as it is: nexus package " + ShellWord.quote(part));
      }
    }
  }

  private long size() {
    try (ByteSource source = ByteSource.of(output)) {
      return source.length();
    }
  }
}
