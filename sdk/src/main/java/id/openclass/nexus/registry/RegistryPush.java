package id.openclass.nexus.registry;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.OutputFile;
import java.util.List;

/// What became of a version that a registry was told of.
///
/// @param name the registered model
/// @param version the semantic version
/// @param number by which the registry knows the version
/// @param page of the version, for people
/// @param outcome whether it was registered, or was already
/// @param tagsSet tags that were missing or different in a version that was there already
/// @param aliasesSet channels whose alias leads to the version now and did not before
/// @param notes what was not done, and why: safe text
public record RegistryPush(
    String name,
    String version,
    String number,
    String page,
    OutputFile.Outcome outcome,
    List<String> tagsSet,
    List<String> aliasesSet,
    List<String> notes) {
  /// Copies the lists.
  public RegistryPush {
    tagsSet = List.copyOf(tagsSet);
    aliasesSet = List.copyOf(aliasesSet);
    notes = List.copyOf(notes);
  }

  /// As `RegistryPush[tiny, version 3, written]`.
  @Override
  public String toString() {
    return "RegistryPush["
        + Display.escape(name, 64)
        + ", version "
        + number
        + ", "
        + outcome
        + "]";
  }
}
