package id.openclass.nexus.repo;

import id.openclass.nexus.store.ObjectKey;
import java.util.List;

/// What stands between a repository's store and its readers and keeps copies: CloudFront.
@FunctionalInterface
public interface Caches {
  /// No caches.
  Caches NONE = _ -> List.of();

  /// Makes them forget objects that changed. What cannot be done is told, not thrown: the objects
  /// expire there within a minute anyway.
  ///
  /// @param changed the mutable objects that were replaced
  /// @return what was asked for, one text an invalidation
  List<String> forget(List<ObjectKey> changed);
}
