package id.openclass.nexus.repo;

import java.util.List;
import java.util.Map;

/// What a repository shows to people: mutable pages that are made anew after each change.
@FunctionalInterface
public interface Pages {
  /// No pages.
  Pages NONE = (_, _) -> Map.of();

  /// Makes them.
  ///
  /// @param releases all that are published, by name, newest version first
  /// @param channels all channels, by name
  /// @return contents by object name, such as `index.html`: at the top of the repository, 16 MiB
  ///   each at most; the same arguments give the same bytes
  Map<String, byte[]> make(List<Release> releases, List<ReleaseChannel> channels);
}
