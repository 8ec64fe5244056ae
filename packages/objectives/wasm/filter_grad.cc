#include "convolution.h"
#include "sparse.h"
#include "tile.h"

/// Sums over all pixels of an output, one tile of the filter after the other.
static void AddDense(const Convolution& c, const float* image, const float* dy, float* dfilter,
                     float* panels) {
  const int pixels = c.out_height * c.out_width;
  const int row = FilterRow(c);
  const int image_row = PaddedWidth(c) * c.in;
  const int step = c.stride_x * c.in;
  for (int j = 0; j < c.out; j += kColumns) {
    PackPanel(dy, c.out, 1, pixels, c.out, j, panels + j * pixels);
  }
  for (int ky = 0; ky < c.filter_height; ky++) {
    for (int t = 0; t < row; t += kRows) {
      const int height = row - t < kRows ? row - t : kRows;
      const int last = height - 1;
      for (int j = 0; j < c.out; j += kColumns) {
        Tile tile = ZeroTile();
        for (int oy = 0; oy < c.out_height; oy++) {
          const float* from = image + (oy * c.stride_y + ky) * image_row + t;
          const float* panel = panels + j * pixels + oy * c.out_width * kColumns;
          if (height == kRows) {
            AccumulateAdjacent(&tile, from, step, panel, c.out_width);
          } else {
            const float* rows[kRows];
            for (int i = 0; i < kRows; i++) rows[i] = from + (i < last ? i : last);
            Accumulate(&tile, rows, step, panel, c.out_width);
          }
        }
        const int width = c.out - j < kColumns ? c.out - j : kColumns;
        for (int i = 0; i < height; i++) {
          AddRow(tile, i, dfilter + (ky * row + t + i) * c.out + j, width);
        }
      }
    }
  }
}

/// Sums over the pixels whose gradient is not zero, one channel after the other; `transposed` is
/// [out][filter_height][filter_width * in], so that sums are contiguous.
static void AddSparse(const Convolution& c, const float* image, const float* dy, float* transposed,
                      Entry* entries, int* counts) {
  const int pixels = c.out_height * c.out_width;
  const int row = FilterRow(c);
  const int image_row = PaddedWidth(c) * c.in;
  for (int channel = 0; channel < c.out; channel++) counts[channel] = 0;
  for (int oy = 0; oy < c.out_height; oy++) {
    for (int ox = 0; ox < c.out_width; ox++) {
      const int offset = oy * c.stride_y * image_row + ox * c.stride_x * c.in;
      const float* values = dy + (oy * c.out_width + ox) * c.out;
      for (int channel = 0; channel < c.out; channel++) {
        // Always written, and counted only if it is not zero: no branch is mispredicted.
        const int place = counts[channel];
        entries[channel * (pixels + 1) + place] = {offset, values[channel]};
        counts[channel] = place + (values[channel] != 0);
      }
    }
  }
  for (int ky = 0; ky < c.filter_height; ky++) {
    for (int channel = 0; channel < c.out; channel++) {
      AddRuns(entries + channel * (pixels + 1), counts[channel], image + ky * image_row, row,
              transposed + (channel * c.filter_height + ky) * row);
    }
  }
}

extern "C" {

/// Scratch of `conv2d_filter_grad`, in floats.
int conv2d_filter_grad_scratch(const Convolution* c) {
  const int pixels = c->out_height * c->out_width;
  const int dense = pixels * RoundUp(c->out, kColumns);
  const int sparse = c->out * (c->filter_height * FilterRow(*c) + 2 * (pixels + 1) + 1);
  return PaddedSize(*c) + (dense > sparse ? dense : sparse);
}

/// The gradient by the filter, from the images and the gradient by the output.
void conv2d_filter_grad(const Convolution* convolution, const float* x, const float* dy,
                        float* dfilter, float* scratch) {
  const Convolution c = *convolution;
  const int terms = c.filter_height * FilterRow(c);
  const int pixels = c.out_height * c.out_width;
  const bool sparse =
      FilterRow(c) >= kRunVectors * kWidth &&
      CountNonzero(dy, c.batch * OutputSize(c)) < kSparseShare * c.batch * OutputSize(c);
  float* room = scratch;
  float* work = scratch + PaddedSize(c);
  float* transposed = work;
  Entry* entries = reinterpret_cast<Entry*>(work + c.out * terms);
  int* counts = reinterpret_cast<int*>(entries + c.out * (pixels + 1));
  __builtin_memset(sparse ? transposed : dfilter, 0, sizeof(float) * terms * c.out);
  for (int b = 0; b < c.batch; b++) {
    const float* image = PadImage(c, x + b * ImageSize(c), room);
    const float* gradient = dy + b * OutputSize(c);
    if (sparse) {
      AddSparse(c, image, gradient, transposed, entries, counts);
    } else {
      AddDense(c, image, gradient, dfilter, work);
    }
  }
  if (!sparse) return;
  for (int term = 0; term < terms; term++) {
    for (int channel = 0; channel < c.out; channel++) {
      dfilter[term * c.out + channel] = transposed[channel * terms + term];
    }
  }
}
}
