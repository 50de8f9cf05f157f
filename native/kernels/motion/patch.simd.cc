// SPDX-License-Identifier: Apache-2.0
#include "motion/patch.h"

#include <limits>

#include "motion/pyramid.h"
#include "simd/simd.h"

namespace sfumato::SFUMATO_TARGET {
namespace {

constexpr int side = 8;
constexpr int refinements = 4;
constexpr float settled = 0.02f;  // pixels
// Pixels by which vectors must differ for both to be tried: refinement leads from one to the other else.
constexpr float apart = 0.5f;
// Deviation of what is left of the motion after a level's prediction, in pixels.
constexpr float prior = 0.15f;
// What a further hypothesis must explain, in parts of the noise of one difference: two fitted numbers take 2 away.
constexpr float gain_of_another = 2.0f, gain_over_simpler = 12.0f, gain_over_rest = 12.0f;

struct Vector {
  float x, y;
};

struct Candidate {
  Vector at;
  float cost;  // as Patch::cost
};

inline float clamped(float v, float low, float high) { return v < low ? low : v > high ? high : v; }

// A patch of the frame with its gradients, and where it may lie in the other frame.
class Patch {
 public:
  Patch(const PatchRow& row, int32_t column)
      : other_(row.other),
        stride_(row.stride),
        left_(static_cast<float>(column * cell_step - 2)),
        top_(static_cast<float>(row.row * cell_step - 2)),
        right_most_(static_cast<float>(row.width + motion_margin - side - 2)),
        bottom_most_(static_cast<float>(row.height + motion_margin - side - 2)),
        lean_(row.noise / (prior * prior)),
        calm_(0.5f * row.noise * side * side),
        correlation_(row.correlation) {
    const float* at = row.frame + static_cast<ptrdiff_t>(row.row * cell_step - 2) * stride_ + (column * cell_step - 2);
    for (int r = 0; r < side; ++r, at += stride_)
      for (int i = 0; i < side; ++i) {
        value_[r * side + i] = at[i];
        gx_[r * side + i] = 0.5f * (at[i + 1] - at[i - 1]);
        gy_[r * side + i] = 0.5f * (at[i + stride_] - at[i - stride_]);
      }
    xx_ = product(gx_, gx_) + lean_;
    xy_ = product(gx_, gy_);
    yy_ = product(gy_, gy_) + lean_;
  }

  // The nearest displacement at which the patch stays within the other frame's margins.
  Vector inside(Vector v) const {
    constexpr float least = 2.0f - motion_margin;
    return {clamped(left_ + v.x, least, right_most_) - left_, clamped(top_ + v.y, least, bottom_most_) - top_};
  }

  // The sum of squared differences, and what interpolation takes of the noise: else parts of pixels would always win.
  float cost(Vector v) const {
    float differences[side * side];
    compare(v, differences);
    return product(differences, differences) + smoothed(v);
  }

  // Gauss-Newton from `start`, which the result leans on.
  Candidate refined(Candidate start) const {
    Candidate best = start;
    Vector v = start.at;
    for (int k = 0; k < refinements; ++k) {
      float differences[side * side];
      compare(v, differences);
      const float cost = product(differences, differences) + smoothed(v);
      if (k > 0 && cost < best.cost)
        best = {v, cost};
      else if (k > 0)
        break;
      const float bx = product(differences, gx_) + lean_ * (v.x - start.at.x),
                  by = product(differences, gy_) + lean_ * (v.y - start.at.y);
      const float determinant = xx_ * yy_ - xy_ * xy_;
      const Vector step = {(xy_ * by - yy_ * bx) / determinant, (xy_ * bx - xx_ * by) / determinant};
      if (!(std::fabs(step.x) + std::fabs(step.y) > settled)) break;
      v = inside({v.x + clamped(step.x, -2, 2), v.y + clamped(step.y, -2, 2)});
      if (k == refinements - 1) {
        const float last = this->cost(v);
        if (last < best.cost) best = {v, last};
      }
    }
    return best;
  }

 private:
  float smoothed(Vector v) const {
    const float x = left_ + v.x, y = top_ + v.y, ax = x - std::floor(x), ay = y - std::floor(y);
    const float lost = 2 * (1 - correlation_);
    return calm_ * (1 - (1 - lost * ax * (1 - ax)) * (1 - lost * ay * (1 - ay)));
  }

  // The sum of a[i] b[i]. Eight running sums, which compilers turn into vectors.
  static float product(const float* a, const float* b) {
    float sums[side] = {};
    for (int r = 0; r < side; ++r)
      for (int i = 0; i < side; ++i) sums[i] += a[r * side + i] * b[r * side + i];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
  }

  // The other frame at `v`, bilinear, minus the patch.
  void compare(Vector v, float* SFUMATO_RESTRICT differences) const {
    const float x = left_ + v.x, y = top_ + v.y, fx = std::floor(x), fy = std::floor(y);
    const float ax = x - fx, ay = y - fy;
    const float w00 = (1 - ax) * (1 - ay), w01 = ax * (1 - ay), w10 = (1 - ax) * ay, w11 = ax * ay;
    const float* SFUMATO_RESTRICT a = other_ + static_cast<ptrdiff_t>(fy) * stride_ + static_cast<ptrdiff_t>(fx);
    const float* SFUMATO_RESTRICT value = value_;
    for (int r = 0; r < side; ++r) {
      const float *SFUMATO_RESTRICT top = a + r * stride_, *SFUMATO_RESTRICT bottom = top + stride_;
      for (int i = 0; i < side; ++i)
        differences[r * side + i] =
            w00 * top[i] + w01 * top[i + 1] + (w10 * bottom[i] + w11 * bottom[i + 1]) - value[r * side + i];
    }
  }

