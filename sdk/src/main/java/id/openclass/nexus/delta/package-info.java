/// Delta updates as folders that people and programs pass on: engines, metadata, the package's
/// small files, chains and reverse updates. Open `Delta` first.
@NullMarked
package id.openclass.nexus.delta;

import org.jspecify.annotations.NullMarked;
