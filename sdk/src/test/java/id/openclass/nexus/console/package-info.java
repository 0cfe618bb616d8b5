/// Tests of the console.
@NullMarked
package id.openclass.nexus.console;

import org.jspecify.annotations.NullMarked;
