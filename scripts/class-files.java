///usr/bin/env jbang "$0" "$@" ; exit $?
// Writes the class files of a library anew in today's format, where they are from before Java 6: the
// AOT cache of ./nexus takes no others. picocli's are: each start loaded and verified them all.
//
//   ./nexus runs it itself, before training.java
//
//JAVA 25+
//MAIN ClassFiles
//DESCRIPTION Writes old class files anew in today's format

import module java.base;

final class ClassFiles {
  /// Java 6: the first format whose classes say what a verifier must know (JVM specification 4.10.1).
  private static final int FIRST_WITH_STACK_MAPS = 50;

  /// Java 8, as libraries are today.
  private static final int WRITTEN = 52;

  private final ClassFile classFile;

  private ClassFiles(ClassLoader library) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(library)
            .orElse(ClassHierarchyResolver.defaultResolver());
    this.classFile =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            // Else methods are copied as they are.
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  /// Takes jar files; replaces those that have old class files.
  public static void main(String... jars) throws IOException {
    for (String jar : jars) {
      rewrite(Path.of(jar));
    }
  }

  private static void rewrite(Path jar) throws IOException {
    Path written = jar.resolveSibling(jar.getFileName() + ".new");
    try (URLClassLoader library = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        JarFile from = new JarFile(jar.toFile());
        JarOutputStream to = new JarOutputStream(Files.newOutputStream(written))) {
      ClassFiles classFiles = new ClassFiles(library);
      for (JarEntry entry : Collections.list(from.entries())) {
        byte[] content = from.getInputStream(entry).readAllBytes();
        to.putNextEntry(new JarEntry(entry.getName()));
        to.write(entry.getName().endsWith(".class") ? classFiles.rewritten(content) : content);
      }
    }
    Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] rewritten(byte[] content) {
    ClassModel old = classFile.parse(content);
    if (old.majorVersion() >= FIRST_WITH_STACK_MAPS) {
      return content;
    }
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(WRITTEN, 0);
          } else {
            builder.with(element);
          }
        };
    byte[] made =
        classFile.transformClass(
            old, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    return classFile.verify(made).isEmpty() ? made : content;
  }
}
