/// Benchmarks: this program and others do the same work in turns, as processes whose time and
/// memory are measured ([MeasuredProcess]), and what comes out is compared byte for byte.
/// [PackageBench] packs, [DeltaBench] makes and applies deltas, [UploadKills] kills uploads. What
/// is meant to be reached is said in the classes whose names end in Aims.
@NullMarked
package id.openclass.nexus.bench;

import org.jspecify.annotations.NullMarked;