  const float* other_;
  ptrdiff_t stride_;
  float left_, top_, right_most_, bottom_most_, lean_, calm_, correlation_;
  float xx_, xy_, yy_;
  float value_[side * side], gx_[side * side], gy_[side * side];
};

inline void consider(const Patch& patch, Vector v, float needed, Candidate& best) {
  v = patch.inside(v);
  if (std::fabs(v.x - best.at.x) + std::fabs(v.y - best.at.y) < apart) return;
  const float cost = patch.cost(v);
  if (cost < best.cost - needed) best = {v, cost};
}

// Keeps what was refined, or rest where that explains as much.
inline void keep(const PatchRow& row, int32_t column, Candidate best, float rest) {
  if (rest <= best.cost + gain_over_rest * row.noise) best = {{0, 0}, rest};
  const int64_t i = static_cast<int64_t>(row.row) * row.found.columns + column;
  row.found.x[i] = best.at.x;
  row.found.y[i] = best.at.y;
  row.found.error[i] = best.cost / (side * side * row.noise);
}

inline float middle_of(const float* v, int count) {
  float sorted[9];
  for (int i = 0; i < count; ++i) {
    int k = i;
    for (; k > 0 && sorted[k - 1] > v[i]; --k) sorted[k] = sorted[k - 1];
    sorted[k] = v[i];
  }
  return sorted[count / 2];
}

// The mean of the vectors near the median: as robust, and with less noise.
inline Vector consensus(const float* x, const float* y, int count) {
  const Vector middle = {middle_of(x, count), middle_of(y, count)};
  Vector sum = middle;
  float near = 1;
  for (int i = 0; i < count; ++i) {
    if (std::fabs(x[i] - middle.x) + std::fabs(y[i] - middle.y) > 1.0f) continue;
    sum.x += x[i];
    sum.y += y[i];
    near += 1;
  }
  return {sum.x / near, sum.y / near};
}

}  // namespace

void search_patches(const PatchRow& row, int32_t reach) {
  for (int32_t column = 0; column < row.found.columns; ++column) {
    const Patch patch(row, column);
    const float rest = patch.cost({0, 0});
    Candidate best = {{0, 0}, rest};
    for (int32_t dy = -reach; dy <= reach; ++dy)
      for (int32_t dx = -reach; dx <= reach; ++dx)
        consider(patch, {static_cast<float>(dx), static_cast<float>(dy)}, gain_of_another * row.noise, best);
    keep(row, column, patch.refined(best), rest);
  }
}

void follow_patches(const PatchRow& row) {
  const CellField& above = row.known;
  const auto near = [](int32_t i, int32_t count, int32_t& low, int32_t& high) {
    const int32_t first = (i + 1) / 2 - 1;
    low = first < 0 ? 0 : first < count ? first : count - 1;
    high = first + 1 < count ? first + 1 : count - 1;
  };
  int32_t top = 0, bottom = 0;
  near(row.row, above.rows, top, bottom);
  for (int32_t column = 0; column < row.found.columns; ++column) {
    int32_t left = 0, right = 0;
    near(column, above.columns, left, right);
    // The cell that this one lies in first.
    const int32_t x = column % 2 ? left : right, y = row.row % 2 ? top : bottom;
    const int32_t cells[4][2] = {
        {x, y}, {left + right - x, y}, {x, top + bottom - y}, {left + right - x, top + bottom - y}};
    const Patch patch(row, column);
    const float rest = patch.cost({0, 0});
    Candidate best = {{0, 0}, rest};
    for (const auto& cell : cells) {
      const int64_t i = static_cast<int64_t>(cell[1]) * above.columns + cell[0];
      consider(patch, {2 * above.x[i], 2 * above.y[i]}, gain_of_another * row.noise, best);
    }
    keep(row, column, patch.refined(best), rest);
  }
}

void settle_patches(const PatchRow& row) {
  const CellField& field = row.known;
  for (int32_t column = 0; column < field.columns; ++column) {
    float x[9], y[9];
    int count = 0;
    for (int32_t j = row.row - 1; j <= row.row + 1; ++j)
      for (int32_t i = column - 1; i <= column + 1; ++i) {
        if (i < 0 || j < 0 || i >= field.columns || j >= field.rows) continue;
        const int64_t at = static_cast<int64_t>(j) * field.columns + i;
        x[count] = field.x[at];
        y[count] = field.y[at];
        ++count;
      }
    const int64_t own = static_cast<int64_t>(row.row) * field.columns + column;
    Candidate best = {{field.x[own], field.y[own]}, field.error[own] * (side * side) * row.noise};
    bool even = true;
    for (int i = 0; i < count; ++i) even = even && x[i] == best.at.x && y[i] == best.at.y;
    if (!even) {
      const Patch patch(row, column);
      const float before = best.cost;
      for (int i = 0; i < count; i += 2) consider(patch, {x[i], y[i]}, gain_over_simpler * row.noise, best);
      if (best.cost < before) best = patch.refined(best);
      const Vector middle = patch.inside(consensus(x, y, count));
      const float cost = patch.cost(middle);
      if (cost <= best.cost + gain_over_simpler * row.noise) best = {middle, cost};
      keep(row, column, best, patch.cost({0, 0}));
    } else {
      keep(row, column, best, std::numeric_limits<float>::max());
    }
  }
}

}  // namespace sfumato::SFUMATO_TARGET
