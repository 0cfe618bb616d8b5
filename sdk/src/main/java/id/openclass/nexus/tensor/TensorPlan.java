package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.AdaptiveEncoder;
import id.openclass.nexus.codec.RansTables;
import id.openclass.nexus.codec.SegmentWriter;
import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenCounts;
import id.openclass.nexus.codec.TokenTables;
import id.openclass.nexus.model.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the tensors of one group are coded: tables they share, and what each has of its own.
/// Thread-safe once made.
public final class TensorPlan {
  /// The most tables of a group of floats. Quantized ones do with half of them: half a percent
  /// larger, a sixth faster to decode, since tables fit the second-level cache.
  private static final int TABLES = 48;

  /// Weights from which tables are made, about: what they do not foresee is escaped.
  private static final long SAMPLE = 1 << 20;

  /// Runs of rows that are sampled of a tensor.
  private static final int RUNS = 32;

  private final List<CodingChoice> choices;
  private final TokenTables tokenTables;
  private final byte[] tables;
  private final ThreadLocal<Coder> coders;

  /// What a thread needs.
  private record Coder(RowEncoder rows, SegmentWriter writer) {}

  private TensorPlan(List<TensorPair> group, List<CodingChoice> choices, TokenCounts counts) {
    this.choices = choices;
    tokenTables = TableBuilder.build(counts, tables(group.getFirst().grid().type()));
    RansTables ready = new RansTables(tokenTables);
    coders =
        ThreadLocal.withInitial(
            () -> new Coder(new RowEncoder(group, choices), new SegmentWriter(ready)));
    AdaptiveEncoder record = new AdaptiveEncoder();
    SideRecord.writeShared(choices.getFirst().rows(), record);
    tokenTables.write(record);
    tables = record.finish();
  }

  /// The most tables of a group.
  static int tables(TensorType type) {
    return type.quantized() ? TABLES / 2 : TABLES;
  }

  /// Whether rows of one type help to code rows of another.
  ///
  /// @param type type of the new rows
  /// @param baseType type of the base rows, or null when there are none
  /// @return false when the types differ and the weights of one cannot be read here
  public static boolean supports(TensorType type, @Nullable TensorType baseType) {
    return baseType == null
        || baseType == type
        || (RowValues.supports(type) && RowValues.supports(baseType));
  }

  /// Reads the tensors and chooses how to code them, on the threads of the caller's pool.
  ///
  /// @param group tensors of one type and one base type
  /// @return the plan
  public static TensorPlan of(List<TensorPair> group) {
    List<TensorPair> pairs = List.copyOf(group);
    List<CodingChoice> choices = ParameterSearch.of(pairs);
    List<RowSamples.Rows> sample = RowSamples.of(pairs, SAMPLE, RUNS);
    return new TensorPlan(pairs, choices, RowSamples.count(pairs, choices, sample));
  }

  /// The side record that all tensors of the group need: frequency tables.
  ///
  /// @return the record
  public byte[] tables() {
    return tables.clone();
  }

  /// The side record of one tensor: activity of columns, low-rank factors.
  ///
  /// @param tensor its index in the group
  /// @return the record, perhaps empty
  public byte[] side(int tensor) {
    return SideRecord.write(choices.get(tensor));
  }

  /// Lets go of what this thread keeps for coding slices, some megabytes.
  public void letGo() {
    coders.remove();
  }

  /// Codes one slice.
  ///
  /// @param tensor its index in the group
  /// @param row first row of the slice
  /// @param rows how many
  /// @param content the new rows, from its start
  /// @return the segment
  public byte[] encode(int tensor, long row, int rows, byte[] content) {
    Coder coder = coders.get();
    coder.rows.encode(new RowSamples.Rows(tensor, row, rows), content, null, coder.writer);
    return coder.writer.finish();
  }
}
