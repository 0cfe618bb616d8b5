/// Words that every other package speaks: [Digest], [ByteRange], [Progress], sizes and durations as
/// people read them ([Display]), files that appear whole or not at all ([OutputFile]) and the
/// errors ([NexusException]). Comes first in the order of packages and uses only `java.*`.
@NullMarked
package id.openclass.nexus.core;

import org.jspecify.annotations.NullMarked;
