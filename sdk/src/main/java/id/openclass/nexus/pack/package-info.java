/// Packages: one version of one model, ready to ship (`docs/package-format.md`). A model file and
/// [PackageMetadata] go in, an archive comes out that any tool opens; [ModelPackage] reads,
/// verifies and extracts it. Open [ModelPackage] first.
@NullMarked
package id.openclass.nexus.pack;

import org.jspecify.annotations.NullMarked;
