// SPDX-License-Identifier: Apache-2.0
#include "sfumato/denoise.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>

#include "denoise/sliding.h"
#include "denoise/tile.h"
#include "sfumato/parallel.h"
#include "sfumato/row.h"

namespace sfumato {
namespace {

constexpr int32_t block = 16;

// How one plane of a tile is filtered.
struct PlaneFilter {
  float strength = 1;
  float averaged = 1;  // share of averaging over frames that was kept
  float threshold = 2.7f;
  float sigma[block * block];         // of the noise, by coefficient
  float wiener_sigma[block * block];  // as the Wiener passes take it
};

struct Plan {
  TilePlan tile;
  DenoiseMode mode = DenoiseMode::quality;
  PlaneFilter filter[3];
  std::array<float, block> window;
  float grain = 0;
};

// Scratch of finished tiles, for the next ones.
class Shelf {
 public:
  std::unique_ptr<TilePlanes> take() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (free_.empty()) return std::make_unique<TilePlanes>();
    auto planes = std::move(free_.back());
    free_.pop_back();
    return planes;
  }
  void put(std::unique_ptr<TilePlanes> planes) {
    std::lock_guard<std::mutex> lock(mutex_);
    free_.push_back(std::move(planes));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<TilePlanes>> free_;
};

double bessel_i0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; k < 30; ++k) sum += term *= (x / (2 * k)) * (x / (2 * k));
  return sum;
}

// A Kaiser window: blocks count less at their edges, where they ring.
std::array<float, block> block_window() {
  constexpr double beta = 2.0;
  std::array<float, block> window;
  for (int i = 0; i < block; ++i) {
    const double r = 2.0 * i / (block - 1) - 1.0;
    window[static_cast<size_t>(i)] =
        static_cast<float>(bessel_i0(beta * std::sqrt(std::max(0.0, 1.0 - r * r))) / bessel_i0(beta));
  }
  return window;
}

// The spectrum's octaves met by the block's frequencies, interpolated in log frequency.
void fill_sigma(float* sigma, const NoiseSpectrum& spectrum, float strength) {
  for (int k = 0; k < block; ++k)
    for (int l = 0; l < block; ++l) {
      const double frequency = std::max(std::max(k, l), 1) / static_cast<double>(block);
      const double octave = std::clamp(-std::log2(frequency) - 0.5, 0.0, 3.0);
      const int i = std::min(static_cast<int>(octave), 2);
      const double t = octave - i;
      sigma[k * block + l] = strength * static_cast<float>(spectrum.octave[i] * (1 - t) + spectrum.octave[i + 1] * t);
    }
}

Plan plan_for(const ConstImage& in, const DenoiseOptions& options) {
  Plan plan;
  plan.mode = options.mode;
  plan.grain = options.grain;
  plan.window = block_window();
  plan.tile.planes = in.channels == 1 ? 1 : 3;
  plan.tile.halo = options.mode == DenoiseMode::fast ? 16 : 32;
  plan.tile.averaged = options.averaged;
  plan.tile.premultiplied = options.premultiplied && in.channels == 4;
  // Large tiles waste less on halos; small ones let small pictures use every core.
  const int64_t pixels = static_cast<int64_t>(in.width) * in.height;
  const int32_t side = pixels > (4 << 20) ? 512 : 256, need = (std::max(in.width, in.height) + 3) / 4 * 4;
  plan.tile.size = std::min(side, need);
  for (int32_t c = 0; c < plan.tile.planes; ++c) {
    plan.tile.stabiliser[c] = stabiliser_for(options.level[c], options.luma, options.clipped);
    PlaneFilter& filter = plan.filter[c];
    filter.strength = c == 0 ? options.luma : options.chroma;
    filter.averaged = c == 0 ? options.averaged.luma : options.averaged.chroma;
    filter.threshold = (options.mode == DenoiseMode::fast ? 3.4f : 3.1f) - 0.8f * options.detail;
    fill_sigma(filter.sigma, options.spectrum[c], filter.strength);
    fill_sigma(filter.wiener_sigma, options.spectrum[c], filter.strength * (1.2f - 0.4f * options.detail));
  }
  return plan;
}

struct Pass {
  int32_t step;         // rows from one row of blocks to the next; columns are 4, staggered by 2 when the rows are 2
  int32_t first, last;  // rows that the results must cover
};

// Filters rows [first, last) of a plane into `out`. Neither `noisy` nor `pilot` may be planes.sum or planes.weight.
void run_pass(const Plan& plan, const PlaneFilter& filter, const Tile& tile, const Pass& pass, TilePlanes& planes,
              const float* noisy, const float* pilot, float* out, const Job& job) {
  const ptrdiff_t row_floats = planes.row_floats();
  const int32_t top = std::max(0, (pass.first - block) / 4 * 4), bottom = std::min(pass.last + block, tile.rows);
  const size_t cleared = static_cast<size_t>((bottom - top) * row_floats) * sizeof(float);
  std::memset(planes.sum.data() + top * row_floats, 0, cleared);
  std::memset(planes.weight.data() + top * row_floats, 0, cleared);
  ShrinkRow row;
  row.phase = planes.phase;
  row.threshold = filter.threshold;
  row.window = plan.window.data();
  row.sigma = pilot ? filter.wiener_sigma : filter.sigma;
  row.scratch = planes.scratch.data();
  row.remaining_share = filter.averaged;
  for (int32_t y = top; y + block <= tile.rows && y < pass.last; y += pass.step) {
    job.check();
    row.offset = y % 4 == 0 ? 0 : 2;
    row.blocks = (tile.columns - block - row.offset) / 4 + 1;
    const ptrdiff_t at = y * row_floats;
    row.noisy = noisy + at;
    row.pilot = pilot ? pilot + at : nullptr;
    row.remaining = plan.tile.averaged.remaining.data ? planes.remaining.data() + at : nullptr;
    row.sum = planes.sum.data() + at;
    row.weight = planes.weight.data() + at;
    SFUMATO_PICK(shrink_row)(row);
  }
  SFUMATO_PICK(divide_sums)
  (planes.sum.data() + pass.first * row_floats, planes.weight.data() + pass.first * row_floats,
   (pass.last - pass.first) * row_floats, out + pass.first * row_floats);
}

