package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A metadata value of a GGUF file with its exact type: 7 as `UINT32` is not 7 as `INT64`, and
/// programs that load models insist on the right one. Immutable; one read from a file is usable as
/// long as the file is open.
public final class GgufValue {
  private final GgufType type;
  private final @Nullable GgufType elementType;
  private final Object value;
  private final @Nullable MemorySegment encoded;

  GgufValue(
      GgufType type,
      @Nullable GgufType elementType,
      Object value,
      @Nullable MemorySegment encoded) {
    this.type = type;
    this.elementType = elementType;
    this.value = value;
    this.encoded = encoded;
  }

  /// A single value.
  ///
  /// @param type any but `ARRAY`
  /// @param value a Number, Boolean or String that the type can hold
  /// @return the typed value
  /// @throws NexusException.InvalidValue when the type cannot hold it
  public static GgufValue of(GgufType type, Object value) {
    check(type, value);
    return new GgufValue(type, null, value, null);
  }

  /// An array of values of one type.
  ///
  /// @param elementType any but `ARRAY`
  /// @param values Numbers, Booleans or Strings that the type can hold; copied
  /// @return the typed array
  /// @throws NexusException.InvalidValue when the type cannot hold one of them
  public static GgufValue array(GgufType elementType, List<?> values) {
    values.forEach(value -> check(elementType, value));
    return new GgufValue(GgufType.ARRAY, elementType, List.copyOf(values), null);
  }

  /// A value whose type follows from the Java class: Integer gives `UINT32`, or `INT32` when it is
  /// negative; Long `UINT64` or `INT64` likewise; Float, Double, Boolean and String their own; a
  /// list an array of what its elements have in common.
  ///
  /// @param value such a value, or a GgufValue, which stays as it is
  /// @return the typed value
  /// @throws NexusException.InvalidValue for another class, an empty list or a mixed one
  public static GgufValue from(Object value) {
    if (value instanceof GgufValue typed) {
      return typed;
    }
    if (value instanceof List<?> list) {
      return array(commonType(list), list);
    }
    return of(naturalType(value), value);
  }

  private static GgufType commonType(List<?> list) {
    boolean negative =
        list.stream().anyMatch(v -> v instanceof Number n && !isFraction(n) && n.longValue() < 0);
    List<GgufType> types =
        list.stream()
            .map(v -> negative ? signed(naturalType(v)) : naturalType(v))
            .distinct()
            .toList();
    if (types.size() != 1) {
      throw NexusException.invalidValue(
          "a list whose elements have no common GGUF type: " + types, "use GgufValue.array");
    }
    return types.getFirst();
  }

  private static boolean isFraction(Number n) {
    return n instanceof Float || n instanceof Double;
  }

  private static GgufType signed(GgufType type) {
    return switch (type) {
      case UINT32 -> GgufType.INT32;
      case UINT64 -> GgufType.INT64;
      default -> type;
    };
  }

  private static GgufType naturalType(Object value) {
    return switch (value) {
      case Integer i -> i < 0 ? GgufType.INT32 : GgufType.UINT32;
      case Long l -> l < 0 ? GgufType.INT64 : GgufType.UINT64;
      case Float _ -> GgufType.FLOAT32;
      case Double _ -> GgufType.FLOAT64;
      case Boolean _ -> GgufType.BOOL;
      case String _ -> GgufType.STRING;
      default ->
          throw NexusException.invalidValue(
              "no GGUF type for " + value.getClass().getSimpleName(), "use GgufValue.of");
    };
  }

  private static void check(GgufType type, Object value) {
    boolean fits =
        switch (type) {
          case UINT8 -> within(value, 0, 0xFF);
          case INT8 -> within(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
          case UINT16 -> within(value, 0, 0xFFFF);
          case INT16 -> within(value, Short.MIN_VALUE, Short.MAX_VALUE);
          case UINT32 -> within(value, 0, 0xFFFF_FFFFL);
          case INT32 -> within(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case UINT64 -> within(value, 0, Long.MAX_VALUE);
          case INT64 -> within(value, Long.MIN_VALUE, Long.MAX_VALUE);
          case FLOAT32, FLOAT64 -> value instanceof Number;
          case BOOL -> value instanceof Boolean;
          case STRING -> value instanceof String;
          case ARRAY -> false;
        };
    if (!fits) {
      throw NexusException.invalidValue(
          type + " cannot hold " + Display.escape(String.valueOf(value), 40), null);
    }
  }

  private static boolean within(Object value, long least, long most) {
    return value instanceof Number n
        && !isFraction(n)
        && n.longValue() >= least
        && n.longValue() <= most;
  }

  /// The type.
  ///
  /// @return `ARRAY` for arrays
  public GgufType type() {
    return type;
  }

  /// The type of an array's elements.
  ///
  /// @return the type, or null for single values
  public @Nullable GgufType elementType() {
    return elementType;
  }

  /// The value as Java has it.
  ///
  /// @return String, Long, Double, Boolean or a List of these; as given, for values that were not
  ///   read from a file
  public Object value() {
    return value;
  }

  /// The value as it stands in the file it was read from.
  @Nullable MemorySegment encoded() {
    return encoded;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GgufValue v
        && type == v.type
        && elementType == v.elementType
        && value.equals(v.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, elementType, value);
  }

  /// As `UINT32 4096` or `ARRAY of STRING, 262,144`.
  @Override
  public String toString() {
    return value instanceof List<?> list
        ? type + " of " + elementType + ", " + Display.grouped(list.size())
        : type + " " + Display.escape(String.valueOf(value), 60);
  }
}
