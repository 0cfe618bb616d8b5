package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a model signature says: which files, with which content, make up a model. The in-toto
/// statement of `docs/model-signature.md` section 1.
///
/// @param modelName the folder's base name; only informs
/// @param files each file once
/// @param ignoredPaths files and folders of the model's folder that are not part of it
/// @param allowSymlinks whether links were followed
public record ModelStatement(
    String modelName, List<SignedFile> files, List<String> ignoredPaths, boolean allowSymlinks) {
  /// What no folder of a model is made of.
  public static final List<String> GIT_PATHS =
      List.of(".git", ".gitattributes", ".github", ".gitignore");

  private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
  private static final String SHA256 = "sha256";

  /// Copies the lists.
  public ModelStatement {
    files = List.copyOf(files);
    ignoredPaths = List.copyOf(ignoredPaths);
  }

  /// States what a folder holds.
  ///
  /// @param modelName the folder's base name
  /// @param files its files, in any order
  /// @param alsoIgnored what else is not part of it, besides [#GIT_PATHS]
  /// @return the statement, without links
  /// @throws NexusException.InvalidValue when there is no file
  public static ModelStatement of(
      String modelName, List<SignedFile> files, List<String> alsoIgnored) {
    if (files.isEmpty()) {
      throw NexusException.invalidValue(
          "there is no file to sign", Display.escape(modelName), "name the model's folder");
    }
    List<SignedFile> sorted =
        files.stream()
            .sorted(Comparator.comparing(SignedFile::name, CanonicalJson.BY_CODE_POINT))
            .toList();
    List<String> ignored =
        Stream.concat(GIT_PATHS.stream(), alsoIgnored.stream()).distinct().sorted().toList();
    return new ModelStatement(modelName, sorted, ignored, false);
  }

  /// The payload that is signed.
  byte[] toPayload() {
    MessageDigest root = Digest.sha256();
    List<Map<String, Object>> resources = new ArrayList<>();
    for (SignedFile file : files) {
      root.update(file.sha256().toBytes());
      resources.add(
          Map.of("name", file.name(), "algorithm", SHA256, "digest", file.sha256().hex()));
    }
    Map<String, @Nullable Object> statement = new LinkedHashMap<>();
    statement.put("_type", STATEMENT_TYPE);
    statement.put(
        "subject",
        List.of(Map.of("name", modelName, "digest", Map.of(SHA256, Digest.finish(root).hex()))));
    statement.put("predicateType", PREDICATE_TYPE);
    statement.put(
        "predicate",
        Map.of(
            "serialization",
            Map.of(
                "method",
                "files",
                "hash_type",
                SHA256,
                "allow_symlinks",
                allowSymlinks,
                "ignore_paths",
                ignoredPaths),
            "resources",
            resources));
    return StrictJson.print(statement);
  }

  /// Reads a payload whose signature was verified.
  ///
  /// @throws NexusException.Malformed when it says something else
  static ModelStatement parse(byte[] payload, String where) {
    JsonFields statement = StrictJson.parse(payload, where);
    requireText(statement, "_type", STATEMENT_TYPE);
    requireText(statement, "predicateType", PREDICATE_TYPE);
    List<JsonFields> subjects = statement.objects("subject");
    if (subjects.size() != 1) {
      throw statement.malformed("subject", "holds " + subjects.size() + " models, not one");
    }
    JsonFields predicate = statement.object("predicate");
    JsonFields serialization = predicate.object("serialization");
    requireText(serialization, "method", "files");
    requireText(serialization, "hash_type", SHA256);

    MessageDigest root = Digest.sha256();
    List<SignedFile> files = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (JsonFields resource : predicate.objects("resources")) {
      SignedFile file = file(resource);
      if (!names.add(file.name())) {
        throw resource.malformed("name", "is there twice");
      }
      root.update(file.sha256().toBytes());
      files.add(file);
    }
    if (!Digest.finish(root).equals(digest(subjects.getFirst().object("digest"), SHA256))) {
      throw statement.malformed("subject", "has another digest than its resources together");
    }
    return new ModelStatement(
        subjects.getFirst().text("name"),
        files,
        serialization.has("ignore_paths") ? serialization.texts("ignore_paths") : List.of(),
        serialization.flag("allow_symlinks", false));
  }

  private static SignedFile file(JsonFields resource) {
    requireText(resource, "algorithm", SHA256);
    String name = resource.text("name");
    boolean relative =
        Stream.of(name.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!relative) {
      throw resource.malformed("name", "is no path inside the folder: " + Display.escape(name, 60));
    }
    return new SignedFile(name, digest(resource, "digest"));
  }

  private static Digest digest(JsonFields fields, String key) {
    try {
      return Digest.parse(fields.text(key));
    } catch (NexusException.InvalidValue e) {
      throw fields.malformed(key, "is no SHA-256");
    }
  }

  private static void requireText(JsonFields fields, String key, String expected) {
    String found = fields.text(key);
    if (!found.equals(expected)) {
      throw fields.malformed(
          key, "is " + Display.escape(found, 60) + "; this program reads " + expected);
    }
  }

  /// Whether a path is not part of the model.
  ///
  /// @param path inside the folder, `/` between parts
  /// @return true for an ignored path and for what lies below one
  public boolean ignores(String path) {
    return Stream.concat(GIT_PATHS.stream(), ignoredPaths.stream())
        .map(
            ignored -> ignored.endsWith("/") ? ignored.substring(0, ignored.length() - 1) : ignored)
        .anyMatch(ignored -> path.equals(ignored) || path.startsWith(ignored + "/"));
  }

  /// Compares files with what is stated.
  ///
  /// @param found what the folder holds; ignored paths do not count
  /// @return each difference as a sentence that is safe for a terminal; none when all is as stated
  public List<String> differences(List<SignedFile> found) {
    Map<String, Digest> expected = byName(files);
    Map<String, Digest> actual =
        byName(found.stream().filter(file -> !ignores(file.name())).toList());
    Set<String> names = new TreeSet<>(CanonicalJson.BY_CODE_POINT);
    names.addAll(expected.keySet());
    names.addAll(actual.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      Digest signed = expected.get(name);
      Digest there = actual.get(name);
      String file = Display.escape(name, 100);
      if (there == null) {
        differences.add(file + " is signed and missing");
      } else if (signed == null) {
        differences.add(file + " is there and not signed");
      } else if (!signed.equals(there)) {
        differences.add(file + " has SHA-256 " + there + ", signed is " + signed);
      }
    }
    return differences;
  }

  private static Map<String, Digest> byName(List<SignedFile> files) {
    Map<String, Digest> byName = new TreeMap<>(CanonicalJson.BY_CODE_POINT);
    files.forEach(file -> byName.put(file.name(), file.sha256()));
    return byName;
  }

  /// As `ModelStatement[tiny-1.0.0, 5 files]`.
  @Override
  public String toString() {
    return "ModelStatement["
        + Display.escape(modelName, 60)
        + ", "
        + files.size()
        + (files.size() == 1 ? " file]" : " files]");
  }
}
