package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;

/// Which content an object has: an ETag, a date, a digest; opaque to all but the store that made
/// it. Two that are equal mean the same content.
///
/// @param tag the store's text
public record ObjectVersion(String tag) {
  /// That there is no object.
  public static final ObjectVersion NONE = new ObjectVersion("");

  /// Whatever is there, if anything: for the only publisher of a store that honours no conditions.
  public static final ObjectVersion ANY = new ObjectVersion("*");

  /// As `ObjectVersion["9b2cf535f27731c974343645a3985328"]`.
  @Override
  public String toString() {
    return "ObjectVersion[" + Display.escape(tag, 80) + "]";
  }
}
