package id.openclass.nexus.codec;

/// The bytes of [TokenTables] in a side record, as `docs/delta-fields.md` defines them.
final class TableCoding {
  /// Bits below the first that a frequency keeps.
  static final int MANTISSA_BITS = 3;

  private static final int CLASS_BITS = 4;
  private static final int CLASSES = 1 << CLASS_BITS;

  private final AdaptiveModel counts = new AdaptiveModel(64);
  private final AdaptiveModel rest = new AdaptiveModel(128);
  private final AdaptiveModel classes = new AdaptiveModel(CLASSES * CLASSES * 2);
  private final AdaptiveModel mantissas = new AdaptiveModel(CLASSES << MANTISSA_BITS);
  private final AdaptiveModel repeats = new AdaptiveModel(4);
  private final AdaptiveModel indices = new AdaptiveModel(TokenTables.MAX_TABLES);

  private TableCoding() {}

  static void write(TokenTables tables, AdaptiveEncoder to) {
    TableCoding coding = new TableCoding();
    to.number(coding.counts, 0, tables.tables());
    for (int t = 0; t < tables.tables(); t++) {
      coding.table(tables.frequency, t << TokenTables.SYMBOL_BITS, to);
    }
    coding.map(tables.tableOf, tables.tables(), to);
  }

  private void table(short[] frequency, int at, AdaptiveEncoder to) {
    int most = rest(frequency, at);
    int last = 0;
    for (int s = 0; s < TokenTables.ESCAPE; s++) {
      last = frequency[at + s] > 0 ? s : last;
    }
    to.tree(rest, 0, TokenTables.SYMBOL_BITS, most);
    to.number(counts, 32, last);
    int before = 0;
    for (int s = 0; s <= last; s++) {
      if (s == most) {
        before = 0;
      } else {
        frequency(frequency[at + s], context(before, s), to);
        before = bits(frequency[at + s]);
      }
    }
    if (most != TokenTables.ESCAPE) {
      frequency(frequency[at + TokenTables.ESCAPE], 0, to);
    }
  }

  /// The symbol whose frequency is what the others leave: the one that has too many bits to be
  /// written, or the largest.
  private static int rest(short[] frequency, int at) {
    int most = 0;
    for (int s = 0; s < TokenTables.SYMBOLS; s++) {
      int f = frequency[at + s];
      if (TokenHistogram.rounded(f) != f) {
        return s;
      }
      most = f > frequency[at + most] ? s : most;
    }
    return most;
  }

  private void frequency(int f, int context, AdaptiveEncoder to) {
    int bits = bits(f);
    to.tree(classes, context * CLASSES, CLASS_BITS, bits);
    int kept = Math.clamp(bits - 1, 0, MANTISSA_BITS);
    if (kept > 0) {
      to.tree(mantissas, bits << MANTISSA_BITS, kept, f >>> (bits - 1 - kept) & (1 << kept) - 1);
    }
  }

  private static int context(int before, int symbol) {
    return before << 1 | (symbol & 1);
  }

  static int bits(int f) {
    return 32 - Integer.numberOfLeadingZeros(f);
  }

  private void map(byte[] tableOf, int tables, AdaptiveEncoder to) {
    int before = 0;
    int same = 0;
    for (byte table : tableOf) {
      to.bit(repeats, same, table == before ? 1 : 0);
      same = (same << 1 & 3) | (table == before ? 1 : 0);
      if (table != before) {
        to.tree(indices, 0, indexBits(tables), table);
      }
      before = table;
    }
  }

  private static int indexBits(int tables) {
    return bits(tables - 1);
  }

  static TokenTables read(AdaptiveDecoder from, int contexts) {
    TableCoding coding = new TableCoding();
    int tables = from.number(coding.counts, 0);
    if (tables < 1 || tables > TokenTables.MAX_TABLES) {
      throw TokenTables.damaged(tables + " tables, there may be 1 to " + TokenTables.MAX_TABLES);
    }
    short[] frequency = new short[tables << TokenTables.SYMBOL_BITS];
    for (int t = 0; t < tables; t++) {
      coding.table(from, frequency, t << TokenTables.SYMBOL_BITS);
    }
    return new TokenTables(coding.map(from, contexts, tables), frequency);
  }

  private void table(AdaptiveDecoder from, short[] frequency, int at) {
    int most = from.tree(rest, 0, TokenTables.SYMBOL_BITS);
    int last = from.number(counts, 32);
    if (most >= TokenTables.SYMBOLS || last < 0 || last >= TokenTables.ESCAPE) {
      throw TokenTables.damaged("symbols " + most + " and " + last);
    }
    int before = 0;
    int sum = 0;
    for (int s = 0; s <= last; s++) {
      if (s != most) {
        frequency[at + s] = (short) frequency(from, context(before, s));
        sum += frequency[at + s];
        before = bits(frequency[at + s]);
      } else {
        before = 0;
      }
    }
    if (most != TokenTables.ESCAPE) {
      frequency[at + TokenTables.ESCAPE] = (short) frequency(from, 0);
      sum += frequency[at + TokenTables.ESCAPE];
    }
    if (sum >= TokenTables.SCALE) {
      throw TokenTables.damaged("frequencies sum to " + sum);
    }
    frequency[at + most] = (short) (TokenTables.SCALE - sum);
  }

  private int frequency(AdaptiveDecoder from, int context) {
    int bits = from.tree(classes, context * CLASSES, CLASS_BITS);
    if (bits > TokenTables.BITS) {
      throw TokenTables.damaged("a frequency of " + bits + " bits");
    }
    int kept = Math.clamp(bits - 1, 0, MANTISSA_BITS);
    int mantissa = kept > 0 ? from.tree(mantissas, bits << MANTISSA_BITS, kept) : 0;
    return bits == 0 ? 0 : (1 << kept | mantissa) << (bits - 1 - kept);
  }

  private byte[] map(AdaptiveDecoder from, int contexts, int tables) {
    byte[] tableOf = new byte[contexts];
    int before = 0;
    int same = 0;
    for (int c = 0; c < contexts; c++) {
      int repeat = from.bit(repeats, same);
      same = (same << 1 & 3) | repeat;
      if (repeat == 0) {
        before = from.tree(indices, 0, indexBits(tables));
        if (before >= tables) {
          throw TokenTables.damaged("context " + c + " has table " + before + " of " + tables);
        }
      }
      tableOf[c] = (byte) before;
    }
    return tableOf;
  }
}
