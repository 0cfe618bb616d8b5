package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.AdaptiveEncoder;
import id.openclass.nexus.codec.RansTables;
import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.codec.TokenCounts;
import id.openclass.nexus.codec.TokenTables;
import id.openclass.nexus.model.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the tensors of one group are coded: tables they share, and what each has of its own.
/// Thread-safe once made.
public final class TensorPlan {
  /// The most tables of a group.
  static final int TABLES = 48;

  private final List<TensorPair> group;
  private final List<CodingChoice> choices;
  private final TokenTables tokenTables;
  private final RansTables coder;
  private final byte[] tables;
  private final ThreadLocal<TokenBuffer> buffers = ThreadLocal.withInitial(TokenBuffer::new);

  private TensorPlan(List<TensorPair> group, List<CodingChoice> choices, TokenCounts counts) {
    this.group = group;
    this.choices = choices;
    tokenTables = TableBuilder.build(counts, TABLES);
    coder = new RansTables(tokenTables);
    AdaptiveEncoder record = new AdaptiveEncoder();
    SideRecord.writeShared(choices.getFirst().rows(), record);
    tokenTables.write(record);
    tables = record.finish();
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
    return new TensorPlan(pairs, choices, RowSamples.count(pairs, choices));
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

  /// Codes one slice.
  ///
  /// @param tensor its index in the group
  /// @param row first row of the slice
  /// @param rows how many
  /// @return the segment
  public byte[] encode(int tensor, long row, int rows) {
    TokenBuffer buffer = buffers.get();
    RowSamples.encode(group.get(tensor), choices.get(tensor), row, rows, buffer);
    return buffer.encode(coder);
  }
}
