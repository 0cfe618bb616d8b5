package id.openclass.nexus.codec;

import id.openclass.nexus.core.NexusException;
import java.util.Arrays;

/// Frequency tables of tokens, and which context uses which: many contexts share one table.
/// Immutable and thread-safe.
///
/// A table holds frequencies that sum to 4096. One symbol, the escape, stands for all tokens that
/// it does not hold. `docs/delta-fields.md` has the bytes.
public final class TokenTables {
  /// The most tables of one record.
  public static final int MAX_TABLES = 64;

  /// The most contexts of one record.
  public static final int MAX_CONTEXTS = 1 << 14;

  /// Frequencies sum to 1 << BITS.
  static final int BITS = 12;

  static final int SCALE = 1 << BITS;

  /// Stands for a token that the table lacks; 7 low bits name it.
  static final int ESCAPE = Token.COUNT;

  static final int SYMBOLS = Token.COUNT + 1;

  /// What stands in a slot for the first symbol with low bits.
  static final int LARGE = -128;

  /// Bits of a symbol in a packed word.
  static final int SYMBOL_BITS = 7;

  /// Table of each context.
  final byte[] tableOf;

  /// Frequency of symbol s in table t: `[t * 128 + s]`.
  final short[] frequency;

  private volatile int[] slots = new int[0];

  TokenTables(byte[] tableOf, short[] frequency) {
    this.tableOf = tableOf;
    this.frequency = frequency;
  }

  /// How many contexts there are.
  ///
  /// @return 1 to 2^14
  public int contexts() {
    return tableOf.length;
  }

  int tables() {
    return frequency.length >>> SYMBOL_BITS;
  }

  /// Decode table: for each table and each of its 4096 slots, [#residual] of the symbol | (slot -
  /// first slot of the symbol) << 8 | (frequency - 1) << 20.
  int[] slots() {
    int[] made = slots;
    if (made.length == 0) {
      made = makeSlots();
      slots = made;
    }
    return made;
  }

  private int[] makeSlots() {
    int[] all = new int[tables() << BITS];
    int at = 0;
    for (int t = 0; t < tables(); t++) {
      for (int s = 0; s < SYMBOLS; s++) {
        int f = frequency[t << SYMBOL_BITS | s];
        for (int i = 0; i < f; i++) {
          all[at++] = (residual(s) & 0xFF) | i << 8 | (f - 1) << (8 + BITS);
        }
      }
    }
    return all;
  }

  /// The value of a symbol that has no low bits, else [#LARGE] and the symbol's distance to the
  /// first that has: one signed byte for all.
  static int residual(int symbol) {
    return symbol < Token.FIRST_LOW ? Token.value(symbol, 0) : LARGE + symbol - Token.FIRST_LOW;
  }

  /// First slot of each symbol: `[t * 128 + s]`.
  short[] starts() {
    short[] starts = new short[frequency.length];
    for (int t = 0; t < tables(); t++) {
      int sum = 0;
      for (int s = 0; s < SYMBOLS; s++) {
        starts[t << SYMBOL_BITS | s] = (short) sum;
        sum += frequency[t << SYMBOL_BITS | s];
      }
    }
    return starts;
  }

  /// Appends the tables to a side record.
  ///
  /// @param to the record's coder
  public void write(AdaptiveEncoder to) {
    TableCoding.write(this, to);
  }

  /// Reads tables from a side record.
  ///
  /// @param from the record's decoder
  /// @param contexts how many contexts the reader will use, 1 to 2^14
  /// @return the tables
  /// @throws NexusException.Malformed when the record is not one
  public static TokenTables read(AdaptiveDecoder from, int contexts) {
    return TableCoding.read(from, contexts);
  }

  static NexusException damaged(String what) {
    return NexusException.malformed(
        "a frequency table is damaged: " + what, "side record", -1, "fetch the delta again");
  }

  @Override
  public String toString() {
    return "TokenTables[" + contexts() + " contexts, " + tables() + " tables]";
  }

  /// Whether both hold the same.
  boolean sameAs(TokenTables other) {
    return Arrays.equals(tableOf, other.tableOf) && Arrays.equals(frequency, other.frequency);
  }
}
