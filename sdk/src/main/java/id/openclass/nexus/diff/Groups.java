package id.openclass.nexus.diff;

import id.openclass.nexus.tensor.TensorPair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts tensors of one type and one type of base together, so that their tables pay and are
/// searched for once: large ones with those that have the same part in other layers, small ones
/// with any.
final class Groups {
  /// A group of small tensors that has so many weights takes no more.
  private static final long ENOUGH_WEIGHTS = 4_000_000;

  /// A group of large ones.
  private static final long MANY_WEIGHTS = 1L << 25;

  private final Map<List<Object>, List<Integer>> open = new HashMap<>();
  private final Map<List<Object>, Long> weights = new HashMap<>();
  private final List<List<Integer>> groups = new ArrayList<>();

  private Groups() {}

  /// The groups of all row spans, ordered by their first span.
  ///
  /// @return numbers of spans
  static List<int[]> of(List<Span> spans) {
    Groups found = new Groups();
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i) instanceof Span.Rows rows) {
        found.add(i, rows);
      }
    }
    return found.groups.stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .sorted(Comparator.comparingInt(group -> group[0]))
        .toList();
  }

  /// Whether a tensor is large: all of its group are, then.
  static boolean isLarge(TensorPair pair) {
    return pair.grid().weights() >= ENOUGH_WEIGHTS;
  }

  private void add(int span, Span.Rows rows) {
    RowPair pair = rows.pair();
    boolean large = isLarge(pair);
    String part = large ? rows.owner().replaceAll("[0-9]+", "#") : "";
    List<Object> key = List.of(pair.grid().type(), String.valueOf(pair.baseType()), part);
    long most = large ? MANY_WEIGHTS : ENOUGH_WEIGHTS;
    List<Integer> group = open.get(key);
    if (group == null || weights.getOrDefault(key, 0L) + pair.grid().weights() > most) {
      group = new ArrayList<>();
      open.put(key, group);
      groups.add(group);
      weights.put(key, 0L);
    }
    group.add(span);
    weights.merge(key, pair.grid().weights(), Long::sum);
  }
}
