/// Ships LLM model files to places with poor networks: reads models, packages them, verifies and
/// inspects packages. Start at [id.openclass.nexus.Nexus].
module id.openclass.nexus {
  requires static transitive org.jspecify;
  requires org.apache.commons.compress;
  requires tools.jackson.databind;
  requires static com.google.protobuf;
  requires static eu.maveniverse.maven.mima.context;
  requires static org.apache.maven.resolver;

  exports id.openclass.nexus.core;
  exports id.openclass.nexus.model;
  exports id.openclass.nexus.quant;
  exports id.openclass.nexus.bench;
}
