package id.openclass.nexus.weights;

import com.google.protobuf.CodedInputStream;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The protobuf fields of an ONNX file, with its name for errors.
///
/// @param fields where reading is
/// @param file what errors call the file
record OnnxInput(CodedInputStream fields, String file) {
  private static final int MAX_NAME_BYTES = 1024;

  /// Begins a nested message.
  ///
  /// @return what [#leave] needs
  int enter() throws IOException {
    return fields.pushLimit(fields.readRawVarint32());
  }

  /// Ends a nested message. Protobuf takes the end of the stream for the end of the message, so a
  /// file that is cut between two fields is noticed only here.
  void leave(int outer) {
    int missing = fields.getBytesUntilLimit();
    if (missing > 0) {
      throw malformed("is cut short: " + Display.grouped(missing) + " bytes are missing");
    }
    fields.popLimit(outer);
  }

  /// A name, of at most 1,024 bytes.
  String name() throws IOException {
    int length = fields.readRawVarint32();
    if (length < 0 || length > MAX_NAME_BYTES) {
      throw malformed("has a name of " + Integer.toUnsignedString(length) + " bytes");
    }
    return new String(fields.readRawBytes(length), StandardCharsets.UTF_8);
  }

  /// The error that something in the file is not as it must be.
  ///
  /// @param what goes on after "this ONNX file"
  NexusException malformed(String what) {
    return NexusException.malformed(
        "this ONNX file " + what, file, fields.getTotalBytesRead(), "fetch or export it again");
  }
}
