#include "tile.h"

extern "C" {

/// In place: s = rho s + (1 - rho) g^2; w = w - lr g / sqrt(s + epsilon).
void rms_prop(int count, float* w, float* s, const float* grad, float lr, float rho,
              float epsilon) {
  const Vector keep = wasm_f32x4_splat(rho);
  const Vector take = wasm_f32x4_splat(1 - rho);
  const Vector rate = wasm_f32x4_splat(lr);
  const Vector least = wasm_f32x4_splat(epsilon);
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vector g = wasm_v128_load(grad + i);
    const Vector square = wasm_f32x4_mul(take, wasm_f32x4_mul(g, g));
    const Vector mean = AddProduct(square, keep, wasm_v128_load(s + i));
    wasm_v128_store(s + i, mean);
    const Vector root = wasm_f32x4_sqrt(wasm_f32x4_add(mean, least));
    const Vector move = wasm_f32x4_div(wasm_f32x4_mul(rate, g), root);
    wasm_v128_store(w + i, wasm_f32x4_sub(wasm_v128_load(w + i), move));
  }
  for (; i < count; i++) {
    s[i] = rho * s[i] + (1 - rho) * (grad[i] * grad[i]);
    w[i] -= lr * grad[i] / __builtin_sqrtf(s[i] + epsilon);
  }
}

/// In place: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// w = w - rate m / (sqrt(v) + epsilon). `rate` holds the correction for the first steps.
void adam(int count, float* w, float* m, float* v, const float* grad, float rate, float beta1,
          float beta2, float epsilon) {
  const Vector step = wasm_f32x4_splat(rate);
  const Vector keep1 = wasm_f32x4_splat(beta1);
  const Vector take1 = wasm_f32x4_splat(1 - beta1);
  const Vector keep2 = wasm_f32x4_splat(beta2);
  const Vector take2 = wasm_f32x4_splat(1 - beta2);
  const Vector least = wasm_f32x4_splat(epsilon);
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vector g = wasm_v128_load(grad + i);
    const Vector mean = AddProduct(wasm_f32x4_mul(take1, g), keep1, wasm_v128_load(m + i));
    const Vector square = wasm_f32x4_mul(take2, wasm_f32x4_mul(g, g));
    const Vector power = AddProduct(square, keep2, wasm_v128_load(v + i));
    wasm_v128_store(m + i, mean);
    wasm_v128_store(v + i, power);
    const Vector root = wasm_f32x4_add(wasm_f32x4_sqrt(power), least);
    const Vector move = wasm_f32x4_div(wasm_f32x4_mul(step, mean), root);
    wasm_v128_store(w + i, wasm_f32x4_sub(wasm_v128_load(w + i), move));
  }
  for (; i < count; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * grad[i];
    v[i] = beta2 * v[i] + (1 - beta2) * (grad[i] * grad[i]);
    w[i] -= rate * m[i] / (__builtin_sqrtf(v[i]) + epsilon);
  }
}

/// In place: m = momentum m + g; w = w - lr m.
void momentum(int count, float* w, float* m, const float* grad, float lr, float keep) {
  const Vector rate = wasm_f32x4_splat(lr);
  const Vector kept = wasm_f32x4_splat(keep);
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vector sum = AddProduct(wasm_v128_load(grad + i), kept, wasm_v128_load(m + i));
    wasm_v128_store(m + i, sum);
    wasm_v128_store(w + i, wasm_f32x4_sub(wasm_v128_load(w + i), wasm_f32x4_mul(rate, sum)));
  }
  for (; i < count; i++) {
    m[i] = keep * m[i] + grad[i];
    w[i] -= lr * m[i];
  }
}
}
