package id.openclass.nexus.trust;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The order in which targets roles are asked for a target: TUF 5.6.7, depth first, before the
/// roles below. One thread.
final class TargetSearch {
  private final String path;
  private final Deque<Visit> toVisit = new ArrayDeque<>();
  private final Set<String> visited = new HashSet<>();

  TargetSearch(String path) {
    this.path = path;
    toVisit.push(new Visit(MetadataType.TARGETS.toString(), null));
  }

  /// A role to ask.
  ///
  /// @param role its name
  /// @param delegator which role led to it; null for the first
  record Visit(String role, @Nullable String delegator) {}

  /// Which role to ask next.
  ///
  /// @return empty when the search is over: nobody who is trusted knows the target
  Optional<Visit> next() {
    // 5.6.7.1 Each role once, so that circles end, and only so many.
    while (!toVisit.isEmpty() && visited.size() < MetadataLimits.DELEGATIONS) {
      Visit visit = toVisit.pop();
      if (visited.add(visit.role())) {
        return Optional.of(visit);
      }
    }
    return Optional.empty();
  }

  /// Hears what the role says.
  ///
  /// @return the target, if it is one of the role's own
  Optional<TargetFile> found(Visit visit, TargetsMetadata metadata) {
    Optional<TargetFile> target = metadata.target(path);
    if (target.isEmpty()) {
      descend(visit, metadata.delegations());
    }
    return target;
  }

  private void descend(Visit visit, List<Delegation> delegations) {
    // 5.6.7.2 In order of appearance.
    Deque<Visit> below = new ArrayDeque<>();
    for (Delegation delegation : delegations) {
      if (delegation.covers(path)) {
        below.push(new Visit(delegation.role(), visit.role()));
        if (delegation.terminating()) {
          // 5.6.7.2.1 Nobody else is asked: neither later ones here nor those further up.
          toVisit.clear();
          break;
        }
      }
    }
    below.forEach(toVisit::push);
  }
}
