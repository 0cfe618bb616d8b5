package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.diff.DiffReport.Cost;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.Piece;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Tells from a delta file alone where its bytes go: by its index, which knows types and no names.
final class UpdateCosts {
  private final DeltaFile delta;
  private final Set<Integer> counted = new HashSet<>();

  private UpdateCosts(DeltaFile delta) {
    this.delta = delta;
  }

  static Explanation of(DeltaUpdate update) {
    DeltaMetadata m = update.metadata();
    try (ByteSource source = update.openDelta()) {
      List<Cost> costs =
          m.deltaType() == DeltaType.TENSOR
              ? ofPieces(source)
              : List.of(cost(m.deltaType().engine().toString(), m.resultBytes(), m.deltaBytes()));
      return new Explanation(m.deltaBytes(), m.resultBytes(), costs);
    }
  }

  private static List<Cost> ofPieces(ByteSource source) {
    try (DeltaFile delta = DeltaFile.open(source)) {
      UpdateCosts costs = new UpdateCosts(delta);
      List<Cost> all = new ArrayList<>();
      delta.pieces().forEach(piece -> all.add(costs.of(piece)));
      return all;
    }
  }

  private Cost of(Piece piece) {
    long bytes = piece.result().length();
    return switch (piece) {
      case Piece.Copy _ -> cost("copy", bytes, 0);
      case Piece.Fill _ -> cost("fill", bytes, 0);
      case Piece.Bytes p -> cost("bytes", bytes, delta.recordLength(p.record()));
      case Piece.Fields p ->
          new Cost(
              "",
              p.grid().type().toString(),
              Objects.toString(p.baseType(), null),
              "fields",
              bytes,
              coded(p));
    };
  }

  private static Cost cost(String codec, long bytes, long coded) {
    return new Cost("", "", null, codec, bytes, coded);
  }

  private long coded(Piece.Fields piece) {
    long sum = once(piece.tables()) + once(piece.side());
    for (int i = 0; i < piece.slices(); i++) {
      sum += delta.recordLength(piece.record() + i);
    }
    return sum;
  }

  /// Tables that several tensors share count for the first of them.
  private long once(int record) {
    return record >= 0 && counted.add(record) ? delta.recordLength(record) : 0;
  }
}
