package id.openclass.nexus.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.codec.AdaptiveDecoder;
import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.RansTables;
import id.openclass.nexus.codec.SegmentWriter;
import id.openclass.nexus.codec.TableBuilder;
import id.openclass.nexus.codec.TokenCounts;
import id.openclass.nexus.codec.TokenTables;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RowCodecTest {
  private static final List<TensorType> FIELDS =
      List.of(
          TensorType.F32,
          TensorType.F16,
          TensorType.BF16,
          TensorType.Q4_0,
          TensorType.Q4_1,
          TensorType.Q5_0,
          TensorType.Q5_1,
          TensorType.Q8_0,
          TensorType.Q2_K,
          TensorType.Q3_K,
          TensorType.Q4_K,
          TensorType.Q5_K,
          TensorType.Q6_K);

  /// Every type from every type that it can be coded from.
  static Stream<Arguments> pairsOfTypes() {
    Stream<Arguments> known =
        FIELDS.stream().flatMap(t -> FIELDS.stream().map(b -> Arguments.of(t, b)));
    Stream<Arguments> others =
        Arrays.stream(TensorType.values())
            .filter(t -> !FIELDS.contains(t))
            .map(t -> Arguments.of(t, t));
    return Stream.concat(known, others);
  }

  private static ArrayPair pair(RowSource source, TensorType type, TensorType base, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int columns = 256 * (1 + random.nextInt(3));
    return source.pair(type, base, columns, 1 + random.nextInt(20), seed);
  }

  @ParameterizedTest
  @MethodSource("pairsOfTypes")
  void rowsOfAnyTypeComeBackFromAnyBase(TensorType type, TensorType base) {
    for (RowSource source : RowSource.values()) {
      ArrayPair pair = pair(source, type, base, source.ordinal());
      TensorPlan plan = TensorPlan.of(List.of(pair));
      assertThat(decoded(plan, 0, pair)).as(source.name()).isEqualTo(pair.next());
    }
  }

  private static byte[] decoded(TensorPlan plan, int tensor, ArrayPair pair) {
    int rows = (int) pair.grid().rows();
    TensorDecoder decoder =
        new TensorDecoder(pair.grid(), pair.baseType(), plan.tables(), plan.side(tensor));
    byte[] out = new byte[pair.next().length];
    int some = Math.max(1, rows / 3);
    for (int row = 0; row < rows; row += some) {
      int count = Math.min(some, rows - row);
      byte[] fresh = new byte[count * pair.grid().rowBytes()];
      pair.read(row, count, fresh);
      byte[] base = new byte[count * (int) pair.baseType().bytes(pair.grid().columns())];
      pair.readBase(row, count, base);
      byte[] segment = plan.encode(tensor, row, count, fresh);
      decoder.decode(segment, base, count, out, row * pair.grid().rowBytes());
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("pairsOfTypes")
  void everyWayToPredictGivesTheRowsBack(TensorType type, TensorType base) {
    RowSource[] sources = {RowSource.MERGED, RowSource.NOISE, RowSource.ZEROS};
    ArrayPair merged = pair(RowSource.MERGED, type, base, 99);
    for (CodingChoice choice : choices(merged)) {
      for (RowSource source : sources) {
        ArrayPair pair = source.pair(type, base, merged.grid().columns(), 9, source.ordinal());
        assertThat(decoded(pair, choice)).as(source + " " + choice).isEqualTo(pair.next());
      }
    }
  }

  /// All that a search could choose for a pair, whether it pays or not.
  private static List<CodingChoice> choices(ArrayPair pair) {
    List<CodingChoice> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(CodingChoice.plain((i & 1) == 1, (i & 2) == 2));
    }
    if (!FIELDS.contains(pair.grid().type())) {
      return all;
    }
    byte[] columns = new byte[pair.grid().columns()];
    new SplittableRandom(3).nextBytes(columns);
    all.add(CodingChoice.plain(false, true).withColumns(columns));
    LowRankFit fit = LowRankFit.of(pair, 3, 2);
    FactorChoice term = FactorChoice.of(fit, 3, FactorChoice.DEFAULT_STEP);
    if (term != null) {
      for (CodingChoice plain : List.copyOf(all)) {
        all.add(plain.withTerm(term, pair.grid().type()));
      }
    }
    return all;
  }

  /// Tables made from half of the rows: what they did not foresee is escaped.
  private static byte[] decoded(ArrayPair pair, CodingChoice choice) {
    int rows = (int) pair.grid().rows();
    RowEncoder encoder = new RowEncoder(List.of(pair), List.of(choice));
    TokenCounts counts = new TokenCounts(encoder.contexts());
    encoder.encode(new RowSamples.Rows(0, 0, (rows + 1) / 2), null, counts);
    TokenTables tables = TableBuilder.build(counts, 24);
    SegmentWriter writer = new SegmentWriter(new RansTables(tables));
    encoder.encode(new RowSamples.Rows(0, 0, rows), null, writer);
    byte[] segment = writer.finish();
    RowParameters read =
        SideRecord.read(choice.rows().withColumns(null), pair.grid(), SideRecord.write(choice));
    RowCodec codec = RowCodec.of(pair.grid().type(), pair.grid().columns(), pair.baseType(), read);
    byte[] out = new byte[pair.next().length];
    RansDecoder from = new RansDecoder(tables, segment, 0, segment.length);
    codec.decodeRows(from, pair.base(), rows, out, 0);
    from.finish();
    return out;
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void rowsWithoutABaseComeBack(TensorType type) {
    for (RowSource source : RowSource.values()) {
      ArrayPair pair = pair(source, type, type, 7);
      TensorPair alone = new Alone(pair);
      TensorPlan plan = TensorPlan.of(List.of(alone));
      int rows = (int) pair.grid().rows();
      byte[] segment = plan.encode(0, 0, rows, pair.next());
      byte[] out = new byte[pair.next().length];
      new TensorDecoder(pair.grid(), null, plan.tables(), plan.side(0))
          .decode(segment, new byte[0], rows, out, 0);
      assertThat(out).as(source.name()).isEqualTo(pair.next());
    }
  }

  /// A pair without its base.
  private record Alone(ArrayPair pair) implements TensorPair {
    @Override
    public Grid grid() {
      return pair.grid();
    }

    @Override
    public TensorType baseType() {
      return null;
    }

    @Override
    public void read(long row, int rows, byte[] into) {
      pair.read(row, rows, into);
    }

    @Override
    public void readBase(long row, int rows, byte[] into) {
      throw new AssertionError("there is none");
    }
  }

  @ParameterizedTest
  @MethodSource("pairsOfTypes")
  void damagedRecordsAndSegmentsAreRefusedOrGiveOtherRows(TensorType type, TensorType base) {
    ArrayPair pair = pair(RowSource.MERGED, type, base, 5);
    int rows = (int) pair.grid().rows();
    TensorPlan plan = TensorPlan.of(List.of(pair));
    byte[] segment = plan.encode(0, 0, rows, pair.next());
    SplittableRandom random = new SplittableRandom(type.id() * 100L + base.id());
    for (int round = 0; round < 40; round++) {
      byte[] tables = damaged(plan.tables(), round % 3 == 0, random);
      byte[] side = damaged(plan.side(0), round % 3 == 1, random);
      byte[] coded = damaged(segment, round % 3 == 2, random);
      try {
        new TensorDecoder(pair.grid(), base, tables, side)
            .decode(coded, pair.base(), rows, new byte[pair.next().length], 0);
      } catch (NexusException.Malformed e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static byte[] damaged(byte[] record, boolean now, SplittableRandom random) {
    byte[] bytes = now && random.nextInt(4) == 0 ? new byte[random.nextInt(300)] : record.clone();
    for (int i = 0; now && i < 1 + random.nextInt(8) && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void aRankThatWouldTakeTooMuchMemoryIsRefusedBeforeItIsAllocated() {
    Grid grid = new Grid(TensorType.Q2_K, Grid.MOST_COLUMNS, 1);
    RowParameters shared = CodingChoice.plain(false, false).rows();
    // No activity of columns, then a rank of 64.
    byte[] record = {0b0100_0000, 0, 0, 0};
    assertThat(new AdaptiveDecoder(record).raw(1)).isZero();
    assertThatThrownBy(() -> SideRecord.read(shared, grid, record))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("rank 64 for 262144 columns, at most 8");
  }

  @Test
  void rowsThatAFormatForbidsAreNoGrid() {
    assertThatThrownBy(() -> new Grid(TensorType.Q8_0, 31, 1)).hasMessageContaining("31 columns");
    assertThatThrownBy(() -> new Grid(TensorType.F32, (1 << 18) + 1, 1))
        .hasMessageContaining("262145 columns");
    assertThatThrownBy(() -> new Grid(TensorType.F64, 1 << 18, 1))
        .hasMessageContaining("262144 columns");
  }

  @Test
  void oneGroupServesTensorsOfAnyShape() {
    List<TensorPair> group = new ArrayList<>();
    List<ArrayPair> pairs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      RowSource source = RowSource.values()[i];
      pairs.add(source.pair(TensorType.Q4_K, TensorType.Q8_0, 256 * (1 + i), 20 - 4 * i, i));
      group.add(pairs.getLast());
    }
    TensorPlan plan = TensorPlan.of(group);
    for (int i = 0; i < 5; i++) {
      assertThat(decoded(plan, i, pairs.get(i))).isEqualTo(pairs.get(i).next());
    }
  }
}
