// Runs transcripts: java .ci/Transcripts.java .ci/transcripts/*.txt
//
// Each file runs in its own empty folder, with `nexus` on the PATH. A paragraph is
//   $ a line for sh
//   what it prints on standard output
//   ! what it prints on standard error
//   exit 3        (left out for 0)
// where `...` stands for any text within a line, and a line of only `...` for any lines. A last
// line `files a b` names all that is left in the folder. Lines that start with # are comments.

import module java.base;

void main(String... files) throws Exception {
  int failures = 0;
  for (String file : files) {
    failures += run(Path.of(file).toAbsolutePath());
  }
  System.out.println(files.length + " transcripts, " + failures + " differences");
  System.exit(failures == 0 ? 0 : 1);
}

int run(Path file) throws Exception {
  Path folder = Files.createTempDirectory("transcript");
  Path root = file.getParent().getParent().getParent();
  int failures = 0;
  List<String> lines = new ArrayList<>(Files.readAllLines(file));
  lines.removeIf(line -> line.startsWith("#"));
  for (int at = 0; at < lines.size(); ) {
    String line = lines.get(at++);
    List<String> out = new ArrayList<>();
    List<String> err = new ArrayList<>();
    int exit = 0;
    if (line.startsWith("$ ")) {
      while (at < lines.size() && !lines.get(at).isEmpty() && !lines.get(at).startsWith("$ ")) {
        String next = lines.get(at++);
        if (next.startsWith("! ")) err.add(next.substring(2));
        else if (next.matches("exit \\d+")) exit = Integer.parseInt(next.substring(5));
        else out.add(next);
      }
      failures += step(file, root, folder, line.substring(2), out, err, exit);
    } else if (line.startsWith("files")) {
      try (var left = Files.list(folder)) {
        String names = left.map(p -> p.getFileName().toString()).sorted().collect(Collectors.joining(" "));
        failures += differ(file, line, "files left", line.substring(5).strip(), names);
      }
    } else if (!line.isEmpty()) {
      throw new IllegalArgumentException(file + ": not part of a paragraph: " + line);
    }
  }
  try (var all = Files.walk(folder)) {
    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
  }
  return failures;
}

int step(Path file, Path root, Path folder, String command, List<String> out, List<String> err, int exit)
    throws Exception {
  Path captured = Files.createTempDirectory("captured");
  ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
  shell.environment().merge("PATH", root + File.pathSeparator, (path, us) -> us + path);
  shell.redirectInput(new File("/dev/null"));
  shell.redirectOutput(captured.resolve("out").toFile()).redirectError(captured.resolve("err").toFile());
  int code = shell.start().waitFor();
  int failures = differ(file, command, "exit code", "" + exit, "" + code);
  failures += differ(file, command, "standard output", String.join("\n", out), text(captured.resolve("out")));
  failures += differ(file, command, "standard error", String.join("\n", err), text(captured.resolve("err")));
  Files.delete(captured.resolve("out"));
  Files.delete(captured.resolve("err"));
  Files.delete(captured);
  return failures;
}

String text(Path file) throws IOException {
  return Files.readString(file).stripTrailing();
}

int differ(Path file, String command, String what, String expected, String actual) {
  String pattern =
      Arrays.stream(expected.split("\n", -1))
          .map(line -> line.equals("...") ? "[\\s\\S]*?" : line(line))
          .collect(Collectors.joining("\n"));
  if (actual.matches(pattern)) return 0;
  System.out.printf("%s: $ %s%n  %s, expected:%n%s%n  but was:%n%s%n",
      file.getFileName(), command, what, expected.indent(4), actual.indent(4));
  return 1;
}

String line(String line) {
  return Arrays.stream(line.split("\\Q...\\E", -1)).map(Pattern::quote).collect(Collectors.joining("[^\n]*"));
}
