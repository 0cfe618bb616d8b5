package id.openclass.nexus.delta;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.diff.DiffReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the bytes of a delta go: what each tensor costs, summed up by tensor type, layer and
/// codec.
///
/// @param deltaBytes size of `delta.tensor`
/// @param resultBytes size of the new file
/// @param tensors each tensor and what is no tensor, in the order of the file; of an update that
///   was read each has its type, and no name, since only model files say names
public record Explanation(long deltaBytes, long resultBytes, List<DiffReport.Cost> tensors) {
  /// A layer's number in names of GGUF (`blk.7.`) and safetensors (`model.layers.7.`).
  private static final Pattern LAYER =
      Pattern.compile("(?:^|\\.)(?:blk|layers?|h)\\.(\\d{1,6})\\.");

  private static final String REST = "no tensor";
  private static final String UNKNOWN = "not recorded";

  /// Copies the list.
  public Explanation {
    tensors = List.copyOf(tensors);
  }

  /// A share of the delta.
  ///
  /// @param name a tensor type, a layer, a codec
  /// @param tensors how many there are
  /// @param bytes in the new file
  /// @param coded in the delta
  public record Share(String name, int tensors, long bytes, long coded) {
    /// What is coded as a share of what it makes.
    ///
    /// @return 0 and more
    public double ratio() {
      return bytes == 0 ? 0 : (double) coded / bytes;
    }

    Share plus(Share other) {
      return new Share(name, tensors + other.tensors, bytes + other.bytes, coded + other.coded);
    }

    /// As `Share[Q4_K, 120 tensors, 8.0 MB for 200 MB]`.
    @Override
    public String toString() {
      return "Share["
          + Display.escape(name, 30)
          + ", "
          + tensors
          + " tensors, "
          + Display.bytes(coded)
          + " for "
          + Display.bytes(bytes)
          + "]";
    }
  }

  static Explanation of(DiffReport report) {
    return new Explanation(report.deltaBytes(), report.resultBytes(), report.costs());
  }

  /// Whether names of tensors are known, and so their layers.
  ///
  /// @return false for an update that was read
  public boolean hasNames() {
    return tensors.stream().anyMatch(cost -> !cost.name().isEmpty());
  }

  /// What belongs to no tensor: index, checksums, digests.
  ///
  /// @return bytes of the delta that the shares leave out
  public long indexBytes() {
    return deltaBytes - tensors.stream().mapToLong(DiffReport.Cost::coded).sum();
  }

  /// By tensor type, the most expensive first; a type that was another's is `Q8_0 to Q4_K`. An
  /// update that was read does not record the types of what was copied or compressed as bytes.
  ///
  /// @return the shares; they leave out the index
  public List<Share> byType() {
    List<Share> shares = by(this::type);
    shares.sort(Comparator.comparingLong(Share::coded).reversed());
    return List.copyOf(shares);
  }

  /// By layer, in order; tensors of no layer, such as embeddings, by their own name.
  ///
  /// @return the shares; they leave out the index
  public List<Share> byLayer() {
    List<Share> shares = by(Explanation::layer);
    shares.sort(Comparator.comparingInt(share -> number(share.name())));
    return List.copyOf(shares);
  }

  /// By codec, the most expensive first: `copy` for what did not change, `fields` for coded
  /// tensors, `bytes` for the rest.
  ///
  /// @return the shares; they leave out the index
  public List<Share> byCodec() {
    List<Share> shares = by(DiffReport.Cost::codec);
    shares.sort(Comparator.comparingLong(Share::coded).reversed());
    return List.copyOf(shares);
  }

  private List<Share> by(Function<DiffReport.Cost, String> key) {
    Map<String, Share> sums = new LinkedHashMap<>();
    for (DiffReport.Cost cost : tensors) {
      Share one =
          new Share(key.apply(cost), cost.type().isEmpty() ? 0 : 1, cost.bytes(), cost.coded());
      sums.merge(one.name(), one, Share::plus);
    }
    return new ArrayList<>(sums.values());
  }

  private String type(DiffReport.Cost cost) {
    String base = cost.baseType();
    if (cost.type().isEmpty()) {
      return hasNames() ? REST : UNKNOWN;
    }
    return base == null || base.equals(cost.type()) ? cost.type() : base + " to " + cost.type();
  }

  private static String layer(DiffReport.Cost cost) {
    Matcher layer = LAYER.matcher(cost.name());
    if (layer.find()) {
      return "layer " + Integer.parseInt(layer.group(1));
    }
    return cost.name().isEmpty() ? REST : cost.name();
  }

  /// Layers by their number, before everything else.
  private static int number(String name) {
    return name.matches("layer \\d+") ? Integer.parseInt(name.substring(6)) : Integer.MAX_VALUE;
  }

  /// As `Explanation[12.1 MB for 253 MB, 236 tensors]`.
  @Override
  public String toString() {
    long named = tensors.stream().filter(cost -> !cost.type().isEmpty()).count();
    return "Explanation["
        + Display.bytes(deltaBytes)
        + " for "
        + Display.bytes(resultBytes)
        + ", "
        + named
        + " tensors]";
  }
}
