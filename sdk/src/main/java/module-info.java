/// Ships LLM model files to places with poor networks: reads models, packages them, verifies and
/// inspects packages, signs them and proves who did. Start at [id.openclass.nexus.Nexus].
module id.openclass.nexus {
  requires com.fasterxml.jackson.annotation;
  requires com.github.luben.zstd_jni;
  requires com.networknt.schema;
  requires dev.failsafe.core;
  requires java.net.http;
  requires jbsdiff;
  requires org.apache.commons.compress;
  requires tools.jackson.databind;
  requires static com.google.protobuf;
  requires static transitive java.desktop;
  requires static eu.maveniverse.maven.mima.context;
  requires static info.picocli;
  requires static me.tongfei.progressbar;
  requires static org.apache.maven.resolver;
  requires static software.amazon.awssdk.auth;
  requires static software.amazon.awssdk.awscore;
  requires static software.amazon.awssdk.core;
  requires static software.amazon.awssdk.http;
  requires static software.amazon.awssdk.http.auth.aws;
  requires static software.amazon.awssdk.http.auth.spi;
  requires static software.amazon.awssdk.http.urlconnection;
  requires static software.amazon.awssdk.identity.spi;
  requires static software.amazon.awssdk.regions;
  requires static software.amazon.awssdk.retries;
  requires static software.amazon.awssdk.services.cloudfront;
  requires static software.amazon.awssdk.services.s3;
  requires static software.amazon.awssdk.utils;
  requires static xchart;
  requires static transitive org.jspecify;

  exports id.openclass.nexus.archive;
  exports id.openclass.nexus.aws;
  exports id.openclass.nexus.bench;
  exports id.openclass.nexus.bill;
  exports id.openclass.nexus.catalogue;
  exports id.openclass.nexus.console;
  exports id.openclass.nexus.core;
  exports id.openclass.nexus.delta;
  exports id.openclass.nexus.diff;
  exports id.openclass.nexus.keys;
  exports id.openclass.nexus.model;
  exports id.openclass.nexus.pack;
  exports id.openclass.nexus.patch;
  exports id.openclass.nexus.quant;
  exports id.openclass.nexus.registry;
  exports id.openclass.nexus.repo;
  exports id.openclass.nexus.store;
  exports id.openclass.nexus.trust;
  exports id.openclass.nexus.weights;
  exports id.openclass.nexus;

  opens id.openclass.nexus.console to
      info.picocli;
}