// Each pass gives the next one its pilot. The last one lays its blocks twice as densely.
void filter_tile(const Plan& plan, const Tile& tile, TilePlanes& planes, const Job& job) {
  const int32_t halo = plan.tile.halo, bottom = halo + tile.height;
  for (int32_t c = 0; c < plan.tile.planes; ++c) {
    const PlaneFilter& filter = plan.filter[c];
    if (filter.strength <= 0) continue;
    float* const noisy = planes.noisy[c].data();
    float* const pilot = planes.pilot.data();
    if (plan.mode == DenoiseMode::fast) {
      run_pass(plan, filter, tile, {8, halo, bottom}, planes, noisy, nullptr, pilot, job);
    } else {
      run_pass(plan, filter, tile, {4, 0, tile.rows}, planes, noisy, nullptr, pilot, job);
      run_pass(plan, filter, tile, {4, 12, tile.rows - 12}, planes, noisy, pilot, pilot, job);
      run_pass(plan, filter, tile, {2, halo, bottom}, planes, noisy, pilot, pilot, job);
    }
    const ptrdiff_t at = halo * planes.row_floats();
    const float* remaining = plan.tile.averaged.remaining.data ? planes.remaining.data() + at : nullptr;
    SFUMATO_PICK(mix_back)
    (noisy + at, pilot + at, c == 0 ? plan.grain : 0.0f, remaining, filter.averaged,
     tile.height * planes.row_floats());
  }
}

void copy_image(const ConstImage& in, const Image& out) {
  std::vector<float> line;
  const bool same = in.dtype == out.dtype && in.range == out.range;
  if (!same) line.resize(static_cast<size_t>(in.width) * static_cast<size_t>(in.channels));
  for (int32_t y = 0; y < in.height; ++y) {
    if (same) {
      std::memcpy(out.row(y), in.row(y), static_cast<size_t>(in.width) * in.pixel_bytes());
    } else {
      row_load(in, 0, y, in.width, line.data());
      row_store(out, 0, y, in.width, line.data());
    }
  }
}

}  // namespace

void denoise_image(const ConstImage& in, const Image& out, const DenoiseOptions& options, const Job& job) {
  const bool colour = in.channels != 1;
  if (options.luma <= 0 && (!colour || options.chroma <= 0)) return copy_image(in, out);
  const Plan plan = plan_for(in, options);
  const int32_t size = plan.tile.size;
  const int64_t across = (in.width + size - 1) / size, down = (in.height + size - 1) / size, tiles = across * down;
  Shelf shelf;
  std::atomic<int64_t> done{0};
  parallel_for(tiles, 1, job, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      Tile tile;
      tile.x = static_cast<int32_t>(i % across) * size;
      tile.y = static_cast<int32_t>(i / across) * size;
      tile.width = std::min(size, in.width - tile.x);
      tile.height = std::min(size, in.height - tile.y);
      tile.columns = (tile.width + 3) / 4 * 4 + 2 * plan.tile.halo;
      tile.rows = (tile.height + 3) / 4 * 4 + 2 * plan.tile.halo;
      auto planes = shelf.take();
      planes->prepare(plan.tile);
      tile_load(in, plan.tile, tile, *planes);
      filter_tile(plan, tile, *planes, job);
      tile_store(in, out, plan.tile, tile, *planes);
      shelf.put(std::move(planes));
      job.report(static_cast<double>(++done) / static_cast<double>(tiles));
    }
  });
}

void removed_noise(const ConstImage& before, const ConstImage& after, const Image& out, const Job& job) {
  const int32_t channels = before.channels, colours = out.channels;
  parallel_for(before.height, 64, job, [&](int64_t begin, int64_t end) {
    std::vector<float> a(static_cast<size_t>(before.width) * static_cast<size_t>(channels)), b(a.size());
    for (int32_t y = static_cast<int32_t>(begin); y < end; ++y) {
      row_load(before, 0, y, before.width, a.data());
      row_load(after, 0, y, before.width, b.data());
      float* to = reinterpret_cast<float*>(out.row(y));
      for (int32_t x = 0; x < before.width; ++x)
        for (int32_t c = 0; c < colours; ++c) {
          const float d = a[static_cast<size_t>(x * channels + c)] - b[static_cast<size_t>(x * channels + c)];
          to[x * colours + c] = std::isfinite(d) ? d : 0.0f;
        }
    }
  });
}

}  // namespace sfumato
