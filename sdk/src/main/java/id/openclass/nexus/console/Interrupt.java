package id.openclass.nexus.console;

import id.openclass.nexus.core.OutputFile;

/// Leaves nothing half-written behind when the process is told to end (Ctrl-C, a closed terminal, a
/// shutdown of the machine). The JVM itself then exits with 128 and the signal's number, 130 for
/// Ctrl-C.
final class Interrupt {
  private final Thread hook;
  private volatile boolean ended;

  private Interrupt(CommandConsole console) {
    hook = new Thread(() -> interrupted(console), "interrupt");
  }

  static Interrupt guard(CommandConsole console) {
    Interrupt interrupt = new Interrupt(console);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /// The command ended by itself.
  void end() {
    ended = true;
  }

  private void interrupted(CommandConsole console) {
    if (!ended) {
      console.silence();
      OutputFile.discardAll();
      console.err().println("nexus: interrupted; the same command can be run again");
    }
  }
}
