package id.openclass.nexus.diff;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.patch.Piece;
import id.openclass.nexus.tensor.Grid;
import id.openclass.nexus.tensor.TensorPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cuts a new file into spans: its tensors, and what lies before, between and after them.
final class Spans {
  /// A stretch between tensors up to this length is padding.
  private static final int MOST_PADDING = 1 << 16;

  private final ModelFile base;
  private final ByteSource baseBytes;
  private final ModelFile next;
  private final ByteSource nextBytes;
  private final ByteMatcher matcher;
  private final List<Span> spans = new ArrayList<>();
  private long at;

  Spans(ModelFile base, ByteSource baseBytes, ModelFile next, ByteSource nextBytes) {
    this.base = base;
    this.baseBytes = baseBytes;
    this.next = next;
    this.nextBytes = nextBytes;
    this.matcher = new ByteMatcher(baseBytes, nextBytes);
  }

  List<Span> of(Matching matching) {
    List<Tensor> tensors =
        next.tensors().stream()
            .filter(tensor -> tensor.range().length() > 0)
            .sorted(Comparator.comparingLong(tensor -> tensor.range().offset()))
            .toList();
    for (Tensor tensor : tensors) {
      if (tensor.range().offset() >= at) {
        gap(tensor.range().offset());
        tensor(matching.match(tensor));
        at = tensor.range().end();
      }
    }
    gap(nextBytes.length());
    return List.copyOf(spans);
  }

  private void add(Span span) {
    if (span.result().length() == 0) {
      return;
    }
    boolean joins =
        span instanceof Span.Copied copy
            && !spans.isEmpty()
            && spans.getLast() instanceof Span.Copied last
            && last.baseOffset() + last.result().length() == copy.baseOffset();
    if (joins && spans.getLast() instanceof Span.Copied last) {
      long length = last.result().length() + span.result().length();
      spans.set(
          spans.size() - 1,
          new Span.Copied(new ByteRange(last.result().offset(), length), last.baseOffset()));
    } else {
      spans.add(span);
    }
  }

  /// Bytes up to a tensor or the end.
  private void gap(long end) {
    ByteRange range = new ByteRange(at, end - at);
    if (range.length() == 0) {
      return;
    }
    boolean padding = range.length() <= MOST_PADDING && at > 0;
    if (padding && (continuesCopy(range) || fills(range))) {
      return;
    }
    matcher.match(range, near(range), "", this::add);
  }

  /// Where the base has what lies at such a place: header for header, all for all.
  private ByteRange near(ByteRange range) {
    if (range.offset() < next.dataOffset()) {
      return new ByteRange(0, base.dataOffset());
    }
    boolean tensors = !next.tensors().isEmpty() && !base.tensors().isEmpty();
    return tensors
        ? new ByteRange(baseBytes.length(), 0)
        : new ByteRange(base.dataOffset(), baseBytes.length() - base.dataOffset());
  }

  private boolean continuesCopy(ByteRange range) {
    if (!(spans.getLast() instanceof Span.Copied last)) {
      return false;
    }
    long from = last.baseOffset() + last.result().length();
    if (from > baseBytes.length() - range.length()) {
      return false;
    }
    if (!Arrays.equals(
        nextBytes.read(range), baseBytes.read(new ByteRange(from, range.length())))) {
      return false;
    }
    add(new Span.Copied(range, from));
    return true;
  }

  private boolean fills(ByteRange range) {
    byte[] bytes = nextBytes.read(range);
    for (byte b : bytes) {
      if (b != bytes[0]) {
        return false;
      }
    }
    add(new Span.Filled(range, bytes[0]));
    return true;
  }

  private void tensor(Matching.Match match) {
    Tensor tensor = match.tensor();
    Tensor from = match.base();
    if (from != null && match.same()) {
      add(new Span.Copied(tensor.range(), from.range().offset()));
      return;
    }
    Optional<Grid> grid = TensorGrids.grid(next, tensor);
    if (grid.isPresent()) {
      rows(tensor, laidOutAs(from, grid.get()), from);
      return;
    }
    TensorType type = TensorGrids.type(tensor).orElse(null);
    if (type == null) {
      ByteRange near = from == null ? new ByteRange(0, 0) : from.range();
      matcher.match(tensor.range(), near, tensor.name(), this::add);
    } else {
      longRow(tensor, type, from);
    }
  }

  /// The rows of the base, where its blocks do not fit those of the tensor and all weights are the
  /// same in number.
  private Grid laidOutAs(@Nullable Tensor from, Grid grid) {
    long weights = grid.weights();
    if (from == null || from.elements() != weights) {
      return grid;
    }
    long columns = TensorGrids.columns(base, from);
    boolean fits =
        baseType(grid.type(), grid.columns(), from) == null
            && columns % grid.type().blockElements() == 0
            && Grid.fits(grid.type(), columns)
            && baseType(grid.type(), (int) columns, from) != null;
    return fits ? new Grid(grid.type(), (int) columns, weights / columns) : grid;
  }

  /// Rows with base rows as far as the base has any, then rows without.
  private void rows(Tensor tensor, Grid grid, @Nullable Tensor from) {
    TensorType baseType = baseType(grid.type(), grid.columns(), from);
    long paired = 0;
    if (from != null && baseType != null) {
      paired = Math.min(grid.rows(), from.elements() / grid.columns());
      if (paired > 0) {
        Grid first = new Grid(grid.type(), grid.columns(), paired);
        addRows(tensor, tensor.range().offset(), first, from.range().offset(), baseType);
      }
    }
    if (paired < grid.rows()) {
      long offset = tensor.range().offset() + paired * grid.rowBytes();
      Grid rest = new Grid(grid.type(), grid.columns(), grid.rows() - paired);
      addRows(tensor, offset, rest, 0, null);
    }
  }

  private static @Nullable TensorType baseType(
      TensorType ours, int columns, @Nullable Tensor from) {
    if (from == null) {
      return null;
    }
    return TensorGrids.type(from)
        .filter(type ->
            TensorPlan.supports(ours, type)
                && columns % type.blockElements() == 0
                && type.bytes(columns) <= Piece.MOST_BASE_BYTES)
        .orElse(null);
  }

  /// A vector that is longer than a slice is laid out as rows, and what is left as one more.
  private void longRow(Tensor tensor, TensorType type, @Nullable Tensor from) {
    int columns = 1 << 15;
    TensorType baseType = baseType(type, columns, from);
    boolean paired = baseType != null && from != null && from.elements() == tensor.elements();
    long rows = tensor.elements() / columns;
    long baseOffset = from == null || !paired ? 0 : from.range().offset();
    Grid grid = new Grid(type, columns, rows);
    addRows(tensor, tensor.range().offset(), grid, baseOffset, paired ? baseType : null);
    int left = (int) (tensor.elements() % columns);
    if (left > 0) {
      long offset = tensor.range().offset() + rows * grid.rowBytes();
      boolean fits = paired && baseType != null && left % baseType.blockElements() == 0;
      long skipped = fits && baseType != null ? rows * baseType.bytes(columns) : 0;
      Grid rest = new Grid(type, left, 1);
      addRows(tensor, offset, rest, fits ? baseOffset + skipped : 0, fits ? baseType : null);
    }
  }

  private void addRows(
      Tensor tensor, long offset, Grid grid, long baseOffset, @Nullable TensorType baseType) {
    ByteRange result = new ByteRange(offset, grid.rows() * grid.rowBytes());
    RowPair pair = new RowPair(nextBytes, offset, grid, baseBytes, baseOffset, baseType);
    add(new Span.Rows(result, pair, tensor.name()));
  }
}
