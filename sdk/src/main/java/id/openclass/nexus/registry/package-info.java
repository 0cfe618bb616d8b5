/// What a publication tells others: a `RegisteredVersion` becomes a version in a model registry
/// (`MlflowRegistry`), a `PublicationEvent` is posted to an address (`Notification`). Both come
/// after publishing and change nothing of it. Answers of servers are bounded and believed only as
/// far as they fit the question. `docs/registry.md`. Open `MlflowRegistry` first.
@NullMarked
package id.openclass.nexus.registry;

import org.jspecify.annotations.NullMarked;
