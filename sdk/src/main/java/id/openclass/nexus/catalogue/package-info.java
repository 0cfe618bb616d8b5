/// What a repository has, for people and for programs (`docs/catalogue.md`). Models, versions,
/// channels and updates go in as small records; `catalogue.json` and a page in English and one in
/// Indonesian come out. Nothing here reads or writes a store. Open [Catalogue] first.
@NullMarked
package id.openclass.nexus.catalogue;

import org.jspecify.annotations.NullMarked;
