package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds for each new tensor the one of the base that it grew from.
final class Matching {
  private final ModelFile next;
  private final ModelFile base;
  private final Map<ByteRange, Long> nextMarks;
  private final Map<ByteRange, Long> baseMarks;
  private final Map<String, Tensor> byName = new HashMap<>();
  private final Map<List<Object>, Tensor> byContent = new HashMap<>();
  private final Map<List<Object>, List<Tensor>> unclaimed = new HashMap<>();

  Matching(ModelFile base, Scan baseScan, ModelFile next, Scan nextScan) {
    this.base = base;
    this.next = next;
    this.nextMarks = nextScan.marks();
    this.baseMarks = baseScan.marks();
    Set<String> wanted = new HashSet<>();
    next.tensors().forEach(tensor -> wanted.add(tensor.name()));
    for (Tensor tensor : base.tensors()) {
      byName.putIfAbsent(tensor.name(), tensor);
      Long mark = baseMarks.get(tensor.range());
      if (mark != null) {
        byContent.putIfAbsent(content(tensor, mark), tensor);
      }
      if (!wanted.contains(tensor.name())) {
        unclaimed.computeIfAbsent(form(base, tensor), key -> new ArrayList<>()).add(tensor);
      }
    }
  }

  /// A new tensor and where it came from.
  ///
  /// @param base null when it came from nowhere
  /// @param same whether both have the same bytes
  record Match(Tensor tensor, @Nullable Tensor base, boolean same) {}

  private static List<Object> content(Tensor tensor, long mark) {
    return List.of(tensor.range().length(), mark);
  }

  private static List<Object> form(ModelFile file, Tensor tensor) {
    return List.of(tensor.type(), TensorGrids.columns(file, tensor), tensor.elements());
  }

  /// The match of a tensor of the new file; to be asked once for each, in file order.
  Match match(Tensor tensor) {
    Tensor named = byName.get(tensor.name());
    Long mark = nextMarks.get(tensor.range());
    if (mark != null) {
      if (named != null
          && named.range().length() == tensor.range().length()
          && mark.equals(baseMarks.get(named.range()))) {
        return new Match(tensor, named, true);
      }
      Tensor equal = byContent.get(content(tensor, mark));
      if (equal != null) {
        return new Match(tensor, equal, true);
      }
    }
    if (named != null && TensorGrids.columns(base, named) == TensorGrids.columns(next, tensor)) {
      return new Match(tensor, named, false);
    }
    List<Tensor> alike = unclaimed.getOrDefault(form(next, tensor), List.of());
    return new Match(tensor, alike.isEmpty() ? null : alike.removeFirst(), false);
  }
}
