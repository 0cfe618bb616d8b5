package id.openclass.nexus.delta;

class WholeEngineTest extends EngineContract {
  @Override
  DeltaEngine engine() {
    return DeltaEngine.WHOLE;
  }
}
