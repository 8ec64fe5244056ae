#pragma once

/// A convolution in the layout of TensorFlow: images are [batch, height, width, channels], a filter
/// is [filter_height, filter_width, in, out]. `top` and `left` are the rows and columns of zeros
/// before an image; those after it follow from the size of the output.
struct Convolution {
  int batch, height, width, in;
  int filter_height, filter_width, out;
  int stride_y, stride_x;
  int top, left;
  int out_height, out_width;
};

/// Rows and columns of a padded image: as many as the filter reads, at least the whole image.
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

/// Sizes in floats: an image, a padded image, an output, a row of the filter.
static inline int ImageSize(const Convolution& c) { return c.height * c.width * c.in; }
static inline int PaddedSize(const Convolution& c) {
  return PaddedHeight(c) * PaddedWidth(c) * c.in;
}
static inline int OutputSize(const Convolution& c) { return c.out_height * c.out_width * c.out; }
static inline int FilterRow(const Convolution& c) { return c.filter_width * c.in; }

/// Pads an image: returns the image itself if it needs no padding, else a copy at `room`
/// (PaddedSize floats).
const float* PadImage(const Convolution& c, const float* image, float* room);
