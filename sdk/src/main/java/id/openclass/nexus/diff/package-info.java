/// Makes `delta.tensor`: in come two model files, out goes a delta that turns the first into the
/// second. Matches tensors, chooses codecs by measuring, writes segments from all cores.
@NullMarked
package id.openclass.nexus.diff;

import org.jspecify.annotations.NullMarked;
