// SPDX-License-Identifier: Apache-2.0
#include "fill/krige.h"

#include <algorithm>
#include <cmath>

#include "fill/linear.h"
#include "sfumato/parallel.h"

namespace sfumato {
namespace {

constexpr int32_t block_side = 16;    // of one system of equations in long thin holes
constexpr int32_t whole_side = 34;    // holes up to this size are solved in one piece
constexpr int32_t survey = 40;        // known pixels this near tell the covariance
constexpr float survey_sigma = 20.0f; // their weight falls by this distance
constexpr float taper_sigma = 20.0f;  // of the covariance over lags
constexpr float nugget = 0.01f;       // share of the variance that is noise of its own in every pixel
constexpr size_t max_known = 800;     // pixels in one system

struct Spot {
  int32_t x, y;
};

class Block {
 public:
  Block(const FillWindow& window, const std::vector<uint8_t>& wanted, const Extension* copy, float share, Rect place)
      : w_(window), is_wanted_(wanted), copy_(copy), share_(share), place_(place) {}

  void estimate(float* out) {
    collect();
    if (wanted_.empty()) return;
    measure();
    solve(out);
  }

 private:
  int32_t index(int32_t x, int32_t y) const { return y * w_.place.width + x; }
  bool speaks(int32_t i) const {
    return !w_.barred[static_cast<size_t>(i)] && (!copy_ || copy_->valid[static_cast<size_t>(i)]);
  }
  float value(const Spot& s, int32_t c) const {
    const int32_t i = index(s.x, s.y);
    const size_t k = static_cast<size_t>(i) * 3 + static_cast<size_t>(c);
    return w_.pixel(i)[c] - (copy_ ? share_ * copy_->colour[k] : 0.0f);
  }

  // Hole pixels of the block, and known ones within `ring` of its bounds; the ring grows where too few are known.
  void collect() {
    int32_t x0 = w_.place.width, y0 = w_.place.height, x1 = 0, y1 = 0;
    for (int32_t y = place_.y; y < place_.y + place_.height; ++y)
      for (int32_t x = place_.x; x < place_.x + place_.width; ++x)
        if (is_wanted_[static_cast<size_t>(index(x, y))]) {
          wanted_.push_back({x, y});
          x0 = std::min(x0, x), x1 = std::max(x1, x + 1), y0 = std::min(y0, y), y1 = std::max(y1, y + 1);
        }
    if (wanted_.empty()) return;
    place_ = {x0, y0, x1 - x0, y1 - y0};
    std::vector<uint8_t> near;
    for (int32_t r = krige_ring; known_.size() < 32 && r < 2 * (w_.place.width + w_.place.height); r *= 2) {
      known_.clear();
      const Rect a = grown(r);
      near.assign(static_cast<size_t>(a.width) * a.height, 0);
      for (const Spot& s : wanted_)
        for (int32_t dy = -r; dy <= r; ++dy) {
          const int32_t y = s.y + dy;
          if (y < a.y || y >= a.y + a.height) continue;
          const int32_t reach = static_cast<int32_t>(std::sqrt(static_cast<float>(r * r - dy * dy)));
          const int32_t left = std::max(a.x, s.x - reach), right = std::min(a.x + a.width - 1, s.x + reach);
          std::fill_n(near.begin() + static_cast<ptrdiff_t>(y - a.y) * a.width + (left - a.x), right - left + 1, uint8_t{1});
        }
      for (int32_t y = 0; y < a.height; ++y)
        for (int32_t x = 0; x < a.width; ++x)
          if (near[static_cast<size_t>(y) * a.width + x] && speaks(index(a.x + x, a.y + y)))
            known_.push_back({a.x + x, a.y + y});
    }
    for (int32_t keep = 2; known_.size() > max_known; ++keep) {
      std::erase_if(known_, [&](const Spot& s) { return (s.x + s.y) % keep == 0; });
    }
  }

  Rect grown(int32_t by) const {
    const int32_t x0 = std::max(0, place_.x - by), y0 = std::max(0, place_.y - by);
    const int32_t x1 = std::min(w_.place.width, place_.x + place_.width + by);
    const int32_t y1 = std::min(w_.place.height, place_.y + place_.height + by);
    return {x0, y0, x1 - x0, y1 - y0};
  }

  static float beyond(int32_t v, int32_t start, int32_t length) {
    return static_cast<float>(v < start ? start - v : v >= start + length ? v - start - length + 1 : 0);
  }

