package id.openclass.nexus.catalogue;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.pack.SemanticVersion;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A channel of a model: another name for one of its versions, which may change. [#STABLE] comes
/// first, then by name.
///
/// @param name `stable`, `pilot`
/// @param version which version it names
/// @param rolloutPercent how many of the schools are offered it, 0 to 100
/// @param previous what the other schools stay at; null when there are none, or it never named one
/// @param halted whether no school moves to it at present
public record CataloguedChannel(
    String name,
    SemanticVersion version,
    int rolloutPercent,
    @Nullable SemanticVersion previous,
    boolean halted)
    implements Comparable<CataloguedChannel> {

  /// The channel that schools follow unless told otherwise.
  public static final String STABLE = "stable";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Comparator<CataloguedChannel> ORDER =
      Comparator.comparing((CataloguedChannel channel) -> !channel.isStable())
          .thenComparing(CataloguedChannel::name);

  /// Checks name and percentage. Where every school is offered the version, there is no other.
  ///
  /// @throws NexusException.InvalidValue when one is not allowed
  public CataloguedChannel {
    if (!NAME.matcher(name).matches()) {
      throw NexusException.invalidValue(
          "not a channel's name: " + Display.escape(name, 60),
          "use 1 to 32 of a-z, 0-9 and -, for example stable or pilot");
    }
    if (rolloutPercent < 0 || rolloutPercent > 100) {
      throw NexusException.invalidValue(
          "channel " + name + ": no percentage: " + rolloutPercent, "use 0 to 100");
    }
    previous = rolloutPercent == 100 ? null : previous;
  }

  /// A channel that every school is offered.
  ///
  /// @param name `stable`, `pilot`
  /// @param version which version it names
  /// @return the channel
  /// @throws NexusException.InvalidValue when the name or version is not allowed
  public static CataloguedChannel of(String name, String version) {
    return new CataloguedChannel(name, SemanticVersion.parse(version), 100, null, false);
  }

  /// Whether this is the channel that schools follow unless told otherwise.
  ///
  /// @return true for [#STABLE]
  public boolean isStable() {
    return name.equals(STABLE);
  }

  /// Whether some schools follow it to a version.
  boolean leadsTo(SemanticVersion any) {
    return version.equals(any) || any.equals(previous);
  }

  /// What a version is called that this leads to: `stable`, or `stable 10 %` where it is not for
  /// everybody.
  String label(SemanticVersion any) {
    int share = version.equals(any) ? rolloutPercent : 100 - rolloutPercent;
    return share == 100 ? name : name + " " + share + " %";
  }

  @Override
  public int compareTo(CataloguedChannel other) {
    return ORDER.compare(this, other);
  }

  /// As `CataloguedChannel[stable is 1.2.0, 25 %, halted]`.
  @Override
  public String toString() {
    return "CataloguedChannel["
        + name
        + " is "
        + Display.escape(version.toString(), 30)
        + ", "
        + rolloutPercent
        + " %"
        + (halted ? ", halted]" : "]");
  }
}
