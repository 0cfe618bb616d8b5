package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.quant.Quantizer;
import id.openclass.nexus.weights.EmbeddingModel;
import id.openclass.nexus.weights.Gauss;
import id.openclass.nexus.weights.GeneratedModel;
import id.openclass.nexus.weights.PublishedWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Pairs made on the spot. A file that is there already is taken as it is: its name says all that
/// it was made from.
final class MadePairs {
  private static final long SEED = 7;
  private static final int RANK = 16;

  /// Of each weight's deviation: what a fine-tune of some thousand steps moves.
  private static final double NOISE = 0.02;

  private static final List<Quantizer> RELEASE_TYPES =
      List.of(
          Quantizer.BF16,
          Quantizer.F16,
          Quantizer.Q8_0,
          Quantizer.Q4_0,
          Quantizer.Q4_K,
          Quantizer.Q6_K);

  /// Megabytes of a file with rows of 640 and of 2048, by type.
  private static final Map<String, int[]> LORA_MEGABYTES =
      Map.of("BF16", new int[] {64, 64}, "Q8_0", new int[] {36, 36}, "Q4_K_M", new int[] {26, 30});

  private final Path folder;
  private final Progress progress;

  MadePairs(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  List<DeltaPair> all(Predicate<String> wanted) {
    Map<String, Supplier<DeltaPair>> known = known();
    List<DeltaPair> made = new ArrayList<>();
    known.forEach((name, pair) -> {
      if (wanted.test(name)) {
        made.add(pair.get());
      }
    });
    if (made.isEmpty()) {
      throw NexusException.notFound(
          "no pair of that name", null, "there are " + String.join(", ", known.keySet()));
    }
    return made;
  }

  private Map<String, Supplier<DeltaPair>> known() {
    Map<String, Supplier<DeltaPair>> all = new LinkedHashMap<>();
    for (Quantizer type : RELEASE_TYPES) {
      add(
          all,
          "release-" + lower(type.name()),
          () -> published(PublishedWeights.V1_F32, type),
          () -> published(PublishedWeights.V15_F32, type));
    }
    for (Quantizer type : List.of(Quantizer.Q8_0, Quantizer.F32)) {
      add(
          all,
          "types-" + lower(type.name()) + "-to-q4_k",
          () -> published(PublishedWeights.V15_F32, type),
          () -> published(PublishedWeights.V15_F32, Quantizer.Q4_K));
    }
    add(
        all,
        "metadata-q4_k",
        () -> published(PublishedWeights.V15_F32, Quantizer.Q4_K),
        this::edited);
    for (String type : List.of("BF16", "Q8_0", "Q4_K_M")) {
      for (int width : new int[] {640, 2048}) {
        int[] sizes = LORA_MEGABYTES.getOrDefault(type, new int[2]);
        long bytes = (width == 640 ? sizes[0] : sizes[1]) * 1_000_000L;
        GeneratedModel base = GeneratedModel.of(bytes, type, SEED).withWidth(width);
        add(
            all,
            "lora-" + width + "-" + lower(type),
            () -> generated(base, ""),
            () -> generated(base.withUpdate(RANK), "-lora"));
      }
    }
    add(all, "tokenizer-json", () -> tokenizer(false), () -> tokenizer(true));
    add(
        all,
        "onnx-int8",
        () -> onnx(PublishedWeights.V1_INT8),
        () -> onnx(PublishedWeights.V15_INT8));
    return all;
  }

  private static void add(
      Map<String, Supplier<DeltaPair>> all,
      String name,
      Supplier<Path> base,
      Supplier<Path> result) {
    all.put(name, () -> new DeltaPair(name, base.get(), result.get()));
  }

  DeltaPair noise(long bytes, long seed) {
    GeneratedModel base = GeneratedModel.of(bytes, "Q4_K_M", seed);
    Path old = generated(base, "");
    return new DeltaPair("generated-q4_k_m", old, generated(base.withNoise(NOISE), "-tuned"));
  }

  DeltaPair merged(long bytes, long seed) {
    GeneratedModel base = GeneratedModel.of(bytes, "Q4_K_M", seed);
    Path old = generated(base, "");
    return new DeltaPair("generated-lora-q4_k_m", old, generated(base.withUpdate(RANK), "-lora"));
  }

  private Path published(PublishedWeights source, Quantizer type) {
    String name = "bge-small-en-" + source.version() + "-from-F32-" + type + ".gguf";
    return made(name, file -> EmbeddingModel.write(source, type, file, false, progress));
  }

  private Path edited() {
    PublishedWeights source = PublishedWeights.V15_F32;
    Map<String, String> edits =
        Map.of(
            "general.description", "Finds sentences that mean the same.",
            "general.author", "BAAI, Beijing");
    return made(
        "bge-small-en-1.5.0-from-F32-Q4_K-edited.gguf",
        file -> EmbeddingModel.write(source, Quantizer.Q4_K, edits, file, false, progress));
  }

  private Path generated(GeneratedModel model, String what) {
    String width = model.width() == 0 ? "" : "-" + model.width() + "-wide";
    String name =
        "generated-" + model.type() + "-" + model.sizeBytes() + width + "-" + model.seed() + what;
    return made(name + ".gguf", file -> model.writeTo(file, false, progress));
  }

  private Path onnx(PublishedWeights source) {
    return made(
        "bge-small-en-" + source.version() + "-int8.onnx",
        file -> write(file, PublishedWeights.onnx(source.fetch(progress))));
  }

  /// The tokenizer of the release, and the same after a seeded edit: one line in a hundred gone,
  /// one in a hundred with another number.
  private Path tokenizer(boolean edit) {
    return made(
        edit ? "tokenizer-edited.json" : "tokenizer.json",
        file -> {
          byte[] json = PublishedWeights.tokenizer(PublishedWeights.V1_INT8.fetch(progress));
          write(file, edit ? edited(json) : json);
        });
  }

  private static byte[] edited(byte[] json) {
    Gauss random = new Gauss(SEED);
    StringBuilder text = new StringBuilder();
    for (String entry : new String(json, StandardCharsets.UTF_8).split("(?<=,)", -1)) {
      int drawn = (int) (random.bits() >>> 32) % 100;
      if (drawn == 0) {
        text.append(entry.replaceAll("[0-9]", "7"));
      } else if (drawn != 1) {
        text.append(entry);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] content) {
    try (OutputFile output = OutputFile.create(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        output.channel().write(bytes);
      }
      output.commit(false);
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }

  private Path made(String name, Consumer<Path> maker) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      maker.accept(file);
    }
    return file;
  }

  private static String lower(String type) {
    return type.toLowerCase(Locale.ROOT);
  }
}
