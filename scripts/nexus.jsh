//JAVA 25+
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
// What a JShell and the notebooks start with: every public package of the SDK, and a greeting.
import id.openclass.nexus.*;
import id.openclass.nexus.archive.*;
import id.openclass.nexus.core.*;
import id.openclass.nexus.model.*;
import id.openclass.nexus.pack.*;
import id.openclass.nexus.quant.*;
System.out.println("""
    OpenClass Nexus: the SDK is imported. Try:
      Display.bytes(253_000_000)
      Digest.of("hello".getBytes())
      /imports    what is imported        /exit    leave""");
