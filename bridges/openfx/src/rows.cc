// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace sfumato::ofx {
namespace {

// A thread costs some 50 microseconds to start; a megabyte, some 150 to copy.
constexpr size_t worth_a_thread = size_t{2} << 20;
// Memory is the limit, not the cores.
constexpr size_t most_threads = 4;

}  // namespace

void over_rows(int32_t count, size_t bytes, const std::function<void(int32_t, int32_t)>& body) {
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const auto pieces =
      static_cast<int32_t>(std::clamp<size_t>(bytes / worth_a_thread, 1, std::min(cores, most_threads)));
  if (pieces == 1 || count < pieces) return body(0, count);
  const auto begin = [&](int32_t piece) { return static_cast<int32_t>(int64_t{count} * piece / pieces); };
  std::vector<std::exception_ptr> thrown(static_cast<size_t>(pieces));
  const auto run = [&](int32_t piece) noexcept {
    try {
      body(begin(piece), begin(piece + 1));
    } catch (...) {
      thrown[static_cast<size_t>(piece)] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(pieces));
  int32_t started = 1;
  try {
    for (; started < pieces; ++started) threads.emplace_back(run, started);
  } catch (const std::system_error&) {
    // No more threads: the rest is done here.
  }
  run(0);
  for (int32_t piece = started; piece < pieces; ++piece) run(piece);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& one : thrown)
    if (one) std::rethrow_exception(one);
}

}  // namespace sfumato::ofx
