//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS ${nexus.sdk:id.openclass:nexus-sdk:1.0.0}
//DEPS me.tongfei:progressbar:0.10.2
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//DEPS com.google.protobuf:protobuf-java:4.36.2
//DEPS eu.maveniverse.maven.mima:context:2.4.38
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.38
//DEPS org.knowm.xchart:xchart:4.0.3
//DEPS de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13
// What a JShell and the notebooks start with: every public package of the SDK, and a greeting.
import id.openclass.nexus.*;
import id.openclass.nexus.archive.*;
import id.openclass.nexus.aws.*;
import id.openclass.nexus.bench.*;
import id.openclass.nexus.bill.*;
import id.openclass.nexus.catalogue.*;
import id.openclass.nexus.core.*;
import id.openclass.nexus.delta.*;
import id.openclass.nexus.diff.*;
import id.openclass.nexus.keys.*;
import id.openclass.nexus.model.*;
import id.openclass.nexus.pack.*;
import id.openclass.nexus.quant.*;
import id.openclass.nexus.registry.*;
import id.openclass.nexus.repo.*;
import id.openclass.nexus.store.*;
import id.openclass.nexus.trust.*;
import id.openclass.nexus.weights.*;
import java.nio.file.Path;
import java.util.List;
System.out.println("""
    OpenClass Nexus: the SDK is imported. Try:
      var models = Nexus.demoModels()      two versions of a real model (50 MB the first time)
      Nexus.inspect(models.newer())        what a model is
      var p = Nexus.pack(models.newer().toString(), "tiny", "1.0.0")
      p.verify()                           is the package intact?
      Nexus.delta(older, newer)            what changed between two packages, as an update
      /imports    what is imported         /exit    leave""");
