// SPDX-License-Identifier: Apache-2.0
#include "sfumato/alpha.h"

#include <algorithm>
#include <stdexcept>

#include "convert/steps.h"
#include "row/stream.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {

// `streamed` stores need a stream_fence afterwards.
SFUMATO_DECLARE(void, premultiply_rgba8, const uint8_t* in, int64_t n, uint8_t* out, bool streamed)
SFUMATO_DECLARE(void, over_rgba8, const uint8_t* front, const uint8_t* back, int64_t n, uint8_t* out, bool streamed)
SFUMATO_DECLARE(void, over_row, const float* front, const float* back, const float* alpha, float opacity, int64_t n,
                float* out)

namespace {

constexpr int32_t chunk = 256;
constexpr int64_t stream_from = 1 << 20;  // pixels: smaller results may still be in the cache when they are read

bool is_rgba8(const ConstImage& image) { return image.dtype == DType::u8 && image.channels == 4; }

void expect(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

void expect_same_size(const ConstImage& a, const ConstImage& b) {
  expect(a.width == b.width && a.height == b.height, "Expected pictures of one size");
}

bool worth_streaming(const ConstImage& source, const Image& into) {
  return static_cast<int64_t>(into.width) * into.height >= stream_from && source.data != into.data;
}

// body(begin, end) for strips of rows, in parallel.
template <typename Body>
void for_strips(const Image& into, const Job& job, Body body) {
  std::atomic<int64_t> done{0};
  parallel_for(into.height, std::max(1, 131072 / into.width), job, [&](int64_t begin, int64_t end) {
    body(static_cast<int32_t>(begin), static_cast<int32_t>(end));
    job.report(static_cast<double>(done += end - begin) / into.height);
  });
}

template <typename Body>
void for_chunks(const Image& into, const Job& job, Body body) {
  for_strips(into, job, [&](int32_t begin, int32_t end) {
    for (int32_t y = begin; y < end; ++y)
      for (int32_t x = 0; x < into.width; x += chunk) body(x, y, std::min(chunk, into.width - x));
  });
}

bool rows_adjoin(const ConstImage& image) { return image.row_bytes == static_cast<ptrdiff_t>(image.width) * 4; }

// body(y, n) for runs of n RGBA8 pixels that begin at row y: whole strips where rows `adjoin` in all pictures.
template <typename Body>
void for_runs(const Image& into, bool adjoin, bool streamed, const Job& job, Body body) {
  for_strips(into, job, [&](int32_t begin, int32_t end) {
    if (adjoin) body(begin, static_cast<int64_t>(end - begin) * into.width);
    else
      for (int32_t y = begin; y < end; ++y) body(y, int64_t{into.width});
    if (streamed) SFUMATO_PICK(stream_fence)();
  });
}

struct Planes {
  alignas(64) float v[4 * chunk];
  float* operator[](int32_t c) { return v + c * chunk; }
  float* alpha() { return v + 3 * chunk; }

  // Missing colours repeat the grey, a missing alpha is 1.
  void load(const ConstImage& image, int32_t x, int32_t y, int32_t n) {
    row_load_planar(image, x, y, n, v, chunk);
    if (image.channels == 1)
      for (int32_t c = 1; c < 3; ++c) std::copy_n(v, n, (*this)[c]);
    if (image.channels != 4) std::fill_n(alpha(), n, 1.0f);
  }
  void recode(Transfer from, Transfer to, int32_t n) {
    for (int32_t c = 0; c < 3; ++c) SFUMATO_PICK(step_transfer)((*this)[c], n, from, to);
  }
  void multiply(int32_t n) {
    for (int32_t c = 0; c < 3; ++c) SFUMATO_PICK(step_multiply)((*this)[c], alpha(), n);
  }
  void divide(int32_t n) {
    for (int32_t c = 0; c < 3; ++c) SFUMATO_PICK(step_divide)((*this)[c], alpha(), n);
  }
};

void change_alpha(const ConstImage& source, const Image& into, Transfer transfer, bool multiply, const Job& job) {
  expect_same_size(source, into);
  expect(source.channels == 4 && into.channels == 4, "Expected pictures of four channels");
  for_chunks(into, job, [&](int32_t x, int32_t y, int32_t n) {
    Planes planes;
    planes.load(source, x, y, n);
    planes.recode(transfer, Transfer::linear, n);
    if (multiply) planes.multiply(n);
    else planes.divide(n);
    planes.recode(Transfer::linear, transfer, n);
    row_store_planar(into, x, y, n, planes.v, chunk);
  });
}

}  // namespace

void alpha_premultiply(const ConstImage& source, const Image& into, Transfer transfer, const Job& job) {
  if (!is_rgba8(source) || !is_rgba8(into) || transfer != Transfer::linear)
    return change_alpha(source, into, transfer, true, job);
  expect_same_size(source, into);
  const bool streamed = worth_streaming(source, into);
  for_runs(into, rows_adjoin(source) && rows_adjoin(into), streamed, job, [&](int32_t y, int64_t n) {
    SFUMATO_PICK(premultiply_rgba8)(source.row(y), n, into.row(y), streamed);
  });
}

void alpha_unpremultiply(const ConstImage& source, const Image& into, Transfer transfer, const Job& job) {
  change_alpha(source, into, transfer, false, job);
}

void alpha_over(const ConstImage& front, const ConstImage& backdrop, const Image& into, const OverOptions& o,
                const Job& job) {
  expect_same_size(front, into);
  expect_same_size(backdrop, into);
  expect(front.channels == 4, "Expected a front of four channels");
  expect(backdrop.channels == into.channels, "Expected into of the backdrop's channels");
  const bool straight = o.alpha == Alpha::straight, recode = o.transfer != Transfer::linear;
  if (is_rgba8(front) && is_rgba8(backdrop) && is_rgba8(into) && !straight && !recode && o.opacity == 1.0f) {
    const bool streamed = worth_streaming(front, into) && backdrop.data != into.data;
    const bool adjoin = rows_adjoin(front) && rows_adjoin(backdrop) && rows_adjoin(into);
    for_runs(into, adjoin, streamed, job, [&](int32_t y, int64_t n) {
      SFUMATO_PICK(over_rgba8)(front.row(y), backdrop.row(y), n, into.row(y), streamed);
    });
    return;
  }
  const auto as_light = [&](Planes& planes, const ConstImage& image, int32_t n) {
    const bool has_alpha = image.channels == 4;
    if (!straight && recode && has_alpha) planes.divide(n);
    planes.recode(o.transfer, Transfer::linear, n);
    if ((straight || recode) && has_alpha) planes.multiply(n);
  };
  for_chunks(into, job, [&](int32_t x, int32_t y, int32_t n) {
    Planes f, b;
    f.load(front, x, y, n);
    b.load(backdrop, x, y, n);
    as_light(f, front, n);
    as_light(b, backdrop, n);
    for (int32_t c = 0; c < 4; ++c) SFUMATO_PICK(over_row)(f[c], b[c], f.alpha(), o.opacity, n, b[c]);
    const bool has_alpha = into.channels == 4;
    if ((straight || recode) && has_alpha) b.divide(n);
    b.recode(Transfer::linear, o.transfer, n);
    if (!straight && recode && has_alpha) b.multiply(n);
    if (into.channels == 1) SFUMATO_PICK(step_luma)(b[0], b[1], b[2], n, b[0]);
    row_store_planar(into, x, y, n, b.v, chunk);
  });
}

void alpha_attach(const ConstImage& colour, const ConstImage& matte, const Image& into, const Job& job) {
  expect_same_size(colour, into);
  expect_same_size(matte, into);
  expect(colour.channels != 1 && matte.channels == 1 && into.channels == 4,
         "Expected colours, a matte of one channel and into of four");
  for_chunks(into, job, [&](int32_t x, int32_t y, int32_t n) {
    Planes planes;
    planes.load(colour, x, y, n);
    row_load(matte, x, y, n, planes.alpha());
    row_store_planar(into, x, y, n, planes.v, chunk);
  });
}

}  // namespace sfumato
