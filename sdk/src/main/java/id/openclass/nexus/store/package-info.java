/// Where a repository's bytes are: for now what `nexus tuf` needs, metadata and targets over HTTP
/// ([MetadataDownload]) and a client's metadata in a folder ([MetadataFolder]).
@NullMarked
package id.openclass.nexus.store;

import org.jspecify.annotations.NullMarked;
