///usr/bin/env jbang "$0" "$@" ; exit $?
// Packages a model file; the commands about files on this machine live here too.
//
//   jbang package@openclass model.gguf
//   ./nexus package model.gguf
//
//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//SOURCES ${nexus.sources:package.java}
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//MAIN PackageCommand
//DESCRIPTION Packages a model file

import module java.base;

import id.openclass.nexus.console.Answer;
import id.openclass.nexus.console.CommandLines;
import id.openclass.nexus.console.ExitCode;
import id.openclass.nexus.console.NexusCommand;
import id.openclass.nexus.console.ShellWord;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "package", description = "Packages a model file.")
final class PackageCommand extends NexusCommand {
  @Parameters(paramLabel = "MODEL", description = "the model file")
  private Path model;

  public static void main(String... arguments) {
    CommandLines.main(new PackageCommand(), arguments);
  }

  @Override
  protected Answer answer() {
    throw NexusException.refused("this build cannot package yet", model.toString(), null);
  }
}

@Command(
    name = "checksum",
    description = "Prints the SHA-256 and MD5 of a file, or compares its SHA-256 with an expected one.",
    footer = {
      "Examples:",
      "  nexus checksum model.gguf",
      "  nexus checksum model.gguf --expect 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "JSON: file, size_bytes, sha256, md5, and expected and matches with --expect."
    })
final class ChecksumCommand extends NexusCommand {
  private static final int BUFFER_BYTES = 1 << 20;

  @Parameters(paramLabel = "FILE", description = "any file")
  private Path file;

  @Option(names = "--expect", paramLabel = "HEX", description = "the SHA-256 it should have")
  private Digest expected;

  @Override
  protected Answer answer() {
    MessageDigest sha256 = Digest.sha256();
    MessageDigest md5 = Digest.md5();
    long size = read(sha256, md5);
    Digest digest = Digest.finish(sha256);
    String md5Hex = HexFormat.of().formatHex(md5.digest());
    Answer answer =
        Answer.empty()
            .with("file", file)
            .with("size_bytes", size)
            .with("sha256", digest)
            .with("md5", md5Hex);
    return expected == null ? listed(answer, digest, md5Hex) : compared(answer, digest);
  }

  private Answer listed(Answer answer, Digest digest, String md5Hex) {
    return answer
        .line("sha256  " + digest)
        .line("md5     " + md5Hex)
        .next("nexus checksum " + ShellWord.quote(file) + " --expect " + digest);
  }

  private Answer compared(Answer answer, Digest digest) {
    boolean matches = digest.equals(expected);
    Answer compared = answer.with("expected", expected).with("matches", matches);
    if (matches) {
      return compared.line(Display.escape(file.toString()) + ": as expected");
    }
    console()
        .report(
            NexusException.digestMismatch(
                "the SHA-256 is " + digest + ", not " + expected,
                Display.escape(file.toString()),
                "the file is another one or was damaged on its way; fetch it again"));
    return compared.exit(ExitCode.CONTENT);
  }

  private long read(MessageDigest... digests) {
    long done = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Progress.Task task = console().progress().begin("reading " + Display.escape(String.valueOf(file.getFileName())), channel.size())) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      for (int n; (n = channel.read(buffer.clear())) >= 0; done += n) {
        for (MessageDigest digest : digests) {
          digest.update(buffer.flip());
        }
        task.advance(n);
      }
      return done;
    } catch (IOException e) {
      throw NexusException.io("read", file, e);
    }
  }
}
