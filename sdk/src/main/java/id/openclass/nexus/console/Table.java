package id.openclass.nexus.console;

import id.openclass.nexus.core.Display;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns that line up, for a terminal. Cells that look like numbers are set to
/// the right. Every cell is escaped ([Display#escape]), so foreign text may go in as it is. Not
/// thread-safe.
public final class Table {
  private static final String GAP = "  ";

  private final int columns;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> head) {
    this.columns = head.size();
    rows.add(head);
  }

  /// Starts a table.
  ///
  /// @param head the names of the columns
  /// @return a table without rows
  public static Table of(String... head) {
    return new Table(List.of(head));
  }

  /// Adds a row.
  ///
  /// @param cells as many as there are columns; printed by `toString`
  /// @return this table
  /// @throws IllegalArgumentException for another count of cells
  public Table row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(Display.escape(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  /// The table as lines, the head first, without spaces at their ends.
  ///
  /// @return one line per row and one for the head
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        pad(line, row.get(column), width(column), isNumeric(column));
        line.append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static void pad(StringBuilder line, String cell, int width, boolean toTheRight) {
    String space = " ".repeat(width - length(cell));
    line.append(toTheRight ? space + cell : cell + space);
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private boolean isNumeric(int column) {
    return rows.size() > 1
        && rows.stream().skip(1).map(row -> row.get(column)).allMatch(Table::startsWithDigit);
  }

  private static boolean startsWithDigit(String cell) {
    return cell.isEmpty() || Character.isDigit(cell.charAt(0)) || cell.startsWith("-");
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
