// SPDX-License-Identifier: Apache-2.0
#include "sfumato/mask.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "select/scene.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t rows_a_piece = 16;

float unit(float v) { return v > 0 ? std::min(v, 1.0f) : 0.0f; }  // NaN to 0

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

template <typename A, typename B>
bool same_size(const A& a, const B& b) {
  return a.width == b.width && a.height == b.height;
}

void combine_row(Combine combine, const float* existing, int32_t n, float* m) {
  switch (combine) {
    case Combine::replace: break;
    case Combine::add:
      for (int32_t x = 0; x < n; ++x) m[x] = std::max(m[x], unit(existing[x]));
      break;
    case Combine::subtract:
      for (int32_t x = 0; x < n; ++x) m[x] = std::min(unit(existing[x]), 1 - m[x]);
      break;
    case Combine::intersect:
      for (int32_t x = 0; x < n; ++x) m[x] = std::min(m[x], unit(existing[x]));
      break;
  }
}

}  // namespace

void mask_join(const ConstImage& matte, const ConstImage* existing, const ConstImage* picture,
               const MaskJoinOptions& options, const Image& into, const Job& job) {
  require(matte.channels == 1 && into.channels == 1 && same_size(matte, into), "Expected two mattes of one size");
  require(existing || options.combine == Combine::replace, "Expected an existing matte to combine with");
  require(!existing || (existing->channels == 1 && same_size(*existing, matte)), "Expected an existing matte of the same size");
  require(!picture || (picture->channels == 4 && same_size(*picture, matte)), "Expected a picture with alpha of the same size");
  const int32_t n = matte.width;
  parallel_for(matte.height, rows_a_piece, job, [&](int64_t begin, int64_t end) {
    std::vector<float> row(static_cast<size_t>(n)), other(static_cast<size_t>(n)), pixels(picture ? static_cast<size_t>(n) * 4 : 0);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load(matte, 0, y, n, row.data());
      for (int32_t x = 0; x < n; ++x) row[x] = unit(row[x]);
      if (existing && options.combine != Combine::replace) {
        row_load(*existing, 0, y, n, other.data());
        combine_row(options.combine, other.data(), n, row.data());
      }
      if (picture) {
        row_load(*picture, 0, y, n, pixels.data());
        for (int32_t x = 0; x < n; ++x) row[x] = pixels[4 * static_cast<size_t>(x) + 3] > 0 ? row[x] : 0.0f;
      }
      if (options.invert)
        for (int32_t x = 0; x < n; ++x) row[x] = 1 - row[x];
      row_store(into, 0, y, n, row.data());
    }
  });
  job.report(1);
}

void mask_cut_out(const ConstImage& picture, const ConstImage& matte, const ConstImage* colours, float decontaminate,
                  const Image& into, const Job& job) {
  require(matte.channels == 1 && same_size(picture, matte), "Expected a matte of the picture's size");
  require(into.channels == 4 && same_size(picture, into), "Expected four channels of the picture's size to cut out into");
  require(picture.channels == 1 || picture.channels == 3 || picture.channels == 4, "Expected 1, 3 or 4 channels to cut out from");
  require(!colours || (colours->channels >= 3 && same_size(*colours, picture)), "Expected colours of the picture's size");
  const int32_t n = picture.width, channels = picture.channels;
  const float mix = colours ? std::clamp(decontaminate, 0.0f, 1.0f) : 0.0f;
  parallel_for(picture.height, rows_a_piece, job, [&](int64_t begin, int64_t end) {
    std::vector<float> own(static_cast<size_t>(n) * 4), alpha(static_cast<size_t>(n)), clean(mix > 0 ? static_cast<size_t>(n) * 4 : 0);
    std::vector<float> out(static_cast<size_t>(n) * 4);
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load(picture, 0, y, n, own.data());
      row_load(matte, 0, y, n, alpha.data());
      if (mix > 0) row_load(*colours, 0, y, n, clean.data());
      for (int32_t x = 0; x < n; ++x) {
        const float* p = own.data() + static_cast<size_t>(x) * channels;
        float* o = out.data() + static_cast<size_t>(x) * 4;
        const float a = unit(alpha[x]);
        for (int32_t c = 0; c < 3; ++c) o[c] = p[channels == 1 ? 0 : c];
        if (mix > 0 && a < 1) {
          const float* f = clean.data() + static_cast<size_t>(x) * colours->channels;
          for (int32_t c = 0; c < 3; ++c) o[c] += (f[c] - o[c]) * mix;
        }
        o[3] = channels == 4 ? a * p[3] : a;
      }
      row_store(into, 0, y, n, out.data());
    }
    job.report(static_cast<double>(end) / picture.height);
  });
}

int64_t mask_drop_faint(const Image& matte, float floor, float peak, const Job& job) {
  require(matte.channels == 1, "Expected one channel for matte");
  const int32_t width = matte.width, height = matte.height;
  const size_t n = static_cast<size_t>(width) * height;
  std::vector<float> values(n);
  std::vector<uint8_t> member(n);
  for (int32_t y = 0; y < height; ++y) row_load(matte, 0, y, width, values.data() + static_cast<size_t>(y) * width);
  job.check();
  for (size_t i = 0; i < n; ++i) member[i] = values[i] > floor;
  std::vector<int32_t> part;
  const int32_t parts = label_parts(member, width, height, part);
  std::vector<uint8_t> strong(static_cast<size_t>(parts) + 1, 0);
  int64_t reached = 0;
  for (size_t i = 0; i < n; ++i)
    if (values[i] >= peak) ++reached, strong[static_cast<size_t>(part[i])] = 1;
  strong[0] = 0;
  for (size_t i = 0; i < n; ++i)
    if (!strong[static_cast<size_t>(part[i])]) values[i] = 0;
  for (int32_t y = 0; y < height; ++y) row_store(matte, 0, y, width, values.data() + static_cast<size_t>(y) * width);
  return reached;
}

}  // namespace sfumato
