/// What everything that is typed shares, and the only package that prints, exits or reads the
/// environment. A [NexusCommand] goes in; its [Answer] comes out on standard output (as text or as
/// JSON), everything else on standard error, and an [ExitCode]. Open [NexusCommand] first.
///
/// picocli and progressbar are optional dependencies of the jar: only programs that use this
/// package need them.
@NullMarked
package id.openclass.nexus.console;

import org.jspecify.annotations.NullMarked;
