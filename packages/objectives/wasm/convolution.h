#pragma once

/// A convolution in the layout of TensorFlow: images are [batch, height, width, channels], a filter
/// is [filter_height, filter_width, in, out]. `top` and `left` are rows and columns of zeros before
/// an image; what is needed after it follows from the size of the output.
struct Convolution {
  int batch, height, width, in;
  int filter_height, filter_width, out;
  int stride_y, stride_x;
  int top, left;
  int out_height, out_width;
};

/// Rows and columns of an image with its zeros: as many as the filter touches, or all there are.
static inline int PaddedHeight(const Convolution& c) {
  const int touched = (c.out_height - 1) * c.stride_y + c.filter_height;
  return touched > c.top + c.height ? touched : c.top + c.height;
}
static inline int PaddedWidth(const Convolution& c) {
  const int touched = (c.out_width - 1) * c.stride_x + c.filter_width;
  return touched > c.left + c.width ? touched : c.left + c.width;
}
static inline bool IsPadded(const Convolution& c) {
  return PaddedHeight(c) != c.height || PaddedWidth(c) != c.width;
}

/// Floats of one image, of one with its zeros, of one output, of one row of the filter.
static inline int ImageSize(const Convolution& c) { return c.height * c.width * c.in; }
static inline int PaddedSize(const Convolution& c) {
  return PaddedHeight(c) * PaddedWidth(c) * c.in;
}
static inline int OutputSize(const Convolution& c) { return c.out_height * c.out_width * c.out; }
static inline int FilterRow(const Convolution& c) { return c.filter_width * c.in; }

/// An image with its zeros: itself where it needs none, else a copy at `room` (PaddedSize floats).
const float* PadImage(const Convolution& c, const float* image, float* room);
