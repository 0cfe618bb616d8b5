package id.openclass.nexus.delta;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageName;
import id.openclass.nexus.pack.SemanticVersion;
import org.jspecify.annotations.Nullable;

/// What an update is called, from what was typed and what the packages say.
///
/// @param name the package's name
/// @param from version of the base
/// @param to version of the result
/// @param modelId what the publisher calls the model
/// @param description for people
/// @param createdBy who made it
record UpdateNames(
    String name, String from, String to, String modelId, String description, String createdBy) {
  private static final String PROGRAM = "OpenClass Nexus AI";

  /// Checks them all, so that they may become paths.
  ///
  /// @throws NexusException.InvalidValue when one is missing or not allowed
  static UpdateNames of(DeltaOptions options, ModelInput older, ModelInput newer) {
    PackageMetadata about = newer.metadata();
    String name = first(options.name(), about == null ? null : about.name());
    String from = version(options.from(), older.metadata(), "--from");
    String to = version(options.to(), about, "--to");
    if (from.equals(to)) {
      throw NexusException.invalidValue(
          "both versions are " + from, "name two different ones: --from 1.0.0 --to 1.1.0");
    }
    String sure = PackageName.require(name == null ? newer.nameFromModel() : name);
    String id = first(options.modelId(), about == null ? null : about.modelId());
    return new UpdateNames(
        sure,
        from,
        to,
        id == null ? sure : id,
        options.description() == null ? "" : options.description(),
        about != null && about.get("created_by").orElse(null) instanceof String by ? by : PROGRAM);
  }

  private static @Nullable String first(@Nullable String typed, @Nullable String packaged) {
    return typed != null ? typed : packaged == null || packaged.isEmpty() ? null : packaged;
  }

  private static String version(
      @Nullable String typed, @Nullable PackageMetadata about, String option) {
    String text = first(typed, about == null ? null : about.version());
    if (text == null) {
      throw NexusException.invalidValue(
          "a model file does not say its version",
          "add "
              + option
              + ", for example "
              + option
              + (option.equals("--to") ? " 1.1.0" : " 1.0.0"));
    }
    return SemanticVersion.parse(text).toString();
  }

  String id() {
    return name + "-" + from + "-to-" + to;
  }
}
