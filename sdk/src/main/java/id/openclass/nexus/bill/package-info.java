/// What a publication costs: the bytes that are sent to the store, the bytes and the time that
/// sites need for the new version with and without updates, and the money. Sizes come in, text and
/// JSON fields go out; nothing is read or measured. `docs/bill.md`. Open `Bill` first.
@NullMarked
package id.openclass.nexus.bill;

import org.jspecify.annotations.NullMarked;