  void measure() {
    const Rect a = grown(survey);
    int32_t kx0 = place_.x, kx1 = place_.x + place_.width, ky0 = place_.y, ky1 = place_.y + place_.height;
    for (const Spot& s : known_) {
      kx0 = std::min(kx0, s.x), kx1 = std::max(kx1, s.x + 1), ky0 = std::min(ky0, s.y), ky1 = std::max(ky1, s.y + 1);
    }
    lag_x_ = kx1 - kx0, lag_y_ = ky1 - ky0;
    const ptrdiff_t stride = a.width + 2 * lag_x_ + 4;
    std::vector<float> plane(static_cast<size_t>(stride) * static_cast<size_t>(a.height + lag_y_ + 1), 0.0f);
    std::vector<float> weight(static_cast<size_t>(a.width) * a.height, 0.0f);
    double sum[3] = {}, total = 1e-12;
    for (const Spot& s : known_) {  // a whisper, for blocks with nothing known within the survey
      total += 1e-9;
      for (int32_t c = 0; c < 3; ++c) sum[c] += 1e-9 * static_cast<double>(w_.pixel(index(s.x, s.y))[c]);
    }
    for (int32_t y = 0; y < a.height; ++y)
      for (int32_t x = 0; x < a.width; ++x) {
        const int32_t i = index(a.x + x, a.y + y);
        if (w_.barred[static_cast<size_t>(i)]) continue;
        const float dx = beyond(a.x + x, place_.x, place_.width), dy = beyond(a.y + y, place_.y, place_.height);
        const float v = std::exp(-(dx * dx + dy * dy) / (2.0f * survey_sigma * survey_sigma));
        weight[static_cast<size_t>(y) * a.width + x] = v;
        total += static_cast<double>(v);
        for (int32_t c = 0; c < 3; ++c) sum[c] += static_cast<double>(v * w_.pixel(i)[c]);
      }
    for (int32_t c = 0; c < 3; ++c) mean_[c] = static_cast<float>(sum[c] / total);
    const float mean = 0.25f * mean_[0] + 0.5f * mean_[1] + 0.25f * mean_[2];
    for (int32_t y = 0; y < a.height; ++y)
      for (int32_t x = 0; x < a.width; ++x) {
        const float v = weight[static_cast<size_t>(y) * a.width + x];
        const float* p = w_.pixel(index(a.x + x, a.y + y));
        const float luma = 0.25f * p[0] + 0.5f * p[1] + 0.25f * p[2];
        if (v > 0) plane[static_cast<size_t>(y * stride + lag_x_ + x)] = std::sqrt(v) * (luma - mean);
      }
    covariance_.resize(static_cast<size_t>(2 * lag_x_ + 1) * static_cast<size_t>(lag_y_ + 1));
    SFUMATO_PICK(lag_products)(plane.data() + lag_x_, a.width, a.height, stride, lag_x_, lag_y_, covariance_.data());
    const float scale = static_cast<float>(1.0 / total);
    for (int32_t dy = 0; dy <= lag_y_; ++dy)
      for (int32_t dx = -lag_x_; dx <= lag_x_; ++dx) {
        const float fade = std::exp(-static_cast<float>(dx * dx + dy * dy) / (2.0f * taper_sigma * taper_sigma));
        covariance_[static_cast<size_t>(dy * (2 * lag_x_ + 1) + dx + lag_x_)] *= scale * fade;
      }
  }

  // With the variance once more as a constant: the true mean is as uncertain as a pixel.
  float covariance(const Spot& a, const Spot& b) const {
    int32_t dx = b.x - a.x, dy = b.y - a.y;
    if (dy < 0) dx = -dx, dy = -dy;
    return covariance_[static_cast<size_t>(dy * (2 * lag_x_ + 1) + dx + lag_x_)] + covariance_[static_cast<size_t>(lag_x_)];
  }

  void solve(float* out) const {
    const int32_t n = static_cast<int32_t>(known_.size());
    const ptrdiff_t stride = (n + 15) / 16 * 16;
    std::vector<float> a(static_cast<size_t>(stride) * static_cast<size_t>(n), 0.0f), b(static_cast<size_t>(stride) * 3, 0.0f);
    const float variance = covariance_[static_cast<size_t>(lag_x_)];
    float low[3], high[3], mean[3];
    for (int32_t c = 0; c < 3; ++c) {
      mean[c] = (1.0f - (copy_ ? share_ : 0.0f)) * mean_[c];
      low[c] = high[c] = mean[c];
      for (const Spot& s : known_) low[c] = std::min(low[c], value(s, c)), high[c] = std::max(high[c], value(s, c));
    }
    for (int32_t i = 0; i < n; ++i) {
      const Spot& s = known_[static_cast<size_t>(i)];
      for (int32_t j = 0; j <= i; ++j) a[static_cast<size_t>(i * stride + j)] = covariance(s, known_[static_cast<size_t>(j)]);
      a[static_cast<size_t>(i * stride + i)] += nugget * variance + 5e-6f;
      for (int32_t c = 0; c < 3; ++c) b[static_cast<size_t>(c * stride + i)] = value(s, c) - mean[c];
    }
    const bool solved = n > 0 && SFUMATO_PICK(cholesky_solve)(a.data(), n, stride, b.data());
    for (const Spot& s : wanted_) {
      float v[3] = {mean[0], mean[1], mean[2]};
      for (int32_t i = 0; solved && i < n; ++i) {
        const float k = covariance(s, known_[static_cast<size_t>(i)]);
        for (int32_t c = 0; c < 3; ++c) v[c] += k * b[static_cast<size_t>(c * stride + i)];
      }
      for (int32_t c = 0; c < 3; ++c) out[static_cast<size_t>(index(s.x, s.y)) * 3 + static_cast<size_t>(c)] = std::clamp(v[c], low[c], high[c]);
    }
  }

