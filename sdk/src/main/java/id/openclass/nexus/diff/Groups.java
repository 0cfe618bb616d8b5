package id.openclass.nexus.diff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts small tensors of one type and one type of base together, so that tables pay.
final class Groups {
  /// A group that has so many weights takes no more.
  private static final long ENOUGH_WEIGHTS = 4_000_000;

  private Groups() {}

  /// The groups of all row spans, ordered by their first span.
  ///
  /// @return numbers of spans
  static List<int[]> of(List<Span> spans) {
    Map<List<Object>, List<Integer>> open = new HashMap<>();
    Map<List<Object>, Long> weights = new HashMap<>();
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      if (!(spans.get(i) instanceof Span.Rows rows)) {
        continue;
      }
      RowPair pair = rows.pair();
      long own = pair.grid().rows() * pair.grid().columns();
      if (own >= ENOUGH_WEIGHTS) {
        groups.add(List.of(i));
        continue;
      }
      List<Object> key = List.of(pair.grid().type(), String.valueOf(pair.baseType()));
      List<Integer> group = open.get(key);
      if (group == null || weights.getOrDefault(key, 0L) + own > ENOUGH_WEIGHTS) {
        group = new ArrayList<>();
        open.put(key, group);
        groups.add(group);
        weights.put(key, 0L);
      }
      group.add(i);
      weights.merge(key, own, Long::sum);
    }
    return groups.stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .sorted(Comparator.comparingInt(group -> Arrays.stream(group).min().orElse(0)))
        .toList();
  }
}
