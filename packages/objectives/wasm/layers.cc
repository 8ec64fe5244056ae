#include "tile.h"

/// Window and sizes of a pool; images are [batch, height, width, channels].
struct Pool {
  int batch, height, width, channels;
  int window_y, window_x;
  int stride_y, stride_x;
  int top, left;
  int out_height, out_width;
};

static inline int Max(int a, int b) { return a > b ? a : b; }
static inline int Min(int a, int b) { return a < b ? a : b; }

extern "C" {

/// y = the largest value of each window.
void max_pool(const Pool* pool, const float* x, float* y) {
  const Pool p = *pool;
  for (int b = 0; b < p.batch; b++) {
    for (int oy = 0; oy < p.out_height; oy++) {
      const int y0 = Max(0, oy * p.stride_y - p.top);
      const int y1 = Min(p.height, oy * p.stride_y - p.top + p.window_y);
      for (int ox = 0; ox < p.out_width; ox++) {
        const int x0 = Max(0, ox * p.stride_x - p.left);
        const int x1 = Min(p.width, ox * p.stride_x - p.left + p.window_x);
        float* to = y + ((b * p.out_height + oy) * p.out_width + ox) * p.channels;
        const float* corner = x + ((b * p.height + y0) * p.width + x0) * p.channels;
        int channel = 0;
        for (; channel + kWidth <= p.channels; channel += kWidth) {
          Vector most = wasm_v128_load(corner + channel);
          for (int iy = 0; iy < y1 - y0; iy++) {
            for (int ix = 0; ix < x1 - x0; ix++) {
              const float* from = corner + (iy * p.width + ix) * p.channels + channel;
              most = wasm_f32x4_max(most, wasm_v128_load(from));
            }
          }
          wasm_v128_store(to + channel, most);
        }
        for (; channel < p.channels; channel++) {
          float most = corner[channel];
          for (int iy = 0; iy < y1 - y0; iy++) {
            for (int ix = 0; ix < x1 - x0; ix++) {
              const float value = corner[(iy * p.width + ix) * p.channels + channel];
              // NaN is kept, so that a diverged training is noticed.
              if (value > most || value != value) most = value;
            }
          }
          to[channel] = most;
        }
      }
    }
  }
}

/// dx = dy at the first place of each window that holds its largest value, summed where windows
/// overlap.
void max_pool_grad(const Pool* pool, const float* x, const float* y, const float* dy, float* dx) {
  const Pool p = *pool;
  __builtin_memset(dx, 0, sizeof(float) * p.batch * p.height * p.width * p.channels);
  for (int b = 0; b < p.batch; b++) {
    for (int oy = 0; oy < p.out_height; oy++) {
      const int y0 = Max(0, oy * p.stride_y - p.top);
      const int y1 = Min(p.height, oy * p.stride_y - p.top + p.window_y);
      for (int ox = 0; ox < p.out_width; ox++) {
        const int x0 = Max(0, ox * p.stride_x - p.left);
        const int x1 = Min(p.width, ox * p.stride_x - p.left + p.window_x);
        const int out = ((b * p.out_height + oy) * p.out_width + ox) * p.channels;
        const int corner = ((b * p.height + y0) * p.width + x0) * p.channels;
        int channel = 0;
        for (; channel + kWidth <= p.channels; channel += kWidth) {
          const Vector most = wasm_v128_load(y + out + channel);
          Vector left = wasm_v128_load(dy + out + channel);
          for (int iy = 0; iy < y1 - y0; iy++) {
            for (int ix = 0; ix < x1 - x0; ix++) {
              const int at = corner + (iy * p.width + ix) * p.channels + channel;
              const Vector here = wasm_f32x4_eq(wasm_v128_load(x + at), most);
              const Vector share = wasm_v128_and(left, here);
              left = wasm_v128_andnot(left, here);
              wasm_v128_store(dx + at, wasm_f32x4_add(wasm_v128_load(dx + at), share));
            }
          }
        }
        for (; channel < p.channels; channel++) {
          bool found = false;
          for (int iy = 0; iy < y1 - y0 && !found; iy++) {
            for (int ix = 0; ix < x1 - x0 && !found; ix++) {
              const int at = corner + (iy * p.width + ix) * p.channels + channel;
              found = x[at] == y[out + channel];
              if (found) dx[at] += dy[out + channel];
            }
          }
        }
      }
    }
  }
}

/// y[row][channel] = max(0, x + bias), or x + bias if `relu` is 0. y may be x.
void bias_add(int rows, int channels, const float* x, const float* bias, float* y, int relu) {
  const Vector zero = wasm_f32x4_splat(0);
  for (int row = 0; row < rows; row++) {
    int channel = 0;
    for (; channel + kWidth <= channels; channel += kWidth) {
      const Vector sum =
          wasm_f32x4_add(wasm_v128_load(x + channel), wasm_v128_load(bias + channel));
      wasm_v128_store(y + channel, relu ? wasm_f32x4_max(zero, sum) : sum);
    }
    for (; channel < channels; channel++) {
      const float sum = x[channel] + bias[channel];
      y[channel] = relu && sum < 0 ? 0 : sum;
    }
    x += channels;
    y += channels;
  }
}

/// dbias[channel] = sum of dy over the rows.
void bias_grad(int rows, int channels, const float* dy, float* dbias) {
  for (int channel = 0; channel < channels; channel++) dbias[channel] = 0;
  for (int row = 0; row < rows; row++) {
    int channel = 0;
    for (; channel + kWidth <= channels; channel += kWidth) {
      const Vector sum = wasm_v128_load(dbias + channel);
      wasm_v128_store(dbias + channel, wasm_f32x4_add(sum, wasm_v128_load(dy + channel)));
    }
    for (; channel < channels; channel++) dbias[channel] += dy[channel];
    dy += channels;
  }
}

/// dx = dy if the output of relu is above zero, else 0.
void relu_grad(int count, const float* dy, const float* y, float* dx) {
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vector open = wasm_f32x4_gt(wasm_v128_load(y + i), wasm_f32x4_splat(0));
    wasm_v128_store(dx + i, wasm_v128_and(wasm_v128_load(dy + i), open));
  }
  for (; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
}

/// A 32-bit mixer whose every output bit depends on every input bit: "lowbias32" of Chris Wellons.
static inline Vector Mix(Vector h) {
  h = wasm_v128_xor(h, wasm_u32x4_shr(h, 16));
  h = wasm_i32x4_mul(h, wasm_i32x4_splat(0x7feb352d));
  h = wasm_v128_xor(h, wasm_u32x4_shr(h, 15));
  h = wasm_i32x4_mul(h, wasm_i32x4_splat(static_cast<int>(0x846ca68bu)));
  return wasm_v128_xor(h, wasm_u32x4_shr(h, 16));
}

/// mask[i] = 0 with probability rate, else 1 / (1 - rate); it depends on i and the two keys alone.
void dropout_mask(int count, float rate, int key0, int key1, float* mask) {
  const Vector first = wasm_i32x4_splat(key0);
  const Vector second = wasm_i32x4_splat(key1);
  const Vector kept = wasm_f32x4_splat(1 / (1 - rate));
  // A float holds 24 bits without rounding.
  const Vector bound = wasm_f32x4_splat(rate * 16777216.0f);
  Vector counter = wasm_i32x4_make(0, 1, 2, 3);
  for (int i = 0; i < count; i += kWidth) {
    Vector h = Mix(wasm_v128_xor(Mix(wasm_i32x4_add(counter, first)), second));
    h = wasm_f32x4_convert_i32x4(wasm_u32x4_shr(Mix(wasm_i32x4_add(h, counter)), 8));
    const Vector value = wasm_v128_and(kept, wasm_f32x4_ge(h, bound));
    if (i + kWidth <= count) {
      wasm_v128_store(mask + i, value);
    } else {
      float rest[kWidth];
      wasm_v128_store(rest, value);
      for (int j = i; j < count; j++) mask[j] = rest[j - i];
    }
    counter = wasm_i32x4_add(counter, wasm_i32x4_splat(kWidth));
  }
}
}
