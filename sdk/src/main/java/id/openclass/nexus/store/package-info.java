/// Where bytes live: a folder or a web server here, S3 in `aws`. In goes an [ObjectKey]; out comes
/// an [ObjectSource] to read, or, of a [Store.Writable], an object that is written. Keys are
/// opaque: who knows what they mean is above. Trying again, counting, limiting and only pretending
/// are stores around a store ([RetryingStore], [MeteredStore], [RateLimitedStore], [DryRunStore]).
/// [Fetch] brings one object to disk, over lines that break. `docs/stores.md`. Open [Store] first.
/// A TUF client finds its metadata with [MetadataDownload] and keeps it in a [MetadataFolder].
@NullMarked
package id.openclass.nexus.store;

import org.jspecify.annotations.NullMarked;
