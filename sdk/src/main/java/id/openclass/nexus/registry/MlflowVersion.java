package id.openclass.nexus.registry;

import java.util.Map;

/// A version that MLflow has.
///
/// @param number by which MLflow knows it: digits
/// @param source as it was registered
/// @param tags all of them
record MlflowVersion(String number, String source, Map<String, String> tags) {}
