package id.openclass.nexus.bill;

import id.openclass.nexus.core.Display;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a publication sends, and what it spares the sites: `docs/bill.md`.
///
/// ```java
/// Bill.sending(7, sentBytes, 3)
///     .forVersion(packageBytes, List.of(new UpdateSize(SemanticVersion.parse("1.0.0"), bytes)))
///     .forSites(Fleet.of(500).withPricePerGb("0.085"))
///     .lines();
/// ```
///
/// @param objects that are written to the store, not negative
/// @param sentBytes of them all, not negative
/// @param invalidations how many paths are forgotten by caches, not negative
/// @param packageBytes of the new version's package, at most 9 TB; 0 when there is none
/// @param updates to the new version, newest base first
/// @param fleet who downloads it, or null
public record Bill(
    long objects,
    long sentBytes,
    long invalidations,
    long packageBytes,
    List<UpdateSize> updates,
    @Nullable Fleet fleet) {
  /// A million sites times this are fewer than 2^63 bytes.
  private static final long MOST_BYTES = 9_000_000_000_000L;

  /// Sorts and checks.
  ///
  /// @throws IllegalArgumentException when a number is negative, or a package beyond its limit
  public Bill {
    if (Math.min(Math.min(objects, sentBytes), Math.min(invalidations, packageBytes)) < 0
        || packageBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          objects + ", " + sentBytes + ", " + invalidations + ", " + packageBytes);
    }
    updates = updates.stream().sorted(Comparator.comparing(UpdateSize::from).reversed()).toList();
  }

  /// What goes into the store.
  ///
  /// @param objects how many, not negative
  /// @param sentBytes of them all, not negative
  /// @param invalidations how many paths, not negative
  /// @return a bill that says nothing of sites
  public static Bill sending(long objects, long sentBytes, long invalidations) {
    return new Bill(objects, sentBytes, invalidations, 0, List.of(), null);
  }

  /// With the version that is published.
  ///
  /// @param bytes size of its package, 1 byte to 9 TB
  /// @param sizes of the updates to it, in any order
  /// @return a copy
  public Bill forVersion(long bytes, List<UpdateSize> sizes) {
    return new Bill(objects, sentBytes, invalidations, bytes, sizes, fleet);
  }

  /// With those who will download the version.
  ///
  /// @param sites how many, their lines, and what a GB costs; null for nobody
  /// @return a copy
  public Bill forSites(@Nullable Fleet sites) {
    return new Bill(objects, sentBytes, invalidations, packageBytes, updates, sites);
  }

  /// The bill for people.
  ///
  /// @return one to a few lines of safe text
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "sends "
            + counted(objects, "object")
            + ", "
            + Display.bytes(sentBytes)
            + (invalidations == 0 ? "" : "; invalidates " + counted(invalidations, "path")));
    if (packageBytes > 0) {
      lines.add(versionLine());
    }
    lines.addAll(siteLines());
    return lines;
  }

  /// Of [#lines], what is said of sites.
  ///
  /// @return no line where there are none, or no package
  public List<String> siteLines() {
    return fleet == null || packageBytes == 0 ? List.of() : siteLines(fleet);
  }

  private static String counted(long count, String thing) {
    return Display.grouped(count) + " " + thing + (count == 1 ? "" : "s");
  }

  private String versionLine() {
    StringBuilder line = new StringBuilder("package " + Display.bytes(packageBytes));
    for (UpdateSize update : updates) {
      double percent = 100.0 * update.bytes() / packageBytes;
      line.append("; update from " + update.from() + ": " + Display.bytes(update.bytes()));
      line.append(String.format(Locale.ROOT, ", %.1f %% of it", percent));
    }
    return line.toString();
  }

  private List<String> siteLines(Fleet sites) {
    List<String> lines = new ArrayList<>();
    Download whole = new Download(sites, packageBytes);
    if (updates.isEmpty()) {
      lines.add(siteLine("", whole, whole));
    }
    for (UpdateSize update : updates) {
      String which = update.equals(updates.getFirst()) ? "" : " on " + update.from();
      lines.add(siteLine(which, best(sites, update), whole));
    }
    if (sites.pricePerGb() != null) {
      Download taken = updates.isEmpty() ? whole : best(sites, updates.getFirst());
      lines.add(
          "at "
              + sites.pricePerGb().toPlainString()
              + " per GB: "
              + taken.costText(sites.pricePerGb())
              + instead(taken, whole, whole.costText(sites.pricePerGb())));
    }
    return lines;
  }

  private static String siteLine(String which, Download taken, Download whole) {
    Fleet fleet = taken.fleet();
    return counted(fleet.sites(), "site")
        + which
        + ": "
        + Display.bytes(taken.totalBytes())
        + instead(taken, whole, Display.bytes(whole.totalBytes()))
        + "; per school "
        + taken.siteTimeText()
        + " at "
        + fleet.line()
        + instead(taken, whole, whole.siteTimeText());
  }

  private static String instead(Download taken, Download whole, String text) {
    return taken.equals(whole) ? "" : " instead of " + text;
  }

  private Download best(Fleet sites, UpdateSize update) {
    return new Download(sites, Math.min(update.bytes(), packageBytes));
  }

  /// The bill for programs.
  ///
  /// @return the object that `docs/bill.md` describes, in order
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("objects", objects);
    fields.put("sent_bytes", sentBytes);
    fields.put("invalidations", invalidations);
    fields.put("package_bytes", packageBytes == 0 ? null : packageBytes);
    fields.put("updates", updates.stream().map(Bill::sizeFields).toList());
    if (fleet != null && packageBytes > 0) {
      putSites(fields, fleet);
    }
    return fields;
  }

  private static Map<String, Object> sizeFields(UpdateSize update) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", update.from().toString());
    fields.put("bytes", update.bytes());
    return fields;
  }

  private void putSites(Map<String, @Nullable Object> fields, Fleet sites) {
    fields.put("sites", sites.sites());
    fields.put("line_bits_per_second", sites.line().bitsPerSecond());
    fields.put("whole", new Download(sites, packageBytes).fields());
    List<Map<String, Object>> byUpdate = new ArrayList<>();
    for (UpdateSize update : updates) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", update.from().toString());
      one.putAll(best(sites, update).fields());
      byUpdate.add(one);
    }
    fields.put("by_update", byUpdate);
    if (sites.pricePerGb() != null) {
      fields.put("price_per_gb", sites.pricePerGb());
    }
  }

  /// As `Bill[7 objects, 5.14 GB, 3 invalidations; package 4.90 GB, 2 updates]`.
  @Override
  public String toString() {
    return "Bill["
        + Display.count(objects)
        + " objects, "
        + Display.bytes(sentBytes)
        + ", "
        + Display.count(invalidations)
        + " invalidations"
        + (packageBytes == 0
            ? ""
            : "; package " + Display.bytes(packageBytes) + ", " + updates.size() + " updates")
        + "]";
  }
}
