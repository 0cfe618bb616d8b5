/// Reads `delta.tensor` and applies it: in come a base file and a delta, out goes the result,
/// whole, chunk by chunk, or only verified. All that a site needs, and nothing of how deltas are
/// made.
@NullMarked
package id.openclass.nexus.patch;

import org.jspecify.annotations.NullMarked;
