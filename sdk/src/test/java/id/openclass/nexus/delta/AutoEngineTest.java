package id.openclass.nexus.delta;

class AutoEngineTest extends EngineContract {
  @Override
  DeltaEngine engine() {
    return DeltaEngine.AUTO;
  }
}
