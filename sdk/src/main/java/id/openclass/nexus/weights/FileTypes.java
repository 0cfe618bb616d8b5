package id.openclass.nexus.weights;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.quant.Quantizer;

/// What `general.file_type` says of a file's main tensor type (`llama_ftype` in llama.cpp).
final class FileTypes {
  private FileTypes() {}

  /// @param type a quantizer's name, or `Q4_K_M`
  static int number(String type) {
    return switch (type) {
      case "F32" -> 0;
      case "F16" -> 1;
      case "Q4_0" -> 2;
      case "Q4_1" -> 3;
      case "Q8_0" -> 7;
      case "Q5_0" -> 8;
      case "Q5_1" -> 9;
      case "Q2_K" -> 10;
      case "Q3_K" -> 12;
      case "Q4_K", "Q4_K_M" -> 15;
      case "Q5_K" -> 17;
      case "Q6_K" -> 18;
      case "BF16" -> 32;
      default ->
          throw NexusException.invalidValue(
              "no file type called " + Display.escape(type),
              "there are Q4_K_M and " + java.util.Arrays.toString(Quantizer.values()));
    };
  }
}
