package id.openclass.nexus.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How long a role's metadata holds: `docs/trust.md` section 1.
public enum Lifetime {
  /// Signed by people, rarely.
  ROOT(730, 730),
  /// Signed by people, when a model is added.
  TARGETS(365, 365),
  /// The roles that publishing signs: a model's own, and the snapshot.
  ONLINE(90, 90),
  /// As those; but older than two weeks, it should have been signed anew.
  TIMESTAMP(90, 14);

  private final Duration expires;
  private final Duration stale;

  Lifetime(int expiresDays, int staleDays) {
    this.expires = Duration.ofDays(expiresDays);
    this.stale = Duration.ofDays(staleDays);
  }

  /// The dates of metadata that is signed now.
  ///
  /// @param now the time, of which whole seconds count
  /// @return its dates
  public Validity from(Instant now) {
    Instant signed = now.truncatedTo(ChronoUnit.SECONDS);
    boolean hasStale = stale.compareTo(expires) < 0;
    return new Validity(signed, signed.plus(expires), hasStale ? signed.plus(stale) : null);
  }
}
