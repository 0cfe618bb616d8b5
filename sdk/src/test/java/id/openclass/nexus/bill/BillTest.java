package id.openclass.nexus.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.SemanticVersion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BillTest {
  private static final long PACKAGE = 4_900_000_000L;
  private static final UpdateSize NEWEST = from("1.0.0", 236_000_000);

  private static UpdateSize from(String version, long bytes) {
    return new UpdateSize(SemanticVersion.parse(version), bytes);
  }

  private static Bill bill(Fleet fleet, UpdateSize... updates) {
    return Bill.sending(7, 5_136_000_000L, 3)
        .forVersion(PACKAGE, Arrays.asList(updates))
        .forSites(fleet);
  }

  @Test
  void saysWhatAnUpdateSparesFiveHundredSchools() {
    assertThat(bill(Fleet.of(500).withPricePerGb("0.085"), NEWEST).lines())
        .containsExactly(
            "sends 7 objects, 5.14 GB; invalidates 3 paths",
            "package 4.90 GB; update from 1.0.0: 236 MB, 4.8 % of it",
            "500 sites: 118 GB instead of 2.45 TB; per school 16 min at 2 Mbit/s instead of 5.4 h",
            "at 0.085 per GB: 10.03 instead of 208.25");
  }

  @Test
  void withoutUpdatesNothingIsSpared() {
    assertThat(bill(Fleet.of(500).withPricePerGb("0.085")).lines())
        .containsExactly(
            "sends 7 objects, 5.14 GB; invalidates 3 paths",
            "package 4.90 GB",
            "500 sites: 2.45 TB; per school 5.4 h at 2 Mbit/s",
            "at 0.085 per GB: 208.25");
  }

  @Test
  void aLargerUpdateThanThePackageIsNotTaken() {
    assertThat(bill(Fleet.of(500), from("1.0.0", PACKAGE + 1)).lines())
        .contains("500 sites: 2.45 TB; per school 5.4 h at 2 Mbit/s");
  }

  @Test
  void theHeadlineIsAboutTheNewestBaseAndOthersFollow() {
    Fleet slow = Fleet.of(1).withLine("0.5");
    assertThat(
            bill(slow, from("1.9.0", 400), from("1.10.0-rc.1", 300), from("1.10.0", 200)).lines())
        .containsExactly(
            "sends 7 objects, 5.14 GB; invalidates 3 paths",
            "package 4.90 GB; update from 1.10.0: 200 B, 0.0 % of it; update from 1.10.0-rc.1:"
                + " 300 B, 0.0 % of it; update from 1.9.0: 400 B, 0.0 % of it",
            "1 site: 200 B instead of 4.90 GB; per school < 0.1 s at 0.5 Mbit/s instead of 21.8 h",
            "1 site on 1.10.0-rc.1: 300 B instead of 4.90 GB; per school < 0.1 s at"
                + " 0.5 Mbit/s instead of 21.8 h",
            "1 site on 1.9.0: 400 B instead of 4.90 GB; per school < 0.1 s at 0.5 Mbit/s"
                + " instead of 21.8 h");
  }

  @Test
  void withoutSitesItSaysWhatIsSent() {
    assertThat(Bill.sending(1, 999, 0).lines()).containsExactly("sends 1 object, 999 B");
    assertThat(Bill.sending(0, 0, 0).forSites(Fleet.of(5)).lines())
        .containsExactly("sends 0 objects, 0 B");
  }

  @Test
  void moneyThatIsTooLittleToCountIsNotCalledNothing() {
    Fleet cheap = Fleet.of(1).withPricePerGb("0.001");
    assertThat(bill(cheap, from("1.0.0", 1)).lines())
        .last()
        .isEqualTo("at 0.001 per GB: < 0.01 instead of < 0.01");
    assertThat(bill(Fleet.of(1).withPricePerGb("0"), from("1.0.0", 1)).lines())
        .last()
        .isEqualTo("at 0 per GB: 0.00 instead of 0.00");
  }

  @Test
  void programsGetTheSame() {
    Map<String, Object> fields = bill(Fleet.of(500).withPricePerGb("0.085"), NEWEST).fields();
    assertThat(fields.keySet())
        .containsExactly(
            "objects",
            "sent_bytes",
            "invalidations",
            "package_bytes",
            "updates",
            "sites",
            "line_bits_per_second",
            "whole",
            "by_update",
            "price_per_gb");
    assertThat(fields)
        .containsEntry(
            "whole",
            Map.of(
                "total_bytes",
                2_450_000_000_000L,
                "site_seconds",
                19600.0,
                "cost",
                new BigDecimal("208.25")))
        .containsEntry(
            "by_update",
            List.of(
                Map.of(
                    "from",
                    "1.0.0",
                    "total_bytes",
                    118_000_000_000L,
                    "site_seconds",
                    944.0,
                    "cost",
                    new BigDecimal("10.03"))))
        .containsEntry("updates", List.of(Map.of("from", "1.0.0", "bytes", 236_000_000L)));
    assertThat(Bill.sending(1, 2, 3).fields()).containsEntry("package_bytes", null).hasSize(5);
  }

  @Test
  void sumsAndMoneyAreExactAtEverySize() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 2000; i++) {
      long bytes = random.nextLong(1, 9_000_000_000_001L);
      int sites = random.nextInt(1, 1_000_001);
      BigDecimal price = BigDecimal.valueOf(random.nextLong(1_000_000), 5);
      Download download = new Download(new Fleet(sites, Fleet.of(1).line(), price), bytes);
      BigInteger exact = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(sites));
      assertThat(BigInteger.valueOf(download.totalBytes())).isEqualTo(exact);
      BigDecimal off =
          new BigDecimal(exact)
              .multiply(price)
              .divide(BigDecimal.valueOf(1_000_000_000))
              .subtract(download.cost(price));
      assertThat(off.abs()).isLessThanOrEqualTo(new BigDecimal("0.005"));
    }
  }

  @Test
  void refusesNumbersThatMeanNothing() {
    assertThatThrownBy(() -> Fleet.of(0)).isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> Fleet.of(1_000_001)).isInstanceOf(NexusException.InvalidValue.class);
    for (String bad : List.of("", "-1", "1e9", "0x1", "1.", ".5", "1,5", "NaN", "9".repeat(10))) {
      assertThatThrownBy(() -> Fleet.of(1).withPricePerGb(bad))
          .isInstanceOf(NexusException.InvalidValue.class);
      assertThatThrownBy(() -> Fleet.of(1).withLine(bad))
          .isInstanceOf(NexusException.InvalidValue.class);
    }
    assertThatThrownBy(() -> Fleet.of(1).withLine("0"))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> Bill.sending(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bill.sending(0, 0, 0).forVersion(Long.MAX_VALUE, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> from("1.0.0", -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsItselfInAHundredCharacters() {
    Bill large =
        Bill.sending(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)
            .forVersion(9_000_000_000_000L, List.of(NEWEST));
    assertThat(large.toString()).hasSizeLessThanOrEqualTo(100);
    assertThat(bill(Fleet.of(1_000_000), NEWEST))
        .hasToString("Bill[7 objects, 5.14 GB, 3 invalidations; package 4.90 GB, 1 updates]");
    Fleet fleet = Fleet.of(1_000_000).withLine("0.123456").withPricePerGb("123456789.123456789");
    assertThat(fleet)
        .hasToString("Fleet[1,000,000 sites, 0.123456 Mbit/s, 123456789.123456789 per GB]");
    assertThat(from("1.0.0", 5)).hasToString("UpdateSize[from 1.0.0, 5 B]");
  }
}
