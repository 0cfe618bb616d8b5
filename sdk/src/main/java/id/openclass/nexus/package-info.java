/// The SDK for people who type: [Nexus] is one class of static conveniences over everything below
/// it.
@NullMarked
package id.openclass.nexus;

import org.jspecify.annotations.NullMarked;
