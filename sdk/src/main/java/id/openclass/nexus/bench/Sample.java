package id.openclass.nexus.bench;

import java.util.OptionalLong;

/// What one run of a contestant took.
///
/// @param seconds from its start to its end
/// @param cpuSeconds of all its processes, in user and system mode; NaN where this is not measured
/// @param anonBytes the most memory of its own that its processes had at one time (`RssAnon`,
///   looked at every 50 ms): what a computer must really have. Empty where this is not measured
/// @param residentBytes the most that was mapped (`VmHWM`, which counts file pages too), the sum
///   over its processes
/// @param outputBytes size of what it made
public record Sample(
    double seconds,
    double cpuSeconds,
    OptionalLong anonBytes,
    OptionalLong residentBytes,
    long outputBytes) {}
