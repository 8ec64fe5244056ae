#pragma once

#include <napi.h>

#include <cmath>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

#include "../gp/arena.h"
#include "../gp/status.h"

namespace binding {

/// An Error whose `code` is an entry of the TypeScript table; `hint` says what was expected.
inline Napi::Error CodedError(Napi::Env env, const char* code, const char* hint) {
  Napi::Error error = Napi::Error::New(env, hint);
  error.Set("code", Napi::String::New(env, code));
  return error;
}

inline Napi::Error StatusError(Napi::Env env, gp::Status status) {
  if (status == gp::Status::kAborted) return CodedError(env, "GP_ABORTED", "");
  return CodedError(env, "GP_NOT_POSITIVE_DEFINITE", "");
}

/// Owns doubles aligned to a cache line.
class Block {
 public:
  Block() = default;
  explicit Block(std::size_t count) {
    if (count >= static_cast<std::size_t>(-1) / 16) return;
    data_.reset(static_cast<double*>(
        ::operator new(gp::RoundUp(count) * sizeof(double), kAlignment, std::nothrow)));
  }

  double* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(double* data) const { ::operator delete(data, kAlignment); }
  };
  std::unique_ptr<double, Free> data_;
};

/// A block of at least `count` doubles. Throws GP_NO_MEMORY.
inline Block Allocate(Napi::Env env, std::size_t count) {
  Block block(count);
  if (block.data() == nullptr) throw CodedError(env, "GP_NO_MEMORY", "");
  return block;
}

/// Argument `index` as a Float64Array of `length`, or of any length. Throws GP_SHAPE.
constexpr std::size_t kAnyLength = static_cast<std::size_t>(-1);
inline Napi::Float64Array Doubles(const Napi::CallbackInfo& info, std::size_t index,
                                  std::size_t length = kAnyLength) {
  const Napi::Value value = info[index];
  if (!value.IsTypedArray() ||
      value.As<Napi::TypedArray>().TypedArrayType() != napi_float64_array) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected a Float64Array.");
  }
  const Napi::Float64Array array = value.As<Napi::Float64Array>();
  if (length != kAnyLength && array.ElementLength() != length) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected a Float64Array of another length.");
  }
  return array;
}

/// Argument `index` as a Uint8Array of `length`. Throws GP_SHAPE.
inline Napi::Uint8Array Bytes(const Napi::CallbackInfo& info, std::size_t index,
                              std::size_t length) {
  const Napi::Value value = info[index];
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array ||
      value.As<Napi::Uint8Array>().ElementLength() != length) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected a Uint8Array of another length.");
  }
  return value.As<Napi::Uint8Array>();
}

/// Argument `index` as a Uint32Array of `length`. Throws GP_SHAPE.
inline Napi::Uint32Array Counts(const Napi::CallbackInfo& info, std::size_t index,
                                std::size_t length) {
  const Napi::Value value = info[index];
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array ||
      value.As<Napi::Uint32Array>().ElementLength() != length) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected a Uint32Array of another length.");
  }
  return value.As<Napi::Uint32Array>();
}

/// Throws GP_NOT_FINITE.
inline void RequireFinite(Napi::Env env, const double* numbers, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(numbers[i])) throw CodedError(env, "GP_NOT_FINITE", "");
  }
}

/// Argument `index` as a whole number in [least, 2^31). Throws GP_SHAPE.
inline std::size_t Count(const Napi::CallbackInfo& info, std::size_t index, double least) {
  const double value = info[index].IsNumber() ? info[index].As<Napi::Number>().DoubleValue() : -1;
  if (!(value >= least && value < 2147483648.0)) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected a whole number in range.");
  }
  return static_cast<std::size_t>(value);
}

/// A copy that a worker can read. Throws GP_NOT_FINITE, GP_NO_MEMORY.
inline Block Copy(Napi::Env env, const Napi::Float64Array& array) {
  Block block = Allocate(env, array.ElementLength());
  RequireFinite(env, array.Data(), array.ElementLength());
  if (array.ElementLength() > 0) {
    std::memcpy(block.data(), array.Data(), array.ElementLength() * sizeof(double));
  }
  return block;
}

/// Argument `index` as a number. Throws GP_SHAPE.
inline double Number(const Napi::CallbackInfo& info, std::size_t index) {
  if (!info[index].IsNumber()) throw CodedError(info.Env(), "GP_SHAPE", "Expected a number.");
  return info[index].As<Napi::Number>().DoubleValue();
}

}  // namespace binding
