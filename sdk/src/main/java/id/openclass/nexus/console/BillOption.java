package id.openclass.nexus.console;

import id.openclass.nexus.bill.Fleet;
import id.openclass.nexus.core.NexusException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whom a bill is made for: `--sites`, `--line`, `--price-per-gb` (`docs/bill.md`). A picocli
/// mixin.
public final class BillOption {
  @Option(
      names = "--sites",
      paramLabel = "N",
      description = "say what as many schools will download, and how long it takes them")
  private @Nullable Integer sites;

  @Option(
      names = "--line",
      paramLabel = "MBITS",
      description = "the speed of a school's line in Mbit/s, by default 2")
  private @Nullable String line;

  @Option(
      names = "--price-per-gb",
      paramLabel = "P",
      description = "say what those downloads cost, in any currency: 0.085")
  private @Nullable String price;

  /// For picocli.
  public BillOption() {}

  /// The sites that were named.
  ///
  /// @return empty when none were
  /// @throws NexusException.InvalidValue when a value is out of bounds, or sites are missing
  public Optional<Fleet> fleet() {
    if (sites == null) {
      if (line != null || price != null) {
        throw NexusException.invalidValue(
            "--line and --price-per-gb are about sites", "add --sites N");
      }
      return Optional.empty();
    }
    Fleet fleet = Fleet.of(sites);
    Fleet withLine = line == null ? fleet : fleet.withLine(line);
    return Optional.of(price == null ? withLine : withLine.withPricePerGb(price));
  }
}
