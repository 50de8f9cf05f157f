// SPDX-License-Identifier: Apache-2.0
// Exact minimum cut on a picture's grid, eight neighbours a pixel.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sfumato/job.h"

namespace sfumato {

// The max-flow algorithm of Boykov and Kolmogorov ("An Experimental Comparison of Min-Cut/Max-Flow Algorithms",
// PAMI 2004) with arcs that are implied by the grid. Capacities are whole numbers, so the result is exact and does not
// depend on rounding. Use: set terminals and edges, solve once, ask inside().
class GridFlow {
 public:
  // Directions 0..7; the opposite of d is d ^ 1: right, left, down, up, down-right, up-left, down-left, up-right.
  static constexpr int32_t directions = 8;

  GridFlow(int32_t width, int32_t height);

  int32_t node(int32_t x, int32_t y) const { return (y + 1) * stride_ + x + 1; }
  // The neighbour of a node; beyond the border it is a node that no edge reaches.
  int32_t neighbour(int32_t node, int32_t direction) const { return node + offsets_[direction]; }

  // Positive: capacity from the source (inside); negative: to the sink (outside).
  void set_terminal(int32_t node, int32_t capacity) { terminal_[node] = capacity; }
  // Capacity of the edge to the neighbour in `direction`, both ways. Both nodes lie in the grid.
  void set_edge(int32_t node, int32_t direction, int32_t capacity) {
    arcs_[node][direction] = capacity;
    arcs_[node + offsets_[direction]][direction ^ 1] = capacity;
  }

  // Throws Cancelled when the job is stopped.
  void solve(const Job& job);

  // After solve: whether the node is on the source's side.
  bool inside(int32_t node) const { return tree_[node] == source; }

 private:
  enum Tree : uint8_t { free, source, sink };
  static constexpr uint8_t at_terminal = 8, orphaned = 9, unlinked = 10;  // beside a parent's direction
  static constexpr int32_t unreachable = INT32_MAX;

  void activate(int32_t node);
  void grow(int32_t node);
  void augment(int32_t from, int32_t direction);
  void make_orphan(int32_t node);
  void adopt_orphans();
  int32_t origin_distance(int32_t node);
  void adopt(int32_t node);
  int32_t residual(int32_t node, int32_t direction) const {
    return tree_[node] == source ? arcs_[node][direction] : arcs_[node + offsets_[direction]][direction ^ 1];
  }

  int32_t stride_;
  int32_t offsets_[directions];
  std::vector<std::array<int32_t, directions>> arcs_;
  std::vector<int32_t> terminal_, stamp_, distance_;
  std::vector<uint8_t> tree_, parent_, queued_;
  std::vector<int32_t> active_, next_active_, orphans_;
  int32_t time_ = 0;
};

}  // namespace sfumato
