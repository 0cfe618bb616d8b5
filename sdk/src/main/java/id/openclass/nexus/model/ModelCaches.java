package id.openclass.nexus.model;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.CachedModel.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the models that other programs keep on this machine. Looks at headers only and changes
/// nothing. A broken file is listed with its error; a folder that is missing or closed to us holds
/// nothing. A file that several names lead to is listed once.
public final class ModelCaches {
  /// Deeper than any of these programs nests folders.
  private static final int DEPTH = 12;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final List<CachedModel> models = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();

  private ModelCaches() {}

  /// Lists the models in some folders.
  ///
  /// @param roots where to look: [CacheRoot#usual] or others
  /// @return by folder in the order given, then by path
  public static List<CachedModel> list(List<CacheRoot> roots) {
    ModelCaches caches = new ModelCaches();
    for (CacheRoot root : roots) {
      if (root.source() == Source.OLLAMA) {
        caches.addOllama(root.folder());
      } else {
        caches.addFiles(root);
      }
    }
    return List.copyOf(caches.models);
  }

  /// Groups models that have the same digest.
  ///
  /// @param models as [#list] or [#withDigestsOfSameSize] gave them
  /// @return groups of two and more; models without a digest are in none
  public static List<List<CachedModel>> duplicates(List<CachedModel> models) {
    Map<Digest, List<CachedModel>> byDigest = new LinkedHashMap<>();
    for (CachedModel model : models) {
      Digest digest = model.digest();
      if (digest != null) {
        byDigest.computeIfAbsent(digest, _ -> new ArrayList<>()).add(model);
      }
    }
    return byDigest.values().stream().filter(same -> same.size() > 1).map(List::copyOf).toList();
  }

  /// Computes the digests that are missing where another model has the same size: what
  /// [#duplicates] needs to know for sure, and no more.
  ///
  /// @param models as [#list] gave them
  /// @param progress hears of each file that is read
  /// @return the same models in the same order
  public static List<CachedModel> withDigestsOfSameSize(
      List<CachedModel> models, Progress progress) {
    Map<Long, Long> sizes =
        models.stream()
            .collect(Collectors.groupingBy(CachedModel::sizeBytes, Collectors.counting()));
    return models.stream()
        .map(model ->
            sizes.getOrDefault(model.sizeBytes(), 0L) > 1 ? model.withDigest(progress) : model)
        .toList();
  }

  private void addFiles(CacheRoot root) {
    for (Path file : files(root.folder())) {
      if (isPartOfHub(root, file) && isModel(file)) {
        add(file, root.source(), name(root, file), digestInName(file));
      }
    }
  }

  /// Of the hub's folders only `snapshots` names files; `blobs` holds the same bytes.
  private static boolean isPartOfHub(CacheRoot root, Path file) {
    Path relative = root.folder().relativize(file);
    return root.source() != Source.HUGGING_FACE
        || (relative.getNameCount() > 3 && relative.getName(1).toString().equals("snapshots"));
  }

  private static String name(CacheRoot root, Path file) {
    Path relative = root.folder().relativize(file);
    if (root.source() != Source.HUGGING_FACE) {
      return slashes(relative);
    }
    String repository = relative.getName(0).toString();
    String plain = repository.startsWith("models--") ? repository.substring(8) : repository;
    return plain.replace("--", "/") + "/" + slashes(relative.subpath(3, relative.getNameCount()));
  }

  private static String slashes(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  /// The hub names the blob that a link leads to by SHA-256, or small ones by a Git hash.
  private static @Nullable Digest digestInName(Path file) {
    if (!Files.isSymbolicLink(file)) {
      return null;
    }
    try {
      String blob = String.valueOf(Files.readSymbolicLink(file).getFileName());
      return SHA256.matcher(blob).matches() ? Digest.parse(blob) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void addOllama(Path folder) {
    Path manifests = folder.resolve("manifests");
    for (Path manifest : files(manifests)) {
      String name = OllamaManifest.name(manifests, manifest);
      try {
        for (Digest digest : OllamaManifest.weights(manifest)) {
          Path blob = folder.resolve("blobs").resolve("sha256-" + digest.hex());
          add(blob, Source.OLLAMA, name, digest);
        }
      } catch (NexusException e) {
        models.add(broken(manifest, Source.OLLAMA, name, null, e));
      }
    }
  }

  private void add(Path file, Source source, String name, @Nullable Digest digest) {
    try {
      if (!seen.add(file.toRealPath())) {
        return;
      }
      CachedModel model = read(file, source, name, digest);
      if (model != null) {
        models.add(model);
      }
    } catch (IOException e) {
      models.add(broken(file, source, name, digest, NexusException.io("read", file, e)));
    } catch (NexusException e) {
      models.add(broken(file, source, name, digest, e));
    }
  }

  private static CachedModel broken(
      Path file, Source source, String name, @Nullable Digest digest, NexusException error) {
    return new CachedModel(file, source, name, null, null, 0, 1, digest, error);
  }

  /// Null for parts other than the first, which stands for the whole model.
  private static @Nullable CachedModel read(
      Path file, Source source, String name, @Nullable Digest digest) {
    try (ModelFile model = ModelFile.open(file)) {
      if (model instanceof OpaqueFile) {
        throw NexusException.malformed(
            "neither GGUF nor safetensors, whatever its name says", file.toString(), 0, null);
      }
      boolean part = model instanceof GgufFile gguf && gguf.part().isPresent();
      if (part) {
        return readSplit(file, source, name);
      }
      ModelDescription description = model.describe();
      return new CachedModel(
          file,
          source,
          name,
          description.architecture(),
          description.quantization(),
          model.sizeBytes(),
          1,
          digest,
          null);
    }
  }

  private static @Nullable CachedModel readSplit(Path file, Source source, String name) {
    try (SplitModel model = SplitModel.open(file)) {
      if (!model.parts().getFirst().path().equals(file)) {
        return null;
      }
      ModelDescription description = model.describe();
      return new CachedModel(
          file,
          source,
          name,
          description.architecture(),
          description.quantization(),
          model.sizeBytes(),
          model.parts().size(),
          null,
          null);
    }
  }

  private static boolean isModel(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".gguf") || name.endsWith(".safetensors")) {
      return true;
    }
    return startsLikeGguf(file);
  }

  private static boolean startsLikeGguf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
    } catch (IOException e) {
      return false;
    }
  }

  /// All files and links to files below a folder, by path.
  private static List<Path> files(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.noneOf(FileVisitOption.class),
          DEPTH,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!Files.isDirectory(file)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }
}
