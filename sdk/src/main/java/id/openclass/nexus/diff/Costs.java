package id.openclass.nexus.diff;

import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.patch.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells for each tensor what its pieces cost.
final class Costs {
  private Costs() {}

  static List<DiffReport.Cost> of(List<Tensor> tensors, List<Piece> pieces, long[] coded) {
    List<Tensor> ordered =
        tensors.stream()
            .filter(tensor -> tensor.range().length() > 0)
            .sorted(Comparator.comparingLong(tensor -> tensor.range().offset()))
            .toList();
    List<DiffReport.Cost> costs = new ArrayList<>();
    int piece = 0;
    long end = pieces.isEmpty() ? 0 : pieces.getLast().result().end();
    long at = 0;
    for (int i = 0; i <= ordered.size(); i++) {
      long start = i < ordered.size() ? ordered.get(i).range().offset() : end;
      if (start > at) {
        piece = add(costs, null, at, start, pieces, coded, piece);
      }
      if (i < ordered.size() && start >= at) {
        at = ordered.get(i).range().end();
        piece = add(costs, ordered.get(i), start, at, pieces, coded, piece);
      }
    }
    return costs;
  }

  /// Adds up what covers a range: a piece counts where it starts, copies cost nothing.
  private static int add(
      List<DiffReport.Cost> costs,
      @Nullable Tensor tensor,
      long from,
      long to,
      List<Piece> pieces,
      long[] coded,
      int first) {
    long sum = 0;
    String codec = "copy";
    String baseType = null;
    long most = -1;
    int piece = first;
    while (piece < pieces.size() && pieces.get(piece).result().offset() < to) {
      Piece one = pieces.get(piece);
      long covered = Math.min(to, one.result().end()) - Math.max(from, one.result().offset());
      if (one.result().offset() >= from) {
        sum += coded[piece];
      }
      if (covered > most) {
        most = covered;
        codec = codec(one);
        baseType = one instanceof Piece.Fields f ? Objects.toString(f.baseType(), null) : null;
      }
      if (one.result().end() > to) {
        break;
      }
      piece++;
    }
    String name = tensor == null ? "" : tensor.name();
    String type = tensor == null ? "" : tensor.type();
    costs.add(new DiffReport.Cost(name, type, baseType, codec, to - from, sum));
    return piece;
  }

  private static String codec(Piece piece) {
    return switch (piece) {
      case Piece.Copy _ -> "copy";
      case Piece.Fields _ -> "fields";
      case Piece.Bytes _ -> "bytes";
      case Piece.Fill _ -> "fill";
    };
  }
}
