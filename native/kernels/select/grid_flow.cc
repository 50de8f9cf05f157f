// SPDX-License-Identifier: Apache-2.0
#include "select/grid_flow.h"

#include <algorithm>

namespace sfumato {

GridFlow::GridFlow(int32_t width, int32_t height) : stride_(width + 2) {
  const int32_t w = stride_;
  const int32_t offsets[directions] = {1, -1, w, -w, w + 1, -w - 1, w - 1, -w + 1};
  std::copy(offsets, offsets + directions, offsets_);
  const size_t nodes = static_cast<size_t>(stride_) * static_cast<size_t>(height + 2);
  arcs_.assign(nodes, {});
  terminal_.assign(nodes, 0);
  stamp_.assign(nodes, 0);
  distance_.assign(nodes, 0);
  tree_.assign(nodes, free);
  parent_.assign(nodes, unlinked);
  queued_.assign(nodes, 0);
}

void GridFlow::activate(int32_t node) {
  if (queued_[node]) return;
  queued_[node] = 1;
  next_active_.push_back(node);
}

void GridFlow::solve(const Job& job) {
  for (int32_t i = 0; i < static_cast<int32_t>(terminal_.size()); ++i) {
    if (terminal_[i] == 0) continue;
    tree_[i] = terminal_[i] > 0 ? source : sink;
    parent_[i] = at_terminal;
    distance_[i] = 1;
    activate(i);
  }
  int64_t steps = 0;
  while (!next_active_.empty()) {
    active_.swap(next_active_);
    next_active_.clear();
    for (const int32_t node : active_) {
      if ((++steps & 1023) == 0) job.check();
      queued_[node] = 0;
      if (tree_[node] != free) grow(node);
    }
  }
}

// Extends the node's tree into free neighbours; where it meets the other tree, pushes flow and starts over.
void GridFlow::grow(int32_t node) {
  for (int32_t d = 0; d < directions; ++d) {
    if (residual(node, d) == 0) continue;
    const int32_t j = node + offsets_[d];
    if (tree_[j] == free) {
      tree_[j] = tree_[node];
      parent_[j] = static_cast<uint8_t>(d ^ 1);
      stamp_[j] = stamp_[node];
      distance_[j] = distance_[node] + 1;
      activate(j);
    } else if (tree_[j] != tree_[node]) {
      if (tree_[node] == source) augment(node, d);
      else augment(j, d ^ 1);
      if (tree_[node] == free) return;
      // The same arc may carry more, and neighbours passed before may have been freed: look again later.
      activate(node);
      if (residual(node, d) != 0 && tree_[j] != free && tree_[j] != tree_[node]) --d;
    } else if (stamp_[j] <= stamp_[node] && distance_[j] > distance_[node]) {
      parent_[j] = static_cast<uint8_t>(d ^ 1);
      stamp_[j] = stamp_[node];
      distance_[j] = distance_[node] + 1;
    }
  }
}

// Pushes flow along source … from → from+direction … sink.
void GridFlow::augment(int32_t from, int32_t direction) {
  const int32_t to = from + offsets_[direction];
  int32_t flow = arcs_[from][direction];
  int32_t i = from;
  for (; parent_[i] != at_terminal; i += offsets_[parent_[i]])
    flow = std::min(flow, arcs_[i + offsets_[parent_[i]]][parent_[i] ^ 1]);
  flow = std::min(flow, terminal_[i]);
  for (i = to; parent_[i] != at_terminal; i += offsets_[parent_[i]]) flow = std::min(flow, arcs_[i][parent_[i]]);
  flow = std::min(flow, -terminal_[i]);

  arcs_[from][direction] -= flow;
  arcs_[to][direction ^ 1] += flow;
  for (i = from; parent_[i] != at_terminal;) {
    const int32_t p = parent_[i], up = i + offsets_[p];
    arcs_[i][p] += flow;
    if ((arcs_[up][p ^ 1] -= flow) == 0) make_orphan(i);
    i = up;
  }
  if ((terminal_[i] -= flow) == 0) make_orphan(i);
  for (i = to; parent_[i] != at_terminal;) {
    const int32_t p = parent_[i], up = i + offsets_[p];
    arcs_[up][p ^ 1] += flow;
    if ((arcs_[i][p] -= flow) == 0) make_orphan(i);
    i = up;
  }
  if ((terminal_[i] += flow) == 0) make_orphan(i);
  adopt_orphans();
}

void GridFlow::make_orphan(int32_t node) {
  parent_[node] = orphaned;
  orphans_.push_back(node);
}

void GridFlow::adopt_orphans() {
  ++time_;
  for (size_t k = 0; k < orphans_.size(); ++k) adopt(orphans_[k]);
  orphans_.clear();
}

// Distance of a node from its terminal, or `unreachable` when its tree is cut off. Stamps the way, so that later
// questions of the same round stop early.
int32_t GridFlow::origin_distance(int32_t node) {
  int32_t length = 0;
  int32_t i = node;
  for (;;) {
    if (stamp_[i] == time_) {
      length += distance_[i];
      break;
    }
    const uint8_t p = parent_[i];
    ++length;
    if (p == at_terminal) {
      stamp_[i] = time_;
      distance_[i] = 1;
      break;
    }
    if (p >= at_terminal) return unreachable;
    i += offsets_[p];
  }
  int32_t d = length;
  for (int32_t k = node; stamp_[k] != time_; k += offsets_[parent_[k]]) {
    stamp_[k] = time_;
    distance_[k] = d--;
  }
  return length;
}

void GridFlow::adopt(int32_t node) {
  int32_t best = unreachable;
  uint8_t parent = unlinked;
  for (int32_t d = 0; d < directions; ++d) {
    const int32_t j = node + offsets_[d];
    if (tree_[j] != tree_[node] || parent_[j] == orphaned) continue;
    // Flow comes from the parent in the source's tree and goes to it in the sink's.
    if ((tree_[node] == source ? arcs_[j][d ^ 1] : arcs_[node][d]) == 0) continue;
    const int32_t length = origin_distance(j);
    if (length < best) {
      best = length;
      parent = static_cast<uint8_t>(d);
    }
  }
  if (best != unreachable) {
    parent_[node] = parent;
    stamp_[node] = time_;
    distance_[node] = best + 1;
    return;
  }
  for (int32_t d = 0; d < directions; ++d) {
    const int32_t j = node + offsets_[d];
    if (tree_[j] != tree_[node]) continue;
    if (tree_[node] == source ? arcs_[j][d ^ 1] != 0 : arcs_[node][d] != 0) activate(j);
    if (parent_[j] < at_terminal && j + offsets_[parent_[j]] == node) make_orphan(j);
  }
  tree_[node] = free;
  parent_[node] = unlinked;
}

}  // namespace sfumato
