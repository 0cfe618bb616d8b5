package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.pack.SemanticVersion;

/// A delta update that makes the version which lists it.
///
/// @param from the version that it is applied to
/// @param file the update as one file
public record CataloguedUpdate(SemanticVersion from, CataloguedFile file) {
  /// As `CataloguedUpdate[from 1.0.0, 12.3 MB]`.
  @Override
  public String toString() {
    return "CataloguedUpdate[from "
        + Display.escape(from.toString(), 64)
        + ", "
        + Display.bytes(file.sizeBytes())
        + "]";
  }
}
