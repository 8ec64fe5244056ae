#include "convolution.h"
#include "sparse.h"
#include "tile.h"

/// Adds the gradients of four output pixels to their input pixels, one tile after the other.
/// `panels` is the transposed filter: for each of its rows, panels [out][8] over filter_width * in.
static void AddDense(const Convolution& c, const float* dy, const float* panels, float* dx) {
  const int row = FilterRow(c);
  const int image_row = PaddedWidth(c) * c.in;
  const int step = c.stride_x * c.in;
  const int panel_row = RoundUp(row, kColumns) * c.out;
  for (int oy = 0; oy < c.out_height; oy++) {
    for (int ky = 0; ky < c.filter_height; ky++) {
      float* base = dx + (oy * c.stride_y + ky) * image_row;
      for (int t = 0; t < row; t += kColumns) {
        const int width = row - t < kColumns ? row - t : kColumns;
        for (int ox = 0; ox < c.out_width; ox += kRows) {
          const int pixels = c.out_width - ox < kRows ? c.out_width - ox : kRows;
          const int last = pixels - 1;
          const float* from = dy + (oy * c.out_width + ox) * c.out;
          const float* rows[kRows];
          for (int i = 0; i < kRows; i++) rows[i] = from + (i < last ? i : last) * c.out;
          Tile tile = ZeroTile();
          Accumulate(&tile, rows, 1, panels + ky * panel_row + t * c.out, c.out);
          for (int i = 0; i < pixels; i++) AddRow(tile, i, base + (ox + i) * step + t, width);
        }
      }
    }
  }
}

/// The same for the channels whose gradient is not zero; `transposed` is
/// [filter_height][out][filter_width * in].
static void AddSparse(const Convolution& c, const float* dy, const float* transposed, float* dx,
                      Entry* entries) {
  const int row = FilterRow(c);
  const int image_row = PaddedWidth(c) * c.in;
  for (int oy = 0; oy < c.out_height; oy++) {
    for (int ox = 0; ox < c.out_width; ox++) {
      const float* values = dy + (oy * c.out_width + ox) * c.out;
      int count = 0;
      for (int channel = 0; channel < c.out; channel++) {
        entries[count] = {channel * row, values[channel]};
        count += values[channel] != 0;
      }
      float* to = dx + oy * c.stride_y * image_row + ox * c.stride_x * c.in;
      for (int ky = 0; ky < c.filter_height; ky++) {
        AddRuns(entries, count, transposed + ky * c.out * row, row, to + ky * image_row);
      }
    }
  }
}

extern "C" {

/// Scratch of `conv2d_input_grad`, in floats.
int conv2d_input_grad_scratch(const Convolution* c) {
  const int filter = c->filter_height * RoundUp(FilterRow(*c), kColumns) * c->out;
  return PaddedSize(*c) + filter + 2 * (c->out + 1);
}

/// The gradient by the images, from the filter and the gradient by the output.
void conv2d_input_grad(const Convolution* convolution, const float* filter, const float* dy,
                       float* dx, float* scratch) {
  const Convolution c = *convolution;
  const int row = FilterRow(c);
  const int image_row = PaddedWidth(c) * c.in;
  const bool sparse = row >= kRunVectors * kWidth && CountNonzero(dy, c.batch * OutputSize(c)) <
                                                         kSparseShare * c.batch * OutputSize(c);
  float* room = scratch;
  float* turned = scratch + PaddedSize(c);
  Entry* entries =
      reinterpret_cast<Entry*>(turned + c.filter_height * RoundUp(row, kColumns) * c.out);
  for (int ky = 0; ky < c.filter_height; ky++) {
    const float* from = filter + ky * row * c.out;
    if (sparse) {
      float* to = turned + ky * c.out * row;
      for (int channel = 0; channel < c.out; channel++) {
        for (int t = 0; t < row; t++) to[channel * row + t] = from[t * c.out + channel];
      }
    } else {
      float* to = turned + ky * c.out * RoundUp(row, kColumns);
      for (int t = 0; t < row; t += kColumns) {
        PackPanel(from, 1, c.out, c.out, row, t, to + t * c.out);
      }
    }
  }
  const bool padded = IsPadded(c);
  if (!padded) __builtin_memset(dx, 0, sizeof(float) * c.batch * ImageSize(c));
  for (int b = 0; b < c.batch; b++) {
    float* image = dx + b * ImageSize(c);
    if (padded) __builtin_memset(room, 0, sizeof(float) * PaddedSize(c));
    float* to = padded ? room : image;
    const float* gradient = dy + b * OutputSize(c);
    if (sparse) {
      AddSparse(c, gradient, turned, to, entries);
    } else {
      AddDense(c, gradient, turned, to);
    }
    if (!padded) continue;
    // Gradients of the padding are dropped.
    for (int y = 0; y < c.height; y++) {
      __builtin_memcpy(image + y * c.width * c.in, room + (y + c.top) * image_row + c.left * c.in,
                       sizeof(float) * c.width * c.in);
    }
  }
}
}
