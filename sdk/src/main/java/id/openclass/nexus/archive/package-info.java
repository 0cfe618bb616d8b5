/// Archives that any tool opens and that are chunk stores as well: `docs/package-format.md`,
/// sections 2 and 4 to 8. A model file and small files go in, a tar.gz or zip comes out, and back;
/// foreign archives are read from front to end. Knows nothing of models or metadata. Open
/// [ChunkTable] first.
@NullMarked
package id.openclass.nexus.archive;

import org.jspecify.annotations.NullMarked;
