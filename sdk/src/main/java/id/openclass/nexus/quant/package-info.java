/// Quantizes weights into ggml's block formats and back. In go rows of 32-bit floats, out come the
/// bytes that ggml's own reference quantizers (`quantize_row_*_ref` in `ggml-quants.c`, without an
/// importance matrix) write for them: every single bit, on every machine, because all arithmetic is
/// in single precision, in the same order and never fused. Open [Quantizer] first.
@NullMarked
package id.openclass.nexus.quant;

import org.jspecify.annotations.NullMarked;
