// The SDK of this checkout as JBang builds it. The aliases in ../jbang-catalog.json put this file
// in the place of the published jar, so that edits to the sources are picked up without an install
// step. A test holds the coordinates to those of ../sdk/pom.xml.
//JAVA 25+
//DEPS org.slf4j:slf4j-api:2.0.20
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS org.jspecify:jspecify:1.0.0
//DEPS org.apache.commons:commons-compress:1.28.0
//DEPS org.apache.commons:commons-lang3:3.18.0
//DEPS commons-codec:commons-codec:1.19.0
//DEPS com.fasterxml.jackson.core:jackson-annotations:2.22
//DEPS com.github.luben:zstd-jni:1.5.7-28
//DEPS io.sigpipe:jbsdiff:1.0
//DEPS tools.jackson.core:jackson-databind:3.2.4
//DEPS com.networknt:json-schema-validator:3.0.9
//DEPS dev.failsafe:failsafe:3.3.2
//DEPS software.amazon.awssdk:s3:2.57.8
//DEPS software.amazon.awssdk:cloudfront:2.57.8
//DEPS software.amazon.awssdk:url-connection-client:2.57.8
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS com.google.protobuf:protobuf-java:4.36.2
//DEPS eu.maveniverse.maven.mima:context:2.4.38
//DEPS eu.maveniverse.maven.mima.runtime:standalone-static:2.4.38
//DEPS org.codehaus.plexus:plexus-utils:3.6.0
//DEPS org.knowm.xchart:xchart:4.0.3
//DEPS de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13
//SOURCES ../sdk/src/main/java/id/**/*.java
//FILES ../sdk/src/main/resources/**
