package id.openclass.nexus.model;

import id.openclass.nexus.model.ModelDescription.TypeShare;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sums up tensors by type.
final class TypeShares {
  private TypeShares() {}

  /// The shares, largest size first, then by name.
  static List<TypeShare> of(List<Tensor> tensors) {
    Map<String, TypeShare> shares = new LinkedHashMap<>();
    for (Tensor tensor : tensors) {
      TypeShare one = new TypeShare(tensor.type(), 1, elements(tensor), tensor.range().length());
      shares.merge(tensor.type(), one, TypeShares::sum);
    }
    return shares.values().stream()
        .sorted(
            Comparator.comparingLong(TypeShare::bytes).reversed().thenComparing(TypeShare::type))
        .toList();
  }

  /// The type that most bytes have.
  static Optional<String> main(List<TypeShare> shares) {
    return shares.stream().findFirst().map(TypeShare::type);
  }

  static long elements(List<TypeShare> shares) {
    return shares.stream().mapToLong(TypeShare::elements).reduce(0, TypeShares::saturated);
  }

  static long bytes(List<TypeShare> shares) {
    return shares.stream().mapToLong(TypeShare::bytes).sum();
  }

  private static long elements(Tensor tensor) {
    return tensor.shape().contains(0L) ? 0 : tensor.elements();
  }

  private static TypeShare sum(TypeShare a, TypeShare b) {
    return new TypeShare(
        a.type(),
        a.tensors() + b.tensors(),
        saturated(a.elements(), b.elements()),
        a.bytes() + b.bytes());
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
