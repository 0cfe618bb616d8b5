/// A repository: the signed tree of static files from which models and updates are shipped
/// (`docs/repository.md`). Packages, delta updates and keys go in; objects of a
/// [id.openclass.nexus.store.Store] come out, or, read and verified, a package on disk.
@NullMarked
package id.openclass.nexus.repo;

import org.jspecify.annotations.NullMarked;