  const FillWindow& w_;
  const std::vector<uint8_t>& is_wanted_;
  const Extension* copy_;
  const float share_;
  Rect place_;
  std::vector<Spot> wanted_, known_;
  std::vector<float> covariance_;
  int32_t lag_x_ = 0, lag_y_ = 0;
  float mean_[3] = {};
};

// Cuts bounds into blocks of nearly equal size.
std::vector<Rect> blocks(Rect bounds) {
  const bool whole = bounds.width <= whole_side && bounds.height <= whole_side;
  const int32_t nx = whole ? 1 : (bounds.width + block_side - 1) / block_side;
  const int32_t ny = whole ? 1 : (bounds.height + block_side - 1) / block_side;
  std::vector<Rect> all;
  for (int32_t j = 0; j < ny; ++j)
    for (int32_t i = 0; i < nx; ++i) {
      const int32_t x0 = bounds.width * i / nx, x1 = bounds.width * (i + 1) / nx;
      const int32_t y0 = bounds.height * j / ny, y1 = bounds.height * (j + 1) / ny;
      all.push_back({bounds.x + x0, bounds.y + y0, x1 - x0, y1 - y0});
    }
  return all;
}

}  // namespace

Extension extend_copy(const FillWindow& window, const std::vector<int32_t>& label, int32_t reach) {
  const int32_t w = window.place.width, h = window.place.height;
  Extension e;
  e.colour.assign(window.colour.size(), 0.0f);
  e.valid.assign(window.hole.size(), 0);
  std::vector<int32_t> root(window.hole.size(), -1), ring, next;  // the hole pixel whose region reaches here
  for (int32_t i = 0; i < w * h; ++i)
    if (window.hole[static_cast<size_t>(i)]) root[static_cast<size_t>(i)] = i, ring.push_back(i);
  constexpr int32_t step[8][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};
  for (int32_t r = 0; r < reach; ++r, ring.swap(next)) {
    next.clear();
    for (const auto& [dx, dy] : step)
      for (int32_t p : ring) {
        const int32_t x = p % w + dx, y = p / w + dy;
        if (x < 0 || y < 0 || x >= w || y >= h || root[static_cast<size_t>(y) * w + x] >= 0) continue;
        root[static_cast<size_t>(y) * w + x] = root[static_cast<size_t>(p)];
        next.push_back(y * w + x);
      }
    for (int32_t p : next) {
      const int32_t from = root[static_cast<size_t>(p)], source = label[static_cast<size_t>(from)];
      const int32_t sx = source % w + p % w - from % w, sy = source / w + p / w - from / w;
      if (sx < 0 || sy < 0 || sx >= w || sy >= h || window.barred[static_cast<size_t>(sy) * w + sx]) continue;
      e.valid[static_cast<size_t>(p)] = 1;
      for (int32_t c = 0; c < 3; ++c)
        e.colour[static_cast<size_t>(p) * 3 + static_cast<size_t>(c)] =
            window.pixel(sy * w + sx)[c] + window.pixel(from)[c] - window.pixel(source)[c];
    }
  }
  return e;
}

std::vector<float> krige(const FillWindow& window, const std::vector<uint8_t>& wanted, const Extension* copy,
                         float share, const Job& job) {
  std::vector<float> out(window.colour.size(), 0.0f);
  int32_t x0 = window.place.width, y0 = window.place.height, x1 = 0, y1 = 0;
  for (int32_t y = 0; y < window.place.height; ++y)
    for (int32_t x = 0; x < window.place.width; ++x)
      if (wanted[static_cast<size_t>(y) * window.place.width + x])
        x0 = std::min(x0, x), x1 = std::max(x1, x + 1), y0 = std::min(y0, y), y1 = std::max(y1, y + 1);
  if (x1 <= x0) return out;
  const std::vector<Rect> all = blocks({x0, y0, x1 - x0, y1 - y0});
  parallel_for(static_cast<int64_t>(all.size()), 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      Block(window, wanted, copy, share, all[static_cast<size_t>(i)]).estimate(out.data());
  });
  return out;
}

}  // namespace sfumato
