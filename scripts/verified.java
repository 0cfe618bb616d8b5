// What verifying found, as an answer. Part of package.java and delta.java.
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandConsole;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.ShellWord;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.delta.DeltaMetadata;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.delta.UpdateReport;

/// The answers of `verify` and `delta verify`.
final class Verified {
  private Verified() {}

  /// What verifying an update found.
  ///
  /// @param base what to make its result from, null for none
  static Answer update(Path path, Path base, CommandConsole console) {
    DeltaUpdate update = DeltaUpdate.open(path);
    UpdateReport report =
        base == null
            ? update.verify(console.progress())
            : update.verify(base, console.progress());
    DeltaMetadata m = report.metadata();
    Answer answer =
        Answer.empty()
            .with("update", path)
            .with("valid", report.valid())
            .with("errors", report.errors())
            .with("warnings", report.warnings())
            .with("metadata", m.asMap())
            .with("files", report.files());
    report.warnings().forEach(warning -> console.warn(warning, null));
    return report.valid()
        ? answer
            .line(
                Display.escape(path.toString())
                    + (base == null ? ": intact" : ": intact, and makes the right result")
                    + ", signature not checked")
            .line(
                Display.escape(m.packageName() + " " + m.fromVersion() + " to " + m.toVersion())
                    + ", makes model "
                    + m.to())
            .next(
                "nexus delta apply "
                    + (base == null ? "MODEL" : ShellWord.quote(base))
                    + " "
                    + ShellWord.quote(path))
        : damaged(answer, report.errors(), "update", path, console);
  }

  /// Each fault, and how many there are.
  static Answer damaged(
      Answer answer, List<String> errors, String what, Path path, CommandConsole console) {
    console.report(
        NexusException.digestMismatch(
            "the "
                + what
                + " is not what it says it is: "
                + errors.size()
                + (errors.size() == 1 ? " fault" : " faults"),
            Display.escape(path.toString()),
            "get it again, then run: nexus verify " + ShellWord.quote(path)));
    return answer.lines(errors).exit(ExitCode.CONTENT);
  }
}
