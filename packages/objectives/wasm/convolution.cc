#include "convolution.h"

#include "tile.h"

const float* PadImage(const Convolution& c, const float* image, float* room) {
  if (!IsPadded(c)) return image;
  const int row = PaddedWidth(c) * c.in;
  __builtin_memset(room, 0, sizeof(float) * PaddedSize(c));
  for (int y = 0; y < c.height; y++) {
    __builtin_memcpy(room + (y + c.top) * row + c.left * c.in, image + y * c.width * c.in,
                     sizeof(float) * c.width * c.in);
  }
  return room;
}

extern "C" {

/// Scratch of `conv2d`, in floats.
int conv2d_scratch(const Convolution* c) {
  return PaddedSize(*c) + c->filter_height * FilterRow(*c) * RoundUp(c->out, kColumns);
}

/// y = x convolved with the filter. In this layout a row of the filter covers contiguous values, so
/// that a tile reads its four pixels directly from the image.
void conv2d(const Convolution* convolution, const float* x, const float* filter, float* y,
            float* scratch) {
  const Convolution c = *convolution;
  const int row = FilterRow(c);
  const int terms = c.filter_height * row;
  const int image_row = PaddedWidth(c) * c.in;
  const int step = c.stride_x * c.in;
  float* panels = scratch;
  float* room = scratch + terms * RoundUp(c.out, kColumns);
  for (int j = 0; j < c.out; j += kColumns) {
    PackPanel(filter, c.out, 1, terms, c.out, j, panels + j * terms);
  }
  for (int b = 0; b < c.batch; b++) {
    const float* image = PadImage(c, x + b * ImageSize(c), room);
    float* output = y + b * OutputSize(c);
    for (int oy = 0; oy < c.out_height; oy++) {
      const float* base = image + oy * c.stride_y * image_row;
      for (int j = 0; j < c.out; j += kColumns) {
        const int width = c.out - j < kColumns ? c.out - j : kColumns;
        for (int ox = 0; ox < c.out_width; ox += kRows) {
          const int pixels = c.out_width - ox < kRows ? c.out_width - ox : kRows;
          // Pixels beyond the last one read the last one again; their sums are not stored.
          const int last = pixels - 1;
          Tile tile = ZeroTile();
          for (int ky = 0; ky < c.filter_height; ky++) {
            const float* from = base + ky * image_row + ox * step;
            const float* rows[kRows];
            for (int i = 0; i < kRows; i++) rows[i] = from + (i < last ? i : last) * step;
            Accumulate(&tile, rows, 1, panels + j * terms + ky * row * kColumns, row);
          }
          for (int i = 0; i < pixels; i++) {
            StoreRow(tile, i, output + (oy * c.out_width + ox + i) * c.out + j, width);
          }
        }
      }
    }
  }
}
}
