/// Ships LLM model files to places with poor networks: reads models, packages them, verifies and
/// inspects packages. Start at [id.openclass.nexus.Nexus].
module id.openclass.nexus {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.annotation;
  requires com.networknt.schema;
  requires org.apache.commons.compress;
  requires tools.jackson.databind;
  requires static info.picocli;
  requires static me.tongfei.progressbar;

  exports id.openclass.nexus;
  exports id.openclass.nexus.archive;
  exports id.openclass.nexus.console;
  exports id.openclass.nexus.core;
  exports id.openclass.nexus.model;
  exports id.openclass.nexus.pack;

  opens id.openclass.nexus.console to
      info.picocli;
}
